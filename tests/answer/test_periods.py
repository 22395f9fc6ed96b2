"""The period that a question to a table means, and the days that are in it."""

import pytest

from kb.answer.tables.periods import find_period

DAYS = [(2023, 12, 31), (2024, 1, 1), (2024, 3, 4), (2024, 3, 31), (2024, 4, 1), (2025, 2, 28)]


def held(question: str) -> list[tuple[int, int, int]]:
    period = find_period(question)
    return [day for day in DAYS if period is not None and period.holds(day)]


@pytest.mark.parametrize(
    ("question", "label", "first", "last"),
    [
        ("payments in 2024", "2024", (2024, 1, 1), (2024, 4, 1)),
        ("payments in March", "March", (2024, 3, 4), (2024, 3, 31)),
        ("三月的付款", "三月", (2024, 3, 4), (2024, 3, 31)),
        ("payments until March 2024", "≤ March 2024", (2023, 12, 31), (2024, 3, 31)),
        ("Zahlungen bis Ende März 2024", "≤ März 2024", (2023, 12, 31), (2024, 3, 31)),
        ("payments before March 2024", "< March 2024", (2023, 12, 31), (2024, 1, 1)),
        ("payments before the end of 2024", "≤ 2024", (2023, 12, 31), (2024, 4, 1)),
        ("Zahlungen nach dem 4. März 2024", "> 4. März 2024", (2024, 3, 31), (2025, 2, 28)),
        ("payments since 2024", "≥ 2024", (2024, 1, 1), (2025, 2, 28)),
        ("Zahlungen seit dem 1.4.2024", "≥ 1.4.2024", (2024, 4, 1), (2025, 2, 28)),
        ("2024年3月之前的付款", "< 2024年3月", (2023, 12, 31), (2024, 1, 1)),
        ("2023年之后的付款", "> 2023年", (2024, 1, 1), (2025, 2, 28)),
        ("2024年3月4日以来的付款", "≥ 2024年3月4日", (2024, 3, 4), (2025, 2, 28)),
        ("2024年上半年的付款", "2024年上半年", (2024, 1, 1), (2024, 4, 1)),
        ("payments between 1 March 2024 and 5 March 2024", "1 March 2024 – 5 March 2024", (2024, 3, 4), (2024, 3, 4)),
        ("payments from January to March 2024", "January – March 2024", (2024, 1, 1), (2024, 3, 31)),
        ("payments between March and May 2024", "March – May 2024", (2024, 3, 4), (2024, 4, 1)),
        ("payments between March and May", "March – May", (2024, 3, 4), (2024, 4, 1)),
        ("Zahlungen zwischen März und April 2024", "März – April 2024", (2024, 3, 4), (2024, 4, 1)),
        ("2024年1到3月的付款", "2024年1到3月", (2024, 1, 1), (2024, 3, 31)),
        ("2024年1月至3月的付款", "2024年1月至3月", (2024, 1, 1), (2024, 3, 31)),
        ("2024年3月底以前的付款", "≤ 2024年3月", (2023, 12, 31), (2024, 3, 31)),
        ("2024年年底前（含12月31日）的付款", "≤ 2024年", (2023, 12, 31), (2024, 4, 1)),
    ],
)
def test_days_from_the_first_to_the_last_of_a_period_are_in_it(question, label, first, last):
    period = find_period(question)
    assert period is not None and period.label == label
    assert held(question) == DAYS[DAYS.index(first) : DAYS.index(last) + 1]


def test_of_two_dates_that_are_not_joined_none_is_the_period():
    assert find_period("payments of 1 March 2024 and 5 March 2024") is None


def test_what_somebody_may_do_is_no_month():
    period = find_period("who joined in 2024 and may work from home")
    assert period is not None and period.label == "2024"
    assert find_period("drivers that are to may stop") is None


def test_a_month_without_a_year_is_one_of_every_year():
    assert held("payments from March on") == [(2023, 12, 31), (2024, 3, 4), (2024, 3, 31), (2024, 4, 1)]


def test_a_part_that_no_year_has_is_not_the_whole_year():
    assert held("payments in the fourth half of 2024") == []
