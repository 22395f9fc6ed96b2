"""Markdown in a terminal: blocks that are finished, lines that break where Chinese may."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from api.cli.chat.markdown import blocks, draw_live


def drawn(*pieces: str, width: int = 40, height: int = 25) -> str:
    """What stays on the screen; the terminal is none that can move its cursor, so nothing else is written."""
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=False, markup=False)
    with draw_live(console) as text:
        for piece in pieces:
            text.feed(piece)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("one\ntwo", ["one\ntwo"]),
        ("one\n\ntwo", ["one\n\n", "two"]),
        ("- a\n\n- b\n\nend", ["- a\n\n- b\n\n", "end"]),
        ("```\na\n\nb\n", ["```\na\n\nb\n"]),
        ("```\na\n\nb\n```\nend", ["```\na\n\nb\n```\n", "end"]),
        ("| a |\n|---|\n| 1 |\n\nend", ["| a |\n|---|\n| 1 |\n\n", "end"]),
    ],
)
def test_a_text_is_cut_between_its_blocks(text, parts):
    assert blocks(text) == parts


def test_pieces_come_to_what_the_whole_comes_to():
    text = "**28 days** a year [1].\n\n1. first\n2. second\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx = 1\n```\n\nend"
    assert drawn(*text) == drawn(text)
    assert [line.strip() for line in drawn(text).splitlines()] == [
        "28 days a year [1].", "",
        "1 first", "2 second", "",
        "a  b", "────", "1  2", "",
        "x = 1", "",
        "end",
    ]  # fmt: skip


def test_chinese_breaks_at_the_edge_and_no_line_begins_with_a_full_stop():
    shown = drawn("一线城市住宿费每晚最高报销650元，其他城市每晚最高报销450元 [1]。", width=20)
    assert shown.splitlines() == ["一线城市住宿费每晚最", "高报销650元，其他城", "市每晚最高报销450元", "[1]。"]


def test_what_a_document_says_is_neither_html_nor_a_link_definition_nor_an_escape_sequence():
    assert drawn("a <b>bold</b> word\n\n[1]: see page 3\n\n\x1b[31mred").splitlines() == [
        "a <b>bold</b> word", "",
        "[1]: see page 3", "",
        "[31mred",
    ]  # fmt: skip


def test_where_a_link_leads_is_shown():
    assert "https://evil.example" in drawn("[harmless](https://evil.example)", width=80)
