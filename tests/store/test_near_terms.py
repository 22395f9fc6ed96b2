"""Terms that a slip of the keyboard sets apart, found without going through the whole vocabulary."""

import pytest

from kb.store.tantivy import TantivyIndex, is_one_edit

HELD = {
    "a" * 32: ["leave", "stapler"],
    "b" * 32: ["eagle", "leaves"],
    "c" * 32: ["lever"],
    "d" * 32: ["el", "年假"],
}


@pytest.fixture
def words(tmp_path):
    index = TantivyIndex(tmp_path / "words")
    index.add((id, " ".join(terms)) for id, terms in HELD.items())
    index.commit()
    yield index
    index.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("laeve", ["a"]),  # two neighbours swapped
        ("elave", ["a"]),  # the first two
        ("leavs", ["a", "b"]),  # another letter, and one too few
        ("leve", ["a", "c"]),
        ("laave", ["a"]),  # another second letter
        ("lseave", ["a"]),  # one too many there
        ("lver", ["c"]),  # and one too few
        ("lea(e", ["a"]),  # what means something in a pattern means nothing here
        ("beagle", []),  # another first letter is no slip
        ("staplers", ["a"]),
        ("le", ["d"]),
        ("年休", ["d"]),
        ("lvr", []),
        ("", []),
        ("😀" * 300, []),  # longer than any word
    ],
)
def test_chunks_with_a_term_one_edit_away_are_found(words, typed, found):
    assert sorted(id[0] for id in words.search_near(typed, 9)) == found


def test_no_more_are_given_than_are_asked_for(words):
    assert len(words.search_near("leavs", 1)) == 1
    assert words.search_near("leavs", 0) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("leave", "leave", True),
        ("leave", "leaf", False),
        ("leave", "leav", True),
        ("leave", "xleave", True),
        ("leave", "leaev", True),
        ("leave", "laeev", False),
        ("ab", "ba", True),
        ("a", "", True),
        ("", "", True),
        ("abc", "bca", False),
    ],
)
def test_one_edit_is_a_letter_more_less_or_other_or_two_that_are_swapped(one, other, near):
    assert is_one_edit(one, other) is near
    assert is_one_edit(other, one) is near
