"""The one function by which a text becomes Markdown that shows its words and does nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering import FORMS, PARSER, Drawn, words

from api.escape import Inert, disarm, escape, strip_controls

SIGNS = [
    *"ab1 é\n\r\x00\u3000\\`*_[]()<>!#&;:~$|=+-./@\"'",
    "http://",
    "www.",
    "&lt;",
    "![x](",
    "<img ",
    "“",
    "。",
    "```",
]
hostile = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("around", ["{}", "“{}” [1]", "- {}", "Before\n\n{}\n\nafter", "1. {}", "请看{}。"])
def test_every_form_is_read_as_it_is_written_and_does_nothing(form, around):
    drawn = Drawn(around.replace("{}", escape(FORMS[form])))
    assert drawn.foreign == []
    assert words(FORMS[form]) in words(drawn.text)


@settings(max_examples=300, deadline=None)
@given(hostile)
def test_any_text_is_read_as_it_is_written_and_does_nothing(text):
    drawn = Drawn(escape(text))
    assert drawn.foreign == []
    assert words(drawn.text) == words(strip_controls(text))


@settings(max_examples=300, deadline=None)
@given(hostile, st.integers(1, 5))
def test_whatever_a_model_writes_loads_and_links_nothing(text, size):
    drawn = Drawn(disarm(text))
    assert [each for each in drawn.foreign if each.startswith("<")] == []
    writing = Inert()
    pieces = [writing.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join(pieces) + writing.finish() == disarm(text)


@pytest.mark.parametrize(
    ("pieces", "drawn"),
    [
        (["see www.", "évil.example"], "see `www.`évil.example"),
        (["http://a.example/", "“b”"], "`http://a.example/`“b”"),
        (["htt", "\x00", "p://evil.example"], "`http://evil.example`"),
        (["`a\n", "\nhttp://evil.example"], "`a\n\n`http://evil.example`"),
        (["`a\n \r", "\n", "\u3000\nhttp://evil.example"], "`a\n \n\u3000\n`http://evil.example`"),
    ],
)
def test_where_an_answer_is_cut_into_pieces_changes_nothing(pieces, drawn):
    writing = Inert()
    assert "".join([writing.feed(piece) for piece in pieces]) + writing.finish() == drawn
    assert disarm("".join(pieces)) == drawn


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "around", ["{}", "\\{}", "- {}", "| a |\n|---|\n| {} |", "`a` {}", "請看{}。", "```x\ny\n```\n{}"]
)
def test_a_picture_or_link_that_a_model_writes_is_no_picture_or_link(form, around):
    drawn = Drawn(disarm(around.replace("{}", FORMS[form])))
    assert [each for each in drawn.foreign if "evil" in each or each.startswith("<")] == []


def test_a_models_markdown_stays():
    text = "**Two weeks** [1]:\n\n- 5 < 6 & 7 > 6\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx[1] = 'a'\n```\n"
    assert PARSER.render(disarm(text)) == PARSER.render(text)


def test_an_address_in_code_is_code_once():
    assert disarm("Run `curl http://a.example/x`, see http://a.example/y.") == (
        "Run `curl http://a.example/x`, see `http://a.example/y`."
    )


def test_a_document_cannot_command_a_terminal():
    assert escape("red \x1b[31m and \x1b]8;;http://evil.example\x07here\x1b]8;;\x07 \u202etxet") == (
        "red \\[31m and `]8;;http://evil.examplehere]8;;` txet"
    )


@pytest.mark.parametrize(
    "letters", ["[", "]", "<", "\\", "`", "`a", "http://", "a@", "www.", "_", "&", "~", "a", " ", "\n-"]
)
@pytest.mark.parametrize("function", [escape, disarm])
def test_time_grows_as_the_text_does(function, letters):
    def seconds(count: int) -> float:
        text = letters * count
        best = []
        for _ in range(3):
            began = time.process_time()
            function(text)
            best.append(time.process_time() - began)
        return min(best)

    assert seconds(40_000) < 0.02 + 12 * seconds(10_000)  # four times the text; sixteen times if it were quadratic
