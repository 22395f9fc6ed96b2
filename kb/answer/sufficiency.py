"""Whether the best of the statements answers a question, or only comes near to it."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.selection import Choice
from kb.answer.subject import weigh_term
from kb.search.query import Question
from kb.search.sufficiency import HITS
from kb.text.terms import extract_terms, simplify_han

_KNOWN = 0.3  # share of the question that the embedder must know for its cosines to say anything
# Words and meaning together. Chosen on the sets en, zh and handbook, each question asked with its document and without
# it, and held against those of shared/eval/desk, by both builtin embedders. One constant serves all.
_NEEDED = 0.3
_WHOLE, _SAID = 0.2, 0.05  # what a spread is worth by which a hit, or its best statement, leads just any chunk
# Chosen on two of the four sets of shared/eval/desk, with an eye to both: refused though there, answered though not.
_WORDS_ALONE = 0.35
_NAMED = 0.5  # share of the names
_KIND = 0.15  # what it is worth to be of the kind that is asked for
_COLUMN = 0.6  # share of the words that a row must say where it has no column of what is asked for


def answers(asked: Question, found: Sequence[Choice], *, evident: bool = False) -> bool:
    """Whether what is asked for stands in the best of these statements, as far as words and cosines tell.

    `evident`: the hits as a whole are evidence enough, so that the statement need not repeat the names that are asked
    about: a page of a filing names its company nowhere. Of 24 such questions 22 were refused for that, of 44 whose
    answer stands in two documents 3.
    """
    if not found:
        return False
    best = found[0]
    if (best.named < _NAMED and not evident) or not _has_column(asked, best):
        return False
    more = _KIND * best.fit
    if asked.known < _KNOWN:
        return best.told + more >= _WORDS_ALONE
    return best.told + _led(asked, found) + more >= _NEEDED


def _led(asked: Question, found: Sequence[Choice]) -> float:
    """What the meaning of the first hits and of the best statement is worth.

    A whole hit tells more reliably than a statement whether it is about what is asked.
    """
    whole = max((one.hit.similarity or 0.0 for one in found if one.n <= HITS), default=0.0)
    return _WHOLE * asked.background.lead(whole) + _SAID * asked.background.lead(found[0].cosine)


def _has_column(asked: Question, best: Choice) -> bool:
    """Whether a row is not only about whom the question names: a column is asked for, or nothing is missing."""
    cells = best.statement.cells
    if best.statement.kind != "row" or best.told >= _COLUMN:
        return True
    columns = simplify_han(" | ".join((*(name for name, _ in cells), *best.statement.context)))
    said = frozenset(extract_terms(columns))
    return any(weigh_term(term, said, columns) for term in asked.wanted.weights)
