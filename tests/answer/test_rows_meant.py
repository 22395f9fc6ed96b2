"""Which rows of a table a question means, by what its words and its columns say."""

from __future__ import annotations

import pytest

from kb.answer.tables.calculation import calculate
from kb.answer.tables.table import tables
from kb.text.statements import split_statements
from kb.types import Page

JOBS = """## Repairs

| Job | Customer | Plan | Reported | Closed | Cost EUR |
| --- | --- | --- | --- | --- | --- |
| 2101 | Orre Mills | Custom | 2026-04-03 | 2026-04-09 | 100 |
| 2102 | Saal Foods | Basic | 2026-04-17 | – | 250 |
| 2103 | Orre Mills | Basic | 2026-05-02 | 2026-05-02 | 80 |
| 2104 | Brune 3D | Custom | 2026-05-12 | – | 40 |"""
排班 = """| 日期 | 医生 | 班次 | 地点 | 单位 |
| --- | --- | --- | --- | --- |
| 2025-11-04 | 闵云 | 晚班 | 东城安吉 | 安吉一院 |
| 2025-11-17 | 闵云 | 晚班 | 东城安吉 | 安吉一院 |
| 2025-11-05 | 宋青 | 晚班 | 西城 | 德清二院 |"""
POOL = """| Datum | Becken | freies Chlor mg/l | Temperatur |
| --- | --- | --- | --- |
| 16.09.2025 | Nord | 0,41 | 26,1 |
| 17.09.2025 | Nord | 0,24 | 25,0 |
| 17.09.2025 | Süd | 0,50 | 30,2 |"""


def reckon(question: str, text: str) -> tuple[str, str, int] | None:
    [table] = tables(split_statements(Page(text), "sheet.csv"))
    about = " ".join(table.rows[0].context)
    result = calculate(question, table, about)
    return (result.operation, result.value, len(result.rows)) if result else None


@pytest.mark.parametrize(
    ("question", "text", "result"),
    [
        ("How many rows have the plan Custom?", JOBS, ("count", "2", 2)),
        ("Which repairs?", JOBS, ("list", "4", 4)),
        ("niedrigster Chlorwert im September", POOL, ("lowest", "0,24", 1)),
        ("Wieviele Zeilen hat Nord?", POOL, ("count", "2", 2)),
    ],
)
def test_the_rows_that_a_question_means_are_reckoned(question, text, result):
    assert reckon(question, text) == result
