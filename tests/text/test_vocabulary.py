"""The words of a space, by their stems."""

from kb.text.german import stem_german
from kb.text.vocabulary import Vocabulary

WORDS = Vocabulary(
    ["frist", "fristen", "kundigungsfrist", "mietvertrag", "kaffeekuech", "tueren", "iso9001"], stem_german
)


def test_words_are_found_by_their_stem():
    assert WORDS.find_with_stem("frist") == ["frist", "fristen"]
    assert WORDS.find_with_stem("tur") == ["tueren"]
    assert WORDS.find_with_stem("fris") == WORDS.find_with_stem("zebra") == WORDS.find_with_stem("") == []


def test_words_are_found_by_what_their_stem_holds():
    assert [term for _, term in WORDS.find_with_part("frist")] == ["frist", "fristen", "kundigungsfrist"]
    assert list(WORDS.find_with_part("kuch")) == [("kaffeekuch", "kaffeekuech")]
    assert list(WORDS.find_with_part("9001")) == []
