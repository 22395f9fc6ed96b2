"""Rows whose cells are parted by tabs, as those of a PDF: each value under the name of its column."""

from kb.text.statements import split_statements
from kb.types import Page


def read(*lines):
    return [statement.plain_text for statement in split_statements(Page("\n".join(lines)))]


def test_a_row_whose_first_cell_is_empty_keeps_the_names_of_its_columns():
    assert read(
        "Date\tDescription\tPaid out\tBalance",
        "4 Feb\tThames Water\t42.60\t1,161.58",
        "\tWaitrose\t31.25\t1,130.33",
    ) == [
        "Date: 4 Feb; Description: Thames Water; Paid out: 42.60; Balance: 1,161.58",
        "Description: Waitrose; Paid out: 31.25; Balance: 1,130.33",
    ]


def test_a_header_whose_first_cell_is_empty_names_the_columns_below_it():
    assert read("\tMon\tTue", "Pool\t9-12\t14-18", "Hall\t7-9\t8-20") == [
        "Pool; Mon: 9-12; Tue: 14-18",
        "Hall; Mon: 7-9; Tue: 8-20",
    ]


def test_the_quote_of_a_row_begins_with_its_first_word():
    page = Page("Date\tWhat\tBalance\n4 Feb\tWater\t42.60\n\tBalance\t31.25")
    *_, last = split_statements(page)
    assert page.text[last.start : last.end] == last.text == "Balance\t31.25"
