"""The numbers of many texts' terms, made together, are those of each term for itself."""

from __future__ import annotations

import zlib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.text.term_numbers import NumberedTexts
from kb.text.terms import extract_terms

SIGNS = "ab1.,-'/:_ \n\t甲乙丙かｶ한글。！？；：，、」１Ａ\u200b\xad\u0301é²①㈱ß’“İΣς½ꀀᄀ"
RARE = "\U00020000\U00030001\U0001d400"  # of four bytes in UTF-8


def crc(term: str) -> int:
    return zlib.crc32(term.encode())


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(st.text(SIGNS, max_size=30), max_size=6))
@example(texts=["年假", "休", "", "年 假\n有", "ISO-9001 年"])
@example(texts=[f"年{RARE}假", "Rent 租金"])
def test_the_terms_of_several_texts_and_their_numbers_are_those_of_each(texts):
    numbered = NumberedTexts(texts)
    numbers, ends = numbered.list_numbers()
    for first in range(len(texts)):
        for last in range(first, len(texts) + 1):
            terms = [term for text in texts[first:last] for term in extract_terms(text)]
            found = numbers[ends[first - 1] if first else 0 : ends[last - 1] if last else 0].tolist()
            assert sorted(found) == sorted(map(crc, terms))
            assert sorted(numbered.join(first, last).split()) == sorted(terms)


def test_a_pair_of_chinese_characters_has_the_number_of_its_utf_8():
    pairs, _ = NumberedTexts(["年假有几天"]).list_numbers()
    assert pairs.tolist() == [crc("年假"), crc("假有"), crc("有几"), crc("几天")]
