"""Questions to a table for the first or the last day of a column, and for rows of a time."""

from __future__ import annotations

import pytest

from kb.answer.tables.calculation import calculate
from kb.answer.tables.labels import label_result
from kb.answer.tables.table import tables
from kb.text.statements import split_statements
from kb.types import Page

LEASES = """| Vehicle | Driver | Since | Lease ends | MOT due |
| --- | --- | --- | --- | --- |
| Van 3 | Oda Renn | 2019-05-02 | 2027-04-30 | 2026-12-14 |
| Van 5 | Pim Sorge | 2015-11-09 | 2026-12-31 | 2027-02-27 |
| Truck | Lu Alder | 2022-01-17 | 2028-01-16 | 2027-05-30 |"""
GUARDS = """| 姓名 | 岗位 | 入职日期 | 合同止 | 籍贯 | 应发 | 欠发 |
| --- | --- | --- | --- | --- | --- | --- |
| 白宇 | 队长 | 2012-03-19 | 2028-03-18 | 青河北原 | 6800 | 100 |
| 江云 | 队员 | 2021-05-10 | 2027-05-09 | 青河南口 | 4700 | 250 |
| 秦朗 | 队员 | 2011-09-05 | 2027-07-31 | 白山 | 5600 | 0 |"""


def reckon(question: str, text: str) -> tuple[str, str, list[str]] | None:
    [table] = tables(split_statements(Page(text), "sheet.csv"))
    result = calculate(question, table, "")
    return (result.operation, result.value, [row.cells[0][1] for row in result.rows]) if result else None


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("Which MOT is the first to run out?", ("earliest", "2026-12-14", ["Van 3"])),
        ("Which driver joined earliest?", ("earliest", "2015-11-09", ["Van 5"])),
        ("Which lease ends last?", ("latest", "2028-01-16", ["Truck"])),
    ],
)
def test_the_first_and_the_last_day_are_of_the_column_that_is_meant(question, result):
    assert reckon(question, LEASES) == result


def test_who_joined_first_is_told_by_the_first_day_and_not_by_a_number():
    assert reckon("最早入职的队员是哪位", GUARDS) == ("earliest", "2011-09-05", ["秦朗"])


def test_of_two_columns_of_days_none_is_ranked_where_either_may_be_meant():
    assert reckon("Which vehicle is the earliest?", LEASES) is None


def test_the_first_day_is_told_with_its_column_and_whose_it_is():
    [table] = tables(split_statements(Page(LEASES), "sheet.csv"))
    question = "Which lease ends first?"
    result = calculate(question, table, "")
    assert result is not None
    assert label_result(result, question, "en") == "Earliest Lease ends: 2026-12-31 – Van 5"
    assert label_result(result, question, "de") == "Frühester Wert von Lease ends: 2026-12-31 – Van 5"
    assert label_result(result, question, "zh") == "Lease ends最早为 2026-12-31 – Van 5"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("which leases end before the end of April 2027?", ["Van 3", "Van 5"]),
        ("which drivers started in 2019?", ["Van 3"]),
        ("which vehicles are due for MOT between January and June 2027?", ["Van 5", "Truck"]),
    ],
)
def test_a_time_is_of_the_column_of_days_that_is_meant(question, rows):
    got = reckon(question, LEASES)
    assert got is not None and got[2] == rows


def test_a_part_of_a_chinese_value_is_read_where_one_column_begins_with_it():
    assert reckon("老家是青河的有几个队员", GUARDS) is None  # 老家 is not understood
    assert reckon("青河的队员有几个", GUARDS) == ("count", "1", ["江云"])


def test_a_chinese_column_is_meant_by_a_sign_that_no_other_has():
    assert reckon("队员合计欠多少", GUARDS) == ("sum", "250", ["江云", "秦朗"])


def test_of_two_that_are_compared_both_are_told_and_how_far_they_lie_apart():
    assert reckon("应发是白宇多还是江云多", GUARDS) == ("highest", "6800 (6800 − 4700 = 2100)", ["白宇", "江云"])
