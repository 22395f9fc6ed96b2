"""Whether the best of the statements answers a question, or only comes near to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.selection import Choice
from kb.answer.subject import weigh_term
from kb.search.query import Question
from kb.search.similarity import Nearness
from kb.search.sufficiency import HITS, Evidence, add_evidence, count_words
from kb.text.terms import extract_terms, simplify_han
from kb.types import Hit

_WORDS_ALONE, _NAMED = 0.35, 0.5  # shares of words and of names, where the embedder knows nothing of the question
_UNNAMED = 1.0  # spreads that it costs where neither the statement nor its document names what the question names
_COLUMN = 0.6  # share of the words that a row must say where it has no column of what is asked for


def weigh_answer(nearness: Nearness, hits: Sequence[Hit], found: Sequence[Choice]) -> Evidence:
    """Whether what is asked for stands in the best of these statements of the hits, as far as words and cosines tell.

    A whole hit tells more reliably than a statement whether it is about what is asked, a statement whether it says so.
    """
    if not found:
        return add_evidence(nearness, (), 0.0)
    best = found[0]
    told = count_words(nearness, best.told, (one.statement.text for one in found[:HITS]))
    evidence = add_evidence(nearness, hits, told)
    if not _has_column(nearness.asked, best):
        return replace(evidence, found=0.0)
    if not nearness.tells:
        return Evidence(best.told if best.named >= _NAMED else 0.0, _WORDS_ALONE)
    return replace(evidence, found=evidence.found - _UNNAMED * (1 - best.named))


def _has_column(asked: Question, best: Choice) -> bool:
    """Whether a row is not only about whom the question names: a column is asked for, or nothing is missing."""
    cells = best.statement.cells
    if best.statement.kind != "row" or best.told >= _COLUMN:
        return True
    columns = simplify_han(" | ".join((*(name for name, _ in cells), *best.statement.context)))
    said = frozenset(extract_terms(columns))
    return any(weigh_term(term, said, columns) for term in asked.wanted.weights)
