"""Whether what a claim says stands in its source of something else: another subject, another thing's number."""

from __future__ import annotations

import re

from kb.answer.check.clauses import Clause, clauses, content_terms

_LED_IN = re.compile(
    r"\W*(?:according|in|on|at|for|under|by|from|with|within|during|as|if|when|after|before|since|to|of|about|there|and|or)\b"
    r"|\W*(?:the\s+)?\w+(?:'s|\s+of)\b|[^，。]{1,8}的|根据|按照|在|对于",
    re.IGNORECASE,
)


def has_other_subject(claim: str, scope: str, passage: str) -> bool:
    """Whether a clause begins with what the passage tells of elsewhere, but not where the rest of the clause is."""
    near = frozenset().union(*(clause.terms for clause in clauses(scope)))
    actors = {first for clause in clauses(passage) for first in content_terms(clause.text)[:1]} - near
    # What it begins with may be a circumstance, or may only own what does something.
    firsts = [content_terms(clause.text)[:1] for clause in clauses(claim) if not _LED_IN.match(clause.text)]
    return any(actors.intersection(first) for first in firsts)


def has_number_of_others(claim: str, quote: str) -> bool:
    """Whether a clause's numbers stand in the quote in one clause, and more of its words beside other numbers."""
    said = clauses(quote)
    return any(_is_told_better(clause, said) for clause in clauses(claim) if clause.anchors)


def _is_told_better(claim: Clause, said: tuple[Clause, ...]) -> bool:
    holding = [each for each in said if len(claim.anchors_in(each)) == len(claim.anchors)]
    rivals = [each for each in said if each.anchors and not claim.anchors_in(each)]
    return bool(holding) and any(
        all(claim.terms & rival.terms > claim.terms & each.terms for each in holding) for rival in rivals
    )
