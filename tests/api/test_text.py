from __future__ import annotations

from api import parse, serialize
from api.cli.commands import hoist_options
from api.cli.terminal import line, place, strip_controls
from kb.errors import Error, UnknownSpace


def test_a_document_cannot_command_the_terminal():
    assert strip_controls("red \x1b[31mtext\x1b]0;title\x07 \x9b2J\r\rover") == "red [31mtext]0;title 2Jover"


def test_line_ends_and_tabs_stay_in_text_and_not_in_a_line():
    assert strip_controls("a\r\nb\tc") == "a\nb\tc"
    assert line("a\r\n  b\tc ") == "a b c"


def test_letters_that_turn_the_direction_are_left_out():
    assert strip_controls("invoice\u202efdp.exe") == "invoicefdp.exe"


def test_a_file_name_that_is_not_text_is_shown_escaped():
    assert place("caf\udce9.txt", None) == "caf\\udce9.txt"


def test_a_page_is_named_as_people_do():
    assert place("handbook.pdf", 3) == "handbook.pdf, page 3"


def test_global_options_are_understood_anywhere_before_two_dashes():
    assert hoist_options(["ask", "why", "--space", "hr", "-k", "3"]) == ["--space", "hr", "ask", "why", "-k", "3"]
    assert hoist_options(["docs", "list", "--home=/x"]) == ["--home=/x", "docs", "list"]
    assert hoist_options(["ask", "--", "--space", "hr"]) == ["ask", "--", "--space", "hr"]
    assert hoist_options(["ask", "--space"]) == ["--space", "ask"]


def test_an_error_survives_the_wire():
    told = parse.error(serialize.error(UnknownSpace("There is no space 'x'.", "Make it.")))
    assert type(told) is UnknownSpace
    assert (told.message, told.hint) == ("There is no space 'x'.", "Make it.")
    assert type(parse.error({"code": "of a later version", "message": "m"})) is Error


def test_json_stays_unicode_until_utf8_cannot_hold_it():
    assert serialize.dumps({"path": "员工.md"}) == '{"path": "员工.md"}'
    assert serialize.dumps({"path": "caf\udce9"}) == '{"path": "caf\\udce9"}'
