"""Two documents line by line, and word by word where a line was changed."""

from __future__ import annotations

import random
import time

import pytest

from api.web.comparison import compare_pages
from api.web.words import excerpt, find_words
from kb.errors import TooLarge
from kb.types import Page, Span


def told(left: str, right: str) -> list[str]:
    """Each row as `kind left | right`, what differs in brackets."""
    rows = compare_pages([Page(left)], [Page(right)])

    def side(pieces) -> str:
        return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)

    return [f"{row.kind} {side(row.left)} | {side(row.right)}" for row in rows]


def test_a_changed_word_an_added_and_a_removed_line_are_told_apart():
    assert told("Leave\n\n28 days a year.\nGone.\n", "Leave\n30 days a year.\n") == [
        "same Leave | Leave",
        "changed [28] days a year. | [30] days a year.",
        "removed [Gone.] | ",
    ]
    assert told("a", "a\nEverything else.") == ["same a | a", "added  | [Everything else.]"]


def test_chinese_is_compared_sign_by_sign():
    assert told("住宿费每晚最高650元。", "住宿费每晚最高700元。") == [
        "changed 住宿费每晚最高[650]元。 | 住宿费每晚最高[700]元。"
    ]


def test_lines_with_nothing_in_common_are_no_change_of_each_other():
    assert told("abc def ghi", "xyz uvw") == ["removed [abc def ghi] | ", "added  | [xyz uvw]"]


def test_what_is_too_long_to_compare_is_refused():
    with pytest.raises(TooLarge, match=r"5,001 lines; 5,000 can be compared"):
        compare_pages([Page("a\n" * 5001)], [Page("a")])


def test_a_file_of_a_few_lines_over_and_over_is_compared_in_time():
    draw = random.Random(1)
    left, right = ("".join(draw.choice(("a b c\n", "d e f\n")) for _ in range(5000)) for _ in range(2))
    begun = time.process_time()
    compare_pages([Page(left)], [Page(right)])
    assert time.process_time() - begun < 5


def test_words_are_found_whatever_their_case_and_the_blanks_between():
    text = "The Paid\n  leave; paid leave."
    assert list(find_words(text, "paid leave")) == [Span(4, 16), Span(18, 28)]
    assert list(find_words("a+b (c)", "a+b (C)")) == [Span(0, 7)]
    assert list(find_words("abc", "  ")) == []
    assert excerpt("before\nwas said here\nafter", Span(11, 15)) == ("was ", "said", " here")


def test_what_stands_around_found_words_is_cut_between_words():
    text = "Shortly after the end of the employment " + "on " * 22 + "Mondays it says here that " + "we " * 30
    before, _, after = excerpt(text, Span(text.index("says"), text.index(" here")))
    assert before == "…" + "on " * 22 + "Mondays it "
    assert after == " here that" + " we" * 23 + "…"


def test_what_stands_around_chinese_is_cut_between_signs():
    assert excerpt("年" * 200, Span(100, 101)) == ("…" + "年" * 80, "年", "年" * 80 + "…")
