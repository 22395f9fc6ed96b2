"""Numbers and dates of a claim that its place in the source does not state, and that do not follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kb.answer.check.clauses import Clause, clause_of, split_clauses
from kb.answer.check.dates import Stated, is_stated
from kb.answer.check.nearest import find_lacking
from kb.answer.check.quantities import CALENDAR, Quantity, among, same, stated_numbers
from kb.answer.check.reasons import Doubt
from kb.answer.check.steps import (
    is_case,
    is_multiple,
    is_product,
    is_share,
    is_sum_or_difference,
    is_time_between,
)

_LARGEST_STEP = 60  # of units of one kind that are given for one another: minutes for hours


def find_missing_number(claim: str, scope: str, near: str, around: str, page: int | None) -> Doubt | None:
    """What is wrong with the first number or date of a claim that its place, `scope`, does not state.

    `near` has the sentences beside it too, `around` is the whole source, `page` the source's own number. All texts are
    written one way (kb.answer.check.terms.simplify_text). One that stands nowhere may follow from others, and one
    without a unit be a count or part of a name: unclear.
    """
    whole, said = clause_of(claim), clause_of(scope)
    # Where all words of the claim stand there, another number among them is another number.
    reworded = bool(whole.poles - said.poles or find_lacking(whole.terms, said.terms))
    known = [*said.quantities, *_read_years(said)]
    known += [Quantity(frozenset({Decimal(page)}), 0, 0, "page")] if page is not None else []
    numbers = {int(value) for each in known for value in each.values if value == value.to_integral_value()}
    for moment in whole.moments:
        if is_stated(moment, said.moments, numbers):
            continue
        dates = [each for each in said.moments if not any(is_stated(one, [each], ()) for one in whole.moments)]
        other = "" if reworded else _read_single_value(scope, dates)
        nowhere = not is_stated(moment, clause_of(around).moments, ())
        return Doubt("number", claim[moment.start : moment.end], other, unclear=nowhere and not other)
    for each in stated_numbers(claim):
        found = among(each, known, around)
        product = is_product(each, said.quantities) or is_multiple(each, whole, clause_of(near).quantities)
        if not found and (product or _is_step(each, whole, near, around, reworded)):
            continue
        if not found:
            others = [other for other in said.quantities if other.stated and _is_of_kind(each, other)]
            others = [other for other in others if not any(same(one, other) for one in whole.quantities)]
            other = "" if reworded else _read_single_value(scope, others)
            surely = bool(each.unit and among(each, clause_of(around).quantities, around))
            return Doubt("number", claim[each.start : each.end], other, unclear=not (surely or other))
        if each.bound and all(other.bound == -each.bound for other in found):
            return Doubt("opposite")
    return None


def _is_of_kind(claimed: Quantity, said: Quantity) -> bool:
    """Whether one may stand for the other: days for hours, not for minutes, and no head of a column ("EUR million")."""
    larger, smaller = max(claimed.factor, said.factor), min(claimed.factor, said.factor)
    alike = said.unit == claimed.unit and larger <= _LARGEST_STEP * smaller
    return alike and (said.scale == 1 or Decimal(said.scale) not in said.values)


def _read_years(said: Clause) -> list[Quantity]:
    years = {moment.year for stated in said.moments for moment in stated.readings if moment.year}
    return [Quantity(frozenset({Decimal(year)}), 0, 0, CALENDAR) for year in years]


def _is_step(number: Quantity, claim: Clause, near: str, around: str, reworded: bool) -> bool:
    """Whether a number that stands nowhere follows from those near to the claim's place: of a page's, many would."""
    if among(number, clause_of(around).quantities, around):
        return False
    said = clause_of(near)
    return (
        is_share(number, said.quantities)
        or is_time_between(number, said)
        or (reworded and (is_sum_or_difference(number, said.quantities) or is_case(number, claim, split_clauses(near))))
    )


def _read_single_value(text: str, places: Sequence[Quantity] | Sequence[Stated]) -> str:
    """What stands there, where it is one thing; of several nobody can tell which is meant."""
    found = {text[each.start : each.end] for each in places}
    return found.pop() if len(found) == 1 else ""
