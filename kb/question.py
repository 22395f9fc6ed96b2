"""A question as it is searched: what its words tell, what it means, and how much of it the embedder knows."""

from __future__ import annotations

from dataclasses import dataclass

from kb.engine import Embedder, Vectors
from kb.fusion import Background, Wanted, background, wanted
from kb.spelling import mended
from kb.store import Store
from kb.types import Mode
from kb.words import stopped, terms

_SAMPLE = 256  # chunks that stand for all, to tell what a cosine is worth here


@dataclass(frozen=True)
class Question:
    """`vector` is None where meaning is not searched, or nothing of the question is known: `known` is 0 then."""

    text: str
    wanted: Wanted
    vector: Vectors | None
    background: Background
    known: float


def understood(question: str, store: Store, embedder: Embedder, mode: Mode = "hybrid") -> Question:
    """The question, its slips mended from the documents' words. Raises EngineError, except in `keyword` mode."""
    return as_written(mended(question, store), store, embedder, mode)


def as_written(question: str, store: Store, embedder: Embedder, mode: Mode = "hybrid") -> Question:
    """The same, its slips left in it."""
    all_terms = list(dict.fromkeys(terms(question)))
    telling = [term for term in all_terms if not stopped(term)] or all_terms
    weights = wanted(telling, store.term_counts(telling), store.size()) if mode != "vector" else Wanted({})
    known = embedder.known_share(question) if mode == "hybrid" else float(mode == "vector")
    if not known:
        return Question(question, weights, None, Background(0.0, 1.0), 0.0)
    vector = embedder.embed_query(question)
    return Question(question, weights, vector, background(vector, store.sample(_SAMPLE)), known)
