"""Whether the documents hold an answer: how near they come to the question, against how near they must come.

An answer is mostly said in one or two sentences. So each two neighbouring sentences of the first hits are compared with
the question, by meaning and by words, and each hit as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.engines.protocols import Embedder
from kb.search.query import Question
from kb.search.scoring import Wanted
from kb.search.similarity import Nearness, Pair
from kb.text.terms import extract_terms, is_asking_word
from kb.types import Hit, Threshold

HITS = 3  # looked at
USUAL = Threshold(meaning=0.452, words=0.19)  # what suits the question sets of tests/quality
_WORDS = 0.13  # what all of the question's words are worth, on the scale of a cosine
# A model that reads the sources refuses for itself, and what it claims is checked: it may be asked with less.
_WORTH_ASKING = 0.75
_LITERALLY, _PARTLY = 0.6, 0.35  # shares of the question's words that two sentences may hold, whatever they mean
# How near is near, in spreads above just any chunk: for an embedder whose cosines were measured, and for another one.
_SPREADS, _SPREADS_UNMEASURED = 5.0, 3.0


@dataclass(frozen=True)
class Evidence:
    """How near the documents come to the question, and how near they must come.

    `covered` is the share of its telling words that two neighbouring sentences hold. True where the documents are
    likely to hold the answer.
    """

    found: float
    needed: float
    covered: float = 0.0

    def __bool__(self) -> bool:
        return self.found >= self.needed or self.covered >= _LITERALLY

    @property
    def worth_asking(self) -> bool:
        """Whether a model should read the hits and say for itself."""
        return self.found >= _WORTH_ASKING * self.needed or self.covered >= _PARTLY


def weigh_evidence(nearness: Nearness, hits: Sequence[Hit], embedder: Embedder) -> Evidence:
    """Whether these hits, best first, can hold the answer. Raises EngineError."""
    return judge_evidence(nearness, hits, choose_threshold(nearness.asked, embedder))


def judge_evidence(nearness: Nearness, hits: Sequence[Hit], threshold: Threshold) -> Evidence:
    """The same by a threshold. Raises EngineError."""
    asked = nearness.asked
    first = hits[:HITS]
    known = asked.known**2
    needed = known * threshold.meaning + (1 - known) * _WORDS * threshold.words
    covered = max((_literally(asked, hit, nearness.pairs(hit)) for hit in first), default=0.0)
    return Evidence(score_hits(nearness, first), needed, covered)


def score_hits(nearness: Nearness, hits: Sequence[Hit]) -> float:
    """How near hits come: the nearest two sentences count most, then the nearest hit as a whole.

    Cosines count as far as the embedder knows the question, a hit's against that of just any chunk. Raises EngineError.
    """
    asked = nearness.asked
    nearness.read(hits)
    said = [
        asked.known**2 * 2 / 3 * pair.cosine + _WORDS * share_covered(asked.wanted, pair.text)
        for hit in hits
        for pair in nearness.pairs(hit)
    ]
    whole = max((hit.similarity or 0.0 for hit in hits), default=0.0) - asked.background.mean
    return max(said, default=0.0) + (asked.known**2 / 3 * whole if nearness.tells else 0.0)


def share_covered(wanted: Wanted, text: str, beside: Iterable[str] = ()) -> float:
    """Share of what a question's words tell that a text holds."""
    held = {*extract_terms(text), *beside}
    told = sum(weight * wanted.say(term, held) for term, weight in wanted.weights.items())
    return told / wanted.total if wanted.total else 0.0


def choose_threshold(asked: Question, embedder: Embedder) -> Threshold:
    """How near is near: against what just any chunk of the space has."""
    own = asked.background
    if embedder.background is None:
        return Threshold(_near(own.mean, own.spread, _SPREADS_UNMEASURED), USUAL.words)
    # In a small space many chunks are near to the question, and spread widely: there the usual is asked for.
    return Threshold(min(_near(own.mean, own.spread, _SPREADS), _near(*embedder.background, _SPREADS)), USUAL.words)


def _near(mean: float, spread: float, spreads: float) -> float:
    return 2 / 3 * mean + spreads * spread


def _literally(asked: Question, hit: Hit, pairs: Sequence[Pair]) -> float:
    """The best share of the question's telling words, those that only ask left out, in two sentences of a hit."""
    weights = {term: weight for term, weight in asked.wanted.weights.items() if not is_asking_word(term)}
    telling = replace(asked.wanted, weights=weights)
    beside = set(extract_terms(" ".join((hit.chunk.title, *hit.chunk.heading))))
    return max((share_covered(telling, pair.text, beside) for pair in pairs), default=0.0)
