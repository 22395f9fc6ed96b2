"""A text cut into clauses, each as what can be compared: terms, quantities, moments, names, opposites, negations."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.answer.check.dates import Stated, find_moments, is_stated
from kb.answer.check.opposites import count_negations, find_poles
from kb.answer.check.quantities import Quantity, find_quantities, same
from kb.answer.check.terms import BOUNDS, content_terms, find_measurements, remove_places
from kb.answer.names import names_in
from kb.text.abbreviations import REACH, is_abbreviation
from kb.text.sentences import CLAUSE_MARKS

# German verbs that may lead a clause without a subject of its own; these are few. Of 40 claims that were not read one
# true one is no longer told to be wrong, for the "no" of the other half of its sentence, and of 30 that were one more.
_GERMAN_VERBS = (
    "darf|dürfen|kann|können|mag|mögen|muss|müssen|soll|sollen|sollte|will|wollen|wird|werden|wurde|wurden|ist|sind"
    "|war|waren|hat|haben|hatte|hatten"
)
_BORDER = re.compile(
    rf"[{CLAUSE_MARKS}\n]|[,，](?!\d{{3}}\b)|\.(?=\s|$)|\s(?:while|whereas|but|although|though)\s|\sand\s+(?=[a-z]+(?:s|ed)\s)|而(?!且)|但是?"
    rf"|\sund\s+(?=(?:{_GERMAN_VERBS})\b)"
)
PRONOUN = re.compile(
    r"\W{0,20}(?:he|she|it|they|his|her|its|their|this|these|that|those)\b|(?:[他她它该这此]|其(?![他余]))",
    re.IGNORECASE,
)
_CARRIED_ON = re.compile(r"(?:is|was|are|were|has|had|have|which|who|that|with|including|such|along|where)\b")


@dataclass(frozen=True)
class Clause:
    """`terms` are content words without what the other fields say."""

    text: str
    terms: frozenset[str]
    quantities: tuple[Quantity, ...]
    moments: tuple[Stated, ...]
    names: tuple[str, ...]
    poles: frozenset[str]
    negations: int
    unnumbered: str  # the text without its numbers, units and dates

    @property
    def anchors(self) -> list[object]:
        """What a claim is held by besides its words."""
        return [*(each for each in self.quantities if each.stated), *self.moments]

    def anchors_in(self, other: Clause) -> set[object]:
        """Which of them the other clause holds."""
        numbers = {
            each for each in self.quantities if each.stated and any(same(each, said) for said in other.quantities)
        }
        return numbers | {moment for moment in self.moments if is_stated(moment, other.moments, ())}

    def count_shared(self, other: Clause) -> int:
        """How much two clauses have in common; a number or date counts twice."""
        return len(self.terms & other.terms) + len(self.poles & other.poles) + 2 * len(self.anchors_in(other))


_CIRCUMSTANCE = 120  # characters: a row of dates would be carried from each into the next


@lru_cache(maxsize=4096)
def split_clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text (folded, simplified), in order.

    What only carries on ("and ends in May") has the terms of what came before as well.
    """
    found: list[Clause] = []
    circumstance = ""
    for piece, goes_on in _split_at_borders(text):
        clause = clause_of(f"{circumstance}{piece}")
        said = clause.terms or clause.names or clause.poles or goes_on
        if clause.anchors and not said and len(clause.text) <= _CIRCUMSTANCE:
            circumstance = f"{clause.text}, "  # "On 18 May 1756, England declared war"
            continue
        circumstance = ""
        if goes_on and found:
            clause = replace(clause, terms=clause.terms | found[-1].terms)
        if clause.terms or clause.anchors or clause.names:
            found.append(clause)
    return (*found, clause_of(circumstance)) if circumstance else tuple(found)


@lru_cache(maxsize=8192)
def clause_of(text: str) -> Clause:
    """A text as one clause."""
    unbound, unnumbered = BOUNDS.sub(" ", text), remove_places(text, find_measurements(text))
    return Clause(
        text,
        frozenset(content_terms(text)),
        find_quantities(text),
        find_moments(text),
        tuple(names_in(unnumbered)),
        find_poles(unbound),
        count_negations(unbound),
        unnumbered,
    )


def _is_within(border: re.Match[str], ends: list[int], starts: list[int]) -> bool:
    """Whether it touches one of these places, which are in order and apart."""
    after = bisect(ends, border.start())
    return after < len(starts) and starts[after] < border.end()


def _is_abbreviated(text: str, at: int) -> bool:
    return is_abbreviation(text[max(0, at - REACH) : at], text[at + 1 : at + REACH].lstrip())


def _split_at_borders(text: str) -> list[tuple[str, bool]]:
    """The text between borders, and whether it carries on with what came before."""
    dated = [moment.end for moment in find_moments(text)], [moment.start for moment in find_moments(text)]
    borders = (match for match in _BORDER.finditer(text) if not _is_within(match, *dated))
    cuts = [match for match in borders if match[0] != "." or not _is_abbreviated(text, match.start())]
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(text)]
    joined = [False, *(cut.group().strip() == "and" for cut in cuts)]
    pieces = [(text[start:end].strip(), on) for start, end, on in zip(starts, ends, joined, strict=True)]
    return [(piece, on or bool(PRONOUN.match(piece) or _CARRIED_ON.match(piece))) for piece, on in pieces if piece]
