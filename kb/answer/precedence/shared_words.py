"""What two statements share: the words and values that tell whether they speak of one thing."""

from __future__ import annotations

from kb.answer.check.dates import find_moments
from kb.answer.check.quantities import find_quantities, fold_text
from kb.answer.precedence.amendments import remove_change, remove_clauses
from kb.answer.precedence.validity import write_date
from kb.answer.selection.selection import Choice
from kb.text.terms import extract_terms, is_stop_word, simplify_han


def count_common_words(one: Choice, other: Choice) -> int:
    """How many words and numbers two statements share, but for those that tell a change or name a clause."""
    return len(collect_words(one) & collect_words(other))


def collect_terms(choice: Choice) -> frozenset[str]:
    """The words of a statement without its numbers."""
    return frozenset(term for term in collect_words(choice) if not term.isdigit())


def collect_words(choice: Choice) -> frozenset[str]:
    """The terms of a statement, numbers with them, but for those that tell a change or name a clause."""
    told = remove_change(remove_clauses(choice.statement.plain_text.removeprefix(choice.statement.mark)))
    return frozenset(term for term in extract_terms(told) if not (is_stop_word(term) or is_stop_word(term, "de")))


def collect_values(choice: Choice, own_date: str = "") -> frozenset[tuple[str, str]]:
    """What it counts, measures and dates, but for its number, the clauses that it names and the document's own date.

    Each with its kind: a unit, "date" or "time".
    """
    said = choice.statement.plain_text.removeprefix(choice.statement.mark)
    text = remove_clauses(simplify_han(fold_text(said)))
    measured = (
        (each.unit, str(sorted(each.base_values))) for each in find_quantities(text) if each.unit or each.stated
    )
    moments = [min(each.readings, key=write_date) for each in find_moments(text)]
    told = [("date" if each.month else "time", repr(each)) for each in moments if write_date(each) != own_date]
    return frozenset((*measured, *told))
