"""Which words a table is said to explain, and how what it counts is called."""

from __future__ import annotations

from kb.answer.tables.calculation import calculate
from kb.answer.tables.labels import label_result
from kb.answer.tables.result import Result
from kb.answer.tables.table import tables
from kb.text.statements import split_statements
from kb.types import Page

CLIENTS = """| Client | Type | Partner | Risk |
| --- | --- | --- | --- |
| Alder Ltd | company | Quist | low |
| Birch Trust | trust | Quist | high |
| Cedar & Sons | partnership | Quist | low |
| Dogwood Ltd | company | Moore | high |"""
GROUPS = """| Gruppe | Art | Warteliste |
| --- | --- | --- |
| Amseln | Kindergarten | 4 |
| Finken | Krippe | 9 |"""
SUPPLIERS = "| 编号 | 名称 | 评级 |\n| --- | --- | --- |\n| S1 | 青木 | A |\n| S2 | 长河 | B |\n| S3 | 远山 | A |"


def reckon(question: str, text: str, about: str = "") -> tuple[str, str, int] | None:
    [table] = tables(split_statements(Page(text), "sheet.csv"))
    result = calculate(question, table, about)
    return (result.operation, result.value, len(result.rows)) if result else None


def test_a_value_is_not_said_by_a_shorter_word_of_another_meaning():
    assert reckon("number of clients with Quist as partner", CLIENTS) == ("count", "3", 3)


def test_what_is_added_up_in_total_need_not_be_in_the_table():
    assert reckon("wie viele Kinder stehen insgesamt auf der Warteliste", GROUPS) == ("sum", "13", 2)


def test_what_is_counted_need_not_be_in_the_table_where_a_value_is_named():
    assert reckon("How many firms have Moore as partner?", CLIENTS) == ("count", "1", 1)
    assert reckon("How many firms are there?", CLIENTS) is None
    assert reckon("How many days of Alder are there?", CLIENTS) is None  # a part of a name: of what, nothing tells


def test_a_letter_among_chinese_signs_is_a_value():
    assert reckon("哪些供应商评的是A级", SUPPLIERS, "供应商") == ("list", "2", 2)


def test_a_count_is_called_as_the_question_calls_it():
    [table] = tables(split_statements(Page(CLIENTS), "sheet.csv"))
    rows = Result("count", "2", "", table.rows[:2], ("Risk = high",))
    one = Result("count", "1", "", table.rows[:1], ("Risk = high",))
    assert label_result(rows, "how many high risk clients have we got?", "en") == "2 high risk clients (Risk = high)"
    assert label_result(rows, "how many boats lie there?", "en") == "2 boats (Risk = high)"
    assert label_result(rows, "how many of them are there?", "en") == "2 rows (Risk = high)"
    assert label_result(rows, "wie viele offene Stellen hat Haus Nord", "de") == "2 offene Stellen (Risk = high)"
    assert label_result(one, "how many clients are at risk?", "en") == "1 row (Risk = high)"
