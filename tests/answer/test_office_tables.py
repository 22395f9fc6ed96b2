"""Tables as offices have them: columns without a name or with one name, codes beside Chinese signs, J and N."""

from __future__ import annotations

import pytest

from kb.answer.tables.calculation import calculate
from kb.answer.tables.table import tables
from kb.text.statements import split_statements
from kb.types import Page

DRINKS = """|  | Menge | Preis |
| --- | --- | --- |
| Cola | 0.33 | 2 CHF |
| Mate | 0.33 | 3 CHF |
| Bier | 0.5 | 3 CHF |"""
TASKS = """| Task | Start | Start | Owner (Role) | Status |
| --- | --- | --- | --- | --- |
| Draw | Mon | 2025-09-01 | Ana (Artist) | Completed |
| Test | Tue | 2025-11-04 | Pedro (Producer) | Not Started |
| Ship | Fri | 2025-11-28 | Pedro (Producer) | Not Started |"""
PLANS = """| Item | Plan | Ist | Plan | Ist |
| --- | --- | --- | --- | --- |
| Rent | 10 | 11 | 20 | 21 |
| Power | 5 | 4 | 6 | 7 |"""
EXPENSES = """| Date | Client | Account | Subtotal | Total |
| --- | --- | --- | --- | --- |
| 2020-01-01 | Client B | Meals | $1,697.00 |  |
| 2020-01-02 | Client A | Gas | $127.00 |  |
| 2020-01-03 | Client B | Meals | $303.00 |  |"""
ORDERS = """| Day | Web Site | Type | Quantity |
| --- | --- | --- | --- |
| 2025-01-02 | ebay.com | Wholesale | 3 |
| 2025-01-03 | ebay.com | Retail | 4 |
| 2025-01-04 | ebay.com | Wholesale | 5 |"""
ARTIKEL = """| Artikel | Lager | Auslaufartikel |
| --- | --- | --- |
| Chai | 39 | N |
| Gumbo | 0 | J |
| Ikura | 7 | N |"""
CHIPS = """| 名称 | 价格 | 供应商 |
| --- | --- | --- |
| MM32F0010 | 0.6 | 北京 |
| MM32F0010 | 0.8 | 深圳 |
| STM32F0010 | 2.9 | 深圳 |"""
ROOMS = """| 部门 | 资产名称 | 数量 | 单位 | 备注 |
| --- | --- | --- | --- | --- |
| 销售 | 艺术品 | 4 | 幅 |  |
| 大厅 | 艺术品 | 3 | 幅 |  |
| 大厅 | 座机 | 9 | 部 |  |"""


def reckon(question: str, page: str) -> str:
    found = [
        result for table in tables(split_statements(Page(page), "a.csv")) if (result := calculate(question, table, ""))
    ]
    return "; ".join(" ".join((one.operation, one.value, *one.conditions)) for one in found)


@pytest.mark.parametrize(
    ("question", "page", "result"),
    [
        ("Was ist der höchste Preis?", DRINKS, "highest 3"),
        ("Welche Menge hat Bier?", DRINKS, "list 1 Bier"),
        ("Welche Getränke haben Preis 3 CHF?", DRINKS, "list 2 Preis = 3 CHF"),
        ("which tasks start in November 2025?", TASKS, "list 2 Start = November 2025"),
        ("how many tasks are not started?", TASKS, "count 2 Status = Not Started"),
        ("which tasks does Pedro own?", TASKS, "list 2 Owner (Role) = Pedro (Producer)"),
        ("What is the total Plan?", PLANS, ""),  # which of two is not said
        ("how much did we spend on meals", EXPENSES, "sum 2,000.00 Account = Meals"),
        ("average Subtotal for Client B", EXPENSES, "average 1,000.00 Client = Client B"),
        ("how many wholesale orders came from ebay.com?", ORDERS, "count 2 Type = Wholesale Web Site = ebay.com"),
        ("how many blue wholesale orders came from ebay.com?", ORDERS, ""),
        ("Welche Artikel sind Auslaufartikel?", ARTIKEL, "list 1 Auslaufartikel = J"),
        ("Bei welchen Artikeln ist der Lager unter 10?", ARTIKEL, "list 2 Lager < 10"),
        ("MM32F0010深圳的最低价格是多少", CHIPS, "lowest 0.8 名称 = MM32F0010 供应商 = 深圳"),
        ("哪个部门的艺术品最多", ROOMS, "highest 4 资产名称 = 艺术品"),
    ],
)
def test_a_sheet_of_an_office_is_reckoned(question, page, result):
    assert reckon(question, page) == result


def test_columns_that_say_something_without_a_name_leave_a_table_to_quotes():
    assert not tables(
        split_statements(Page("| Name |  | Sum |\n| --- | --- | --- |\n| A | x | 1 |\n| B | y | 2 |"), "a.csv")
    )


def test_a_row_is_shown_with_all_its_columns_though_some_have_one_name():
    [table] = tables(split_statements(Page(PLANS), "a.csv"))
    assert table.rows[1].plain_text == "Item: Power; Plan: 5; Ist: 4; Plan: 6; Ist: 7"


def test_words_of_one_value_are_one_condition():
    page = "| Firm | Contact |\n| --- | --- |\n| Kite Packaging Ltd | Tom |\n| Kite Freight | Ann |\n| Orrin | Bo |"
    [table] = tables(split_statements(Page(page), "a.csv"))
    result = calculate("who is our contact at Kite Packaging?", table, "", is_lookup=True)
    assert result is not None and result.conditions == ("Firm: Kite Packaging",)
