"""Numbers that a source does not state, and that follow from it by one easy step."""

from __future__ import annotations

from collections.abc import Collection

from kb.answer.check.quantities import Quantity


def is_product(claimed: Quantity, said: Collection[Quantity]) -> bool:
    """Whether an amount is one of those said as often as said: four visits at EUR 320 each, EUR 1,280.

    Of right claims that take a step it finds 2 of 26 not read, and none of 412 wrong ones; sums and differences find
    as many wrong ones as right.
    """
    amounts = {value for each in said if each.unit == claimed.unit != "" for value in each.base_values if value}
    counts = {value for each in said if each.stated and not each.unit for value in each.values}
    return any(total / amount in counts for total in claimed.base_values for amount in amounts)
