"""The words of a space, by their stems."""

from kb.text.german import stem_german
from kb.text.vocabulary import Vocabulary

WORDS = Vocabulary(
    ["frist", "fristen", "kundigungsfrist", "mietvertrag", "kaffeekuech", "tueren", "iso9001"], stem_german
)


def test_words_are_found_by_their_stem():
    assert WORDS.with_stem("frist") == ["frist", "fristen"]
    assert WORDS.with_stem("tur") == ["tueren"]
    assert WORDS.with_stem("fris") == WORDS.with_stem("zebra") == WORDS.with_stem("") == []


def test_words_are_found_by_what_their_stem_holds():
    assert [term for _, term in WORDS.holding("frist")] == ["frist", "fristen", "kundigungsfrist"]
    assert list(WORDS.holding("kuch")) == [("kaffeekuch", "kaffeekuech")]
    assert list(WORDS.holding("9001")) == []
