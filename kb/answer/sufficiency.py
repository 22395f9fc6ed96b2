"""Whether the best of the statements answers a question, or only comes near to it."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.selection import Choice
from kb.answer.subject import held
from kb.search.query import Question
from kb.text.terms import extract_terms, simplify_han

_KNOWN = 0.3  # share of the question that the embedder must know for its cosines to say anything
# Chosen on two of the four sets of shared/eval/desk, with an eye to both: refused though there, answered though not.
_NEEDED = 0.6  # words and meaning together
_WORDS_ALONE = 0.35
_NAMED = 0.5  # share of the names
_KIND = 0.15  # what it is worth to be of the kind that is asked for
_COLUMN = 0.6  # share of the words that a row must say where it has no column of what is asked for


def answers(asked: Question, found: Sequence[Choice]) -> bool:
    """Whether what is asked for stands in the best of these statements, as far as words and cosines tell."""
    if not found:
        return False
    best = found[0]
    if best.named < _NAMED or not _has_column(asked, best):
        return False
    more = _KIND * best.fit
    if asked.known < _KNOWN:
        return best.told + more >= _WORDS_ALONE
    return best.told + best.cosine + more >= _NEEDED


def _has_column(asked: Question, best: Choice) -> bool:
    """Whether a row is not only about whom the question names: a column is asked for, or nothing is missing."""
    cells = best.statement.cells
    if best.statement.kind != "row" or best.told >= _COLUMN:
        return True
    columns = simplify_han(" | ".join((*(name for name, _ in cells), *best.statement.context)))
    said = frozenset(extract_terms(columns))
    return any(held(term, said, columns) for term in asked.wanted.weights)
