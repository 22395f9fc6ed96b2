"""Figures over, under and beside one another, written in one line so that they keep their value."""

import pytest

from ingest.loaders.notation import write_bounds, write_fraction, write_index, write_power, write_root
from ingest.loaders.office.symbols import read_symbol


def test_a_power_keeps_brackets_around_what_is_raised_as_a_whole():
    assert write_power("10", "-3") == "10⁻³"
    assert write_power("(1+i)", "n") == "(1+i)ⁿ"
    assert write_power("(1+i)(1-i)", "2") == "((1+i)(1-i))²"
    assert write_power("e", "rate x years") == "e^(rate x years)"


def test_indices_bounds_roots_and_fractions_are_written_in_one_line():
    assert write_index("CO", "2") == "CO₂"
    assert write_bounds("x", "1", "2") == "x₁²"
    assert write_fraction("a+b", "2") == "(a+b)/2"
    assert (write_root("2"), write_root("a+b", "3"), write_root("x", "5")) == ("√2", "∛(a+b)", "⁵√x")


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings 2", "52", "☑"),
        ("Symbol", "F031", "1"),
        ("Wingdings", "F041", ""),
        ("Arial", "263A", "☺"),
        ("Arial", "F041", ""),
        ("Arial", "none", ""),
    ],
)
def test_a_symbol_is_the_sign_that_its_font_has_at_that_place(font, code, sign):
    assert read_symbol(font, code) == sign
