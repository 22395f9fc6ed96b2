"""Which signs of a Chinese text stand together as a word."""

import pytest

from kb.text.chinese_words import find_pairs_in_words


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("手机被老师收走", {"手机", "老师"}),
        ("洗衣机坏了怎么办", {"洗衣", "衣机", "坏了", "怎么", "么办"}),
        ("手機", {"手机"}),
        ("The paid leave of 2026", set()),
        ("", set()),
    ],
)
def test_pairs_within_words_are_told_from_those_across_two(text, pairs):
    assert find_pairs_in_words(text) == pairs
