"""Where a passage comes nearest to a claim: the shortest run of sentences that holds most of what is claimed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from kb.answer.check.clauses import PRONOUN, Clause, clause_of, split_clauses
from kb.answer.check.tables import label_rows
from kb.answer.check.terms import content_terms, simplify_text
from kb.answer.checker import SAME_THING
from kb.text.sentences import split_sentences
from kb.text.terms import extract_terms
from kb.types import Span

_LONGEST_QUOTE = 3  # sentences
_LOOKED_BACK = 400  # characters
_SHORTEST_STEM, _STEM = 4, 0.6  # letters, and share of the longer word, that two forms of a word have in common


def find_nearest(claim: str, passage: str, beside: str) -> tuple[Span, float]:
    """The shortest run of up to three sentences that holds most of what is claimed, and the share of its terms."""
    spans = split_sentences(passage) or [Span(0, len(passage))]
    whole = clause_of(claim)
    goal = set(whole.terms)
    around = f"{beside}\n{passage}"
    said = [clause_of(simplify_text(label_rows(passage[span.start : span.end], around))) for span in spans]
    led = [clause_of(simplify_text(text)) for text in _iterate_antecedents(passage, spans)]
    found = [(goal & (each.terms | lead.terms)) | whole.anchors_in(each) for each, lead in zip(said, led, strict=True)]
    turned = [0.05 * (whole.negations % 2 == each.negations % 2) for each in said]  # of two alike, the one that agrees
    given = goal & {*extract_terms(beside), *content_terms(beside)}
    longest = min(_LONGEST_QUOTE, len(split_clauses(claim)))  # what one clause says stands in one sentence
    size_of_goal = len(goal) + len(whole.anchors)
    if not size_of_goal:
        return spans[0], 0.0
    runs = [
        (len(given.union(*found[at : at + size])) / size_of_goal - 0.12 * size + turned[at], at, size)
        for at in range(len(spans))
        for size in range(1, min(longest, len(spans) - at) + 1)
        if found[at]
    ]
    if not runs:
        return spans[0], len(given) / max(1, len(goal))
    _, at, size = max(runs, key=lambda run: (round(run[0], 6), -run[2], -run[1]))
    share = len(goal & given.union(*found[at : at + size])) / len(goal) if goal else 0.0
    return Span(spans[at].start, spans[at + size - 1].end), share


def widen(passage: str, span: Span, spans: Sequence[Span]) -> Span:
    """The span with the sentence before and the one after; what stands in the next row is of something else."""
    at = bisect_left(spans, span.start, key=lambda each: each.start)
    last = bisect_left(spans, span.end, key=lambda each: each.start) - 1
    if at and not passage.startswith("|", spans[at - 1].start):
        at -= 1
    if last + 1 < len(spans) and not passage.startswith("|", spans[last + 1].start):
        last += 1
    return Span(spans[at].start, spans[last].end)


def _iterate_antecedents(passage: str, spans: Sequence[Span]) -> Iterator[str]:
    """What `find_antecedent` gives for each of the spans; the rows of a table are gone through once."""
    before = Span(0, 0)
    for span in spans:
        if passage.startswith("|", span.start):
            yield passage[before.start : before.end]
        else:
            before = span
            yield find_antecedent(passage, span, spans)


def find_antecedent(passage: str, span: Span, spans: Sequence[Span]) -> str:
    """What a quote is read with, of `spans`: what its pronoun looks back to, or the line that leads into its table."""
    at = bisect_left(spans, span.start, key=lambda each: each.start)
    if passage.startswith("|", span.start):
        while at and passage.startswith("|", spans[at].start):
            at -= 1
        return passage[spans[at].start : spans[at].end]
    start = span.start
    while at and start > span.start - _LOOKED_BACK and PRONOUN.match(passage, start):
        at -= 1
        start = spans[at].start
    return passage[start : span.start]


def find_lacking(terms: Iterable[str], said: Iterable[str]) -> set[str]:
    """Which terms have no like among those said: the same, or with the same beginning ("applicant", "application").

    A Chinese word may be written longer, and its pairs of signs be others. On what was not read that brings the
    balanced share from .753 to .766 (eval/claims) and from .719 to .726 (made from questions).
    """
    known = set(said)
    signs = {sign for term in known if not term.isascii() for sign in term}
    new = {term for term in terms if term not in known and not (len(term) == 2 and signs.issuperset(term))}
    return {term for term in new if not any(_is_same_word(term, other) for other in known)}


def shares_words(claim: Clause, said: Clause) -> bool:
    """Whether what is said speaks of what the claim does."""
    return len(find_lacking(claim.terms, said.terms)) <= (1 - SAME_THING) * len(claim.terms)


def _is_same_word(one: str, other: str) -> bool:
    needed = max(_SHORTEST_STEM, ceil(_STEM * max(len(one), len(other))))
    return len(one) >= needed and one[:needed] == other[:needed]
