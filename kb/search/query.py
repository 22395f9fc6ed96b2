"""A question as it is searched: what its words tell, what it means, and how much of it the embedder knows."""

from __future__ import annotations

from dataclasses import dataclass

from kb.engines.protocols import Embedder, Vectors
from kb.search.ratios import parts_of
from kb.search.scoring import Background, Wanted, background, weigh_terms
from kb.search.spelling import mend_spelling
from kb.store.store import Store
from kb.text.terms import extract_terms, is_stop_word
from kb.types import Mode

_SAMPLE = 256  # chunks that stand for all, to tell what a cosine is worth here
_UNKNOWN = (0.0, 0.1)  # cosines of an embedder whose usual ones were not measured
_PARTS = 0.5  # what a word is worth that is only a part of what was asked for


@dataclass(frozen=True)
class Question:
    """`wanted` are its own words; `sought` those that hits are looked for by, more than its own where it names a ratio.

    `vector` is None where meaning is not searched, or nothing of the question is known: `known` is 0 then.
    """

    text: str
    wanted: Wanted
    sought: Wanted
    vector: Vectors | None
    background: Background
    known: float


def understand_question(question: str, store: Store, embedder: Embedder, mode: Mode = "hybrid") -> Question:
    """The question, its slips mended from the documents' words. Raises EngineError, except in `keyword` mode."""
    return take_literally(mend_spelling(question, store), store, embedder, mode)


def take_literally(question: str, store: Store, embedder: Embedder, mode: Mode = "hybrid") -> Question:
    """The same, its slips left in it."""
    parts = parts_of(question)
    size = store.size()
    own, others = (_weighed(text, store, size) if mode != "vector" else Wanted({}) for text in (question, parts))
    sought = Wanted({term: weight * _PARTS for term, weight in others.weights.items()} | dict(own.weights))
    known = embedder.known_share(question) if mode == "hybrid" else float(mode == "vector")
    if not known:
        return Question(question, own, sought, None, Background(0.0, 1.0), 0.0)
    vector = embedder.embed_query(f"{question} {parts}".strip())
    return Question(question, own, sought, vector, measure_background(vector, store, embedder, size), known)


def measure_background(vector: Vectors, store: Store, embedder: Embedder, size: int) -> Background:
    """The cosines that the space's chunks have to a question; `size` is how many there are."""
    return background(vector, store.sample(_SAMPLE), Background(*(embedder.background or _UNKNOWN), size=size))


def _weighed(text: str, store: Store, size: int) -> Wanted:
    all_terms = list(dict.fromkeys(extract_terms(text)))
    telling = [term for term in all_terms if not is_stop_word(term)] or all_terms
    return weigh_terms(telling, store.term_counts(telling), size)
