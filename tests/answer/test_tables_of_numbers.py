"""Numbers as a table writes them: with a point or with a comma before the decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.answer.tables.calculation import calculate
from kb.answer.tables.result import write_number
from kb.answer.tables.table import has_decimal_commas, tables
from kb.text.statements import split_statements
from kb.types import Page

PAGE = """| Rechnung | Kunde | Betrag EUR | bezahlt |
| --- | --- | --- | --- |
| R-1 | Lumeno | 12.480,00 | ja |
| R-2 | Aquila | 5.215,50 | nein |
| R-3 | Lumeno | 960,25 | nein |"""

TEAMS = """| Name | Team | Stunden |
| --- | --- | --- |
| Weber | Nord | 35 |
| Hruby | Nord | 39 |
| Seidel | Süd | 20 |"""


def reckon(question: str) -> str:
    [table] = tables(split_statements(Page(PAGE), "orders.csv"))
    result = calculate(question, table, "Rechnungen 2025")
    return f"{result.value} {len(result.rows)}" if result else ""


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("What is the total Betrag EUR?", "18.655,75 3"),
        ("Summe Betrag Lumeno", "13.440,25 2"),
        ("Was ist der höchste Betrag?", "12.480,00 1"),
        ("Was ist der größte Betrag EUR?", "12.480,00 1"),
        ("Was ist der größte Betrag nicht von Lumeno?", ""),
    ],
)
def test_a_column_with_decimal_commas_is_reckoned_and_written_so(question, result):
    assert reckon(question) == result


@pytest.mark.parametrize(
    ("cells", "comma"),
    [
        (["1.234,50", "12"], True),
        (["0,75", "1,5"], True),
        (["1,234", "2,500"], False),  # thousands
        (["1,234.50", "12"], False),
        (["1,5", "2.5"], False),  # neither is sure
    ],
)
def test_a_comma_stands_before_decimals_where_it_can_be_nothing_else(cells, comma):
    assert has_decimal_commas(cells) is comma


def test_english_numbers_are_read_as_before():
    english = PAGE.replace("12.480,00", "12,480.00").replace("5.215,50", "5,215.50").replace("960,25", "960.25")
    [table] = tables(split_statements(Page(english), "orders.csv"))
    assert table.numbers["Betrag EUR"] == (Decimal("12480.00"), Decimal("5215.50"), Decimal("960.25"))


@pytest.mark.parametrize(
    ("question", "text", "result"),
    [
        ("Wie viele Wochenstunden haben die im Team Nord?", TEAMS, ("sum", "74", "Stunden")),
        ("Wie viele Zeilen hat Team Nord?", TEAMS, ("count", "2", "")),
    ],
)
def test_how_many_is_added_up_where_a_column_says_how_many_of_them_there_are(question, text, result):
    [table] = tables(split_statements(Page(text), "sheet.csv"))
    found = calculate(question, table, "")
    assert found is not None
    assert (found.operation, found.value, found.column) == result


@pytest.mark.parametrize(
    ("value", "cells", "written"),
    [
        ("1354", ["326.5", "1280", "74"], "1354"),
        ("784.5", ["326.5", "458"], "784.5"),
        ("126", ["100.00", "26.00", "-"], "126.00"),
        ("52", ["12.50", "22", "30"], "52.00"),
    ],
)
def test_a_whole_number_has_no_decimals_where_such_ones_are_written_without(value, cells, written):
    assert write_number(Decimal(value), cells) == written
