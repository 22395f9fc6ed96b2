"""The numbers a text states."""

from decimal import Decimal

import pytest

from kb.numerals import readable_numbers, stated_numbers


def numbers(*values: str) -> frozenset[Decimal]:
    return frozenset(map(Decimal, values))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000 euros and 3.5 %", numbers("1000", "3.5")),
        ("1 000 000", numbers("1000000")),
        ("1.234,50", numbers("1234.5")),
        ("$25,867 $19,493", numbers("25867", "19493")),
        ("thirty days", numbers("30")),
        ("one of the three", numbers("3")),
        ("三十天", numbers("30")),
        ("一百零五人", numbers("105")),
        ("三万元", numbers("30000")),
        ("二〇二四年", numbers("2024")),
        ("十分好的三明治", numbers()),
        ("第３章", numbers("3")),
    ],
)
def test_numbers_that_a_claim_commits_to(text, expected):
    assert stated_numbers(text) == expected


def test_a_source_may_be_read_either_way_and_its_months_count():
    assert readable_numbers("1.234 on 5 March") == numbers("1.234", "1234", "5", "3")
