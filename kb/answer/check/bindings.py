"""Whether what a claim says stands in its source of something else: another subject, another thing's number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.check.clauses import Clause, clause_of, split_clauses
from kb.answer.check.nearest import find_lacking
from kb.answer.check.terms import content_terms

_PARTS = re.compile(r"\b(?:and|und)\b|[,，、和]")
_LED_IN = re.compile(
    r"\W*(?:according|in|on|at|for|under|by|from|with|within|during|as|if|when|after|before|since|to|of|about|there|and|or)\b"
    r"|\W*(?:the\s+)?\w+(?:'s|\s+of)\b|[^，。]{1,8}的|根据|按照|在|对于",
    re.IGNORECASE,
)


def has_other_subject(claim: str, scope: str, passage: str) -> bool:
    """Whether a clause begins with what the passage tells of elsewhere, but not where the rest of the clause is."""
    near = frozenset().union(*(clause.terms for clause in split_clauses(scope)))
    actors = {first for clause in split_clauses(passage) for first in content_terms(clause.text)[:1]} - near
    # What it begins with may be a circumstance, or may only own what does something.
    firsts = [content_terms(clause.text)[:1] for clause in split_clauses(claim) if not _LED_IN.match(clause.text)]
    return any(actors.intersection(first) for first in firsts)


def has_number_of_other_row(claim: str, rows: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether one row of a table holds all the words of a claim that any line with its numbers does, and more of them.

    Rows are read with their header, `lines` are the others. Of others' claims that passed before it finds 14 wrong ones
    and doubts 1 right one (of 4,499, not read).
    """
    whole = clause_of(claim)
    said = [clause_of(text) for text in (*rows, *lines)]
    found = [whole.terms - find_lacking(whole.terms, each.terms) for each in said]
    holding = [words for words, each in zip(found, said, strict=True) if whole.anchors_in(each) >= {*whole.anchors}]
    return bool(whole.anchors and holding) and any(
        all(words > other for other in holding) for words in found[: len(rows)]
    )


def has_number_of_others(claim: str, quote: str) -> bool:
    """Whether a clause's numbers stand in the quote in one clause, and what it says them of beside others."""
    said = split_clauses(quote)
    parts = [clause_of(part) for clause in said for part in _PARTS.split(clause.text)]
    told = [clause for clause in split_clauses(claim) if clause.anchors]
    return any(_is_told_of_another(clause, said) or _has_mixed_numbers(clause, parts) for clause in told)


def _is_told_of_another(claim: Clause, said: Sequence[Clause]) -> bool:
    """Whether what comes behind its numbers speaks of it, or what comes before them speaks of more of it.

    What stood before may have been left out where they are: "The warranty lasts 24 months, for batteries 6 months".
    """
    holding = [at for at, each in enumerate(said) if len(claim.anchors_in(each)) == len(claim.anchors)]
    if not holding:
        return False
    units = set(_list_units(claim))
    beside = frozenset().union(*(said[at].terms for at in holding))
    rivals = [
        at for at, each in enumerate(said) if not units.isdisjoint(_list_units(each)) and not claim.anchors_in(each)
    ]
    behind = frozenset().union(*(said[at].terms for at in rivals if at > holding[-1]))
    if find_lacking(claim.terms & behind, beside):
        return True
    best = max((claim.terms & said[at].terms for at in holding), key=len)
    return any(claim.terms & said[at].terms > best for at in rivals if at < holding[0])


def _has_mixed_numbers(claim: Clause, parts: Sequence[Clause]) -> bool:
    """Whether two of its numbers stand in two parts that are alike: "7 minutes at 100 °C and 12 minutes at 180 °C"."""
    held = {(_list_units(part), frozenset(claim.anchors_in(part))) for part in parts if part.anchors}
    if len(claim.anchors) < 2 or any(len(each) == len(claim.anchors) for _, each in held):
        return False
    return any(
        len(units) > 1 and units == others and mine - their and their - mine
        for units, mine in held
        for others, their in held
    )


def _list_units(clause: Clause) -> tuple[str, ...]:
    units = [each.unit for each in clause.quantities if each.stated]
    return tuple(sorted([*units, *("moment" for _ in clause.moments)]))
