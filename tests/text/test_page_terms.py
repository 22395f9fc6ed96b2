"""Terms of parts of a page, cut into terms once, are those of each part cut for itself."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text.page_terms import PageTerms, parts_terms
from kb.text.terms import extract_terms

SIGNS = "ab1.,-'/:_ \n\t甲乙丙かｶ한글。！？；：，、」１Ａ\u200b\xad\u0301é²①㈱ß¨´\u3000\xa0’“İΣς½"


@pytest.mark.parametrize(
    ("before", "after", "parted"),
    [
        ("the rent", " is due", True),
        ("租金。", "每月", True),
        ("合同\n", "租金", False),  # a line end between them may be a wrapped line
        ("合同\n\n", "租金", True),
        ("合同 ", "Rent", True),
        ("foo", "bar", False),
        ("foo.", "bar", False),
    ],
)
def test_texts_are_parted_where_no_term_goes_on(before, after, parted):
    assert parts_terms(before, after) is parted


@settings(max_examples=300, deadline=None)
@given(text=st.text(SIGNS, max_size=60), place=st.text(SIGNS, max_size=8), draw=st.integers(0, 10**9))
def test_the_terms_of_any_part_are_those_of_the_part_alone(text, place, draw):
    chosen = random.Random(draw)
    parts = [tuple(sorted(chosen.choices(range(len(text) + 1), k=2))) for _ in range(6)]
    terms = PageTerms(text, 0, len(text), [at for part in parts for at in part])
    for start, end in parts:
        for before in ("", f"{place}\n" if place else ""):
            found = [range(*several) for several in terms.find(start, end, before)]
            apart = [term for several in found for at in several for term in extract_terms(terms.texts[at])]
            assert apart == extract_terms(before + text[start:end])
