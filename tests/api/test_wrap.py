from __future__ import annotations

from rich.cells import cell_len

from api.cli.wrap import Wrap


def wrapped(columns: int, *pieces: str) -> str:
    wrap = Wrap(columns)
    return "".join([*map(wrap.feed, pieces), wrap.finish()])


def test_lines_break_between_words_however_the_text_comes_in():
    assert wrapped(12, "Twenty-eight ", "da", "ys a ye", "ar [1].") == "Twenty-eight\ndays a year\n[1]."


def test_chinese_breaks_after_any_letter_and_counts_double():
    lines = wrapped(10, "高铁可乘坐二等座 [1]。").split("\n")
    assert "".join(lines).replace(" ", "") == "高铁可乘坐二等座[1]。"
    assert max(map(cell_len, lines)) <= 10


def test_closing_marks_do_not_begin_a_line():
    assert wrapped(8, "北京上海，广州（深圳）。") == "北京上\n海，广州\n（深\n圳）。"


def test_line_ends_and_indents_of_the_text_stay():
    assert wrapped(20, "- one\n  two\n\nthree") == "- one\n  two\n\nthree"


def test_a_word_longer_than_the_line_is_left_to_the_terminal():
    assert wrapped(5, "a handbook-and-more b") == "a\nhandbook-and-more\nb"


def test_escape_sequences_are_left_out():
    assert wrapped(80, "a\x1b[2J b") == "a[2J b"
