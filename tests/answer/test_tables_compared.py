"""Questions to a table that compare its rows or columns, and what of it may not be reckoned with."""

from __future__ import annotations

import pytest

from kb.answer.tables.calculation import calculate
from kb.answer.tables.table import tables
from kb.text.statements import split_statements
from kb.types import Page

MILLS = """| Mill | River | Built | Power | Output 2024 | Output 2025 | Rank |
| --- | --- | --- | --- | --- | --- | --- |
| Aldgate (north) | Orre | 1891 | 157 (48) | 300 | 340 | 2 |
| Brune | Orre | 1904 | 90 | 420 | 400 | 1 |
| Cobb | Saal | 1911 | — | 150 | 250 | 3 |
| Cobb old | Saal | 1870 | 60 | 80 | 85 | 4 |"""


def reckon(question: str, text: str) -> tuple[str, str, int] | None:
    [table] = tables(split_statements(Page(text), "sheet.csv"))
    result = calculate(question, table, "")
    return (result.operation, result.value, len(result.rows)) if result else None


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("What is the difference in Power between Aldgate and Brune?", ("difference", "67", 2)),
        ("Which has more Power, Aldgate or Brune?", ("highest", "157 (157 − 90 = 67)", 2)),
        ("Which mill grew most from 2024 to 2025?", ("highest", "100", 1)),
        ("Welche Mill ist von 2024 auf 2025 am meisten gestiegen?", ("highest", "100", 1)),
        ("Which mill fell most from 2024 to 2025?", ("highest", "20", 1)),
        ("Which river appears most often?", ("highest", "Orre / Saal: 2 ×", 4)),
        ("Which mill has the highest rank?", ("highest", "1", 1)),
        ("What is the highest Power?", ("highest", "157", 1)),
        ("How many mills were Built after 1900?", ("count", "2", 2)),
        ("What is the sum of Output 2025?", ("sum", "1075", 4)),
    ],
)
def test_rows_and_columns_are_compared(question, result):
    assert reckon(question, MILLS) == result


@pytest.mark.parametrize(
    "question",
    [
        "Which mill grew most from 2019 to 2020?",  # no column says it: the highest of now was told
        "What is the total Output 2025 of Brune and Dalby?",  # one was told as if it were both
        "Which has more Power, Brune or Dalby?",
        "What is the total Output 2025 of the mills before Cobb?",  # by their place in the table
    ],
)
def test_what_is_not_understood_of_the_rows_meant_is_not_reckoned_past(question):
    assert reckon(question, MILLS) is None


def test_a_value_that_holds_another_is_named_alone():
    assert reckon("What is the Output 2025 of Cobb old in total?", MILLS) == ("sum", "85", 1)
    assert reckon("What is the total Output 2025 of Cobb and Cobb old?", MILLS) == ("sum", "335", 2)


def test_a_count_that_one_row_is_told_from_all_others_by_gives_that_row():
    pupils = "| Year | Pupils of the school |\n| --- | --- |\n| 2007 | 310 |\n| 2008 | 325 |\n| 2009 | 333 |"
    assert reckon("How many children came in 2008?", pupils) in (None, ("list", "1", 1))


def test_rows_that_a_value_is_told_of_are_listed():
    places = "| Platz | Nutzer |\n| --- | --- |\n| P1 | frei |\n| P2 | Uhl |"
    assert reckon("freie Plätze auflisten", places) == ("list", "1", 1)


def test_a_letter_is_a_value_where_it_stands_as_in_its_cell():
    lifts = "| Lift | Class |\n| --- | --- |\n| L1 | A |\n| L2 | B |\n| L3 | A |"
    assert reckon("Which lifts are of class A?", lifts) == ("list", "2", 2)
    assert reckon("Is a lift of class B in the list?", lifts) in (None, ("list", "1", 1))


def test_what_adds_up_the_rows_above_is_none_of_them():
    text = "| Ward | Beds |\n| --- | --- |\n| North | 20 |\n| South | 30 |\n| Total of the house | 50 |"
    assert reckon("How many beds are there in total?", text) == ("sum", "50", 2)
