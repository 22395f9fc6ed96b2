"""How much a passage answers to a question: by words and by meaning, on one scale."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy

from kb.engines.protocols import Vectors
from kb.text.scripts import HAN
from kb.text.terms import TermCounts

_K1, _B = 1.2, 0.75  # of BM25, as in tantivy
# BM25 points that a standard deviation of the cosine is worth. Chosen on the sets of tests/quality: from 3 to 8 most of
# them move by 1 to 3 points, reworded English questions by up to 7.
_MEANING = 4.0
_SENTENCES = 2.0  # the same for the cosine of a passage's nearest sentences
_PERFECT = 0.9  # cosine of a passage that says just what is asked
_NEIGHBOUR = 0.07  # share of the better neighbour's meaning that a passage is given: it is shown with it
_UNSEEN = 100  # chunks
_PRIOR_SIZE = 10  # chunks that what is usual for an embedder counts as: a small space cannot tell
# What is usual counts so much beside what a space itself shows, where it was measured: filings that are all alike raise
# each other's cosines. Between a quarter and a half, of questions asked with their document and without it wrong
# decisions fall by a tenth, on twelve sets and on eight that were held out; ranks move by one question at most.
_USUAL = 1 / 3
_HANDFUL = 16  # chunks


@dataclass(frozen=True)
class Wanted:
    """A question's terms, each with its inverse document frequency: what it tells.

    `forms`: other terms that say the same as one of them, each with what it is worth beside it, in [0, 1].
    """

    weights: Mapping[str, float]
    forms: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def terms(self) -> list[str]:
        """All that a text may say it by."""
        return list(dict.fromkeys([*self.weights, *(form for forms in self.forms.values() for form in forms)]))

    @property
    def total(self) -> float:
        return sum(self.weights.values())

    def count_held(self, held: Mapping[str, int]) -> dict[str, float]:
        """Those of the question's terms that a text says, in their order, each with how often, in any form."""
        if not self.forms:
            return {term: held[term] for term in self.weights if term in held}
        return {term: count for term in self.weights if (count := self._count_forms(term, held))}

    def _count_forms(self, term: str, held: Mapping[str, int]) -> float:
        others = self.forms.get(term)
        return held.get(term, 0) + (sum(worth * held.get(form, 0) for form, worth in others.items()) if others else 0)

    def say(self, term: str, held: Collection[str]) -> float:
        """How surely the terms of a text say this one, in [0, 1]."""
        if term in held:
            return 1.0
        others = self.forms.get(term)
        return max((worth for form, worth in others.items() if form in held), default=0.0) if others else 0.0


def weigh_terms(terms: Sequence[str], counts: Mapping[str, int], size: int) -> Wanted:
    """`counts`: how many of the `size` chunks hold each term.

    Robertson and Walker's inverse document frequency, as if there were `_UNSEEN` chunks more without the terms: that
    few documents do not hold a word says little, and what a question only asks with would outweigh what it is about.
    """
    weights = {}
    for term in terms:
        held = min(counts.get(term, 0), size)
        weights[term] = math.log(1 + (size + _UNSEEN - held + 0.5) / (held + 0.5))
    return Wanted(weights)


class ByWords(NamedTuple):
    """`bm25` of a passage, and the share of what the question tells that it holds, in [0, 1]."""

    bm25: float
    covered: float


def score_by_words(question: Wanted, passages: Sequence[TermCounts]) -> list[ByWords]:
    """Each passage's terms, those of the question counted, against the question's.

    Chinese is cut into all that may be words. Of these, what no passage holds was none, and is not asked for: it would
    only make the others count less: held out, 27 instead of 25 of 31 Chinese questions are found first, 14 instead of
    13 of 22 to English text, and 17 instead of 18 of 42 to manuals. Words of other languages that are nowhere tell
    that something is not there: without them, held out, filings and English lost one question each.
    """
    usual = sum(passage.total for passage in passages) / len(passages) if passages else 1.0
    counts = [question.count_held(passage.of) for passage in passages]
    held = {term for each in counts for term in each}
    asked = sum(weight for term, weight in question.weights.items() if term in held or not HAN.search(term))
    return [
        _score_words(question, passage, each, passage.total / max(usual, 1.0), asked)
        for passage, each in zip(passages, counts, strict=True)
    ]


def _score_words(
    question: Wanted, passage: TermCounts, counts: Mapping[str, float], length: float, asked: float
) -> ByWords:
    norm = _K1 * (1 - _B + _B * length)
    bm25 = covered = 0.0
    for term, count in counts.items():
        weight = question.weights[term]
        covered += weight if term in passage.of else weight * question.say(term, passage.of)
        bm25 += weight * count * (_K1 + 1) / (count + norm)
    return ByWords(bm25, covered / asked if asked else 0.0)


@dataclass(frozen=True)
class Background:
    """The cosines that just any chunk has to the question."""

    mean: float
    spread: float  # standard deviation
    size: int = 0  # chunks of the space

    def standardise(self, cosine: float) -> float:
        """How many standard deviations above just any chunk."""
        return (cosine - self.mean) / self.spread

    def temper(self, usual: Background) -> Background:
        """With what is usual mixed in."""
        variance = (1 - _USUAL) * self.spread**2 + _USUAL * usual.spread**2
        return replace(self, mean=(1 - _USUAL) * self.mean + _USUAL * usual.mean, spread=math.sqrt(variance))


def estimate_background(vector: Vectors, sample: Vectors, usual: Background) -> Background:
    """From a sample of the space's vectors, shape (n, dimensions), and what is usual for its embedder.

    `usual.size`: how many chunks the space has. The nearest of a sample of some is left out: in a small space it is
    likely to be the answer itself. Of a handful no background would be left.
    """
    if not len(sample):
        return usual
    cosines = numpy.sort(sample @ vector)
    cosines = cosines[:-1] if len(cosines) > _HANDFUL else cosines
    size = len(cosines)
    variance = (size * float(cosines.var()) + _PRIOR_SIZE * usual.spread**2) / (size + _PRIOR_SIZE)
    return replace(usual, mean=shrink_mean(cosines, usual.mean, _PRIOR_SIZE), spread=math.sqrt(variance))


def shrink_mean(cosines: Vectors, usual: float, weighs: float) -> float:
    """The mean of some cosines with what is usual, which counts as so many of them."""
    own = float(numpy.mean(cosines)) if len(cosines) else 0.0
    return (len(cosines) * own + weighs * usual) / (len(cosines) + weighs)


def score_by_meaning(own: float, neighbour: float) -> float:
    """A passage's meaning from the standardised cosines of its chunk and of the nearer of the chunks beside it."""
    return own + _NEIGHBOUR * max(neighbour, 0.0)


def fuse_scores(words: ByWords, meaning: float, known: float) -> float:
    """Both on the scale of BM25. Matching words count as far as they cover the question: a few of many are chance.

    `known`: how much of the question the embedder knows, in [0, 1].
    """
    return words.bm25 * words.covered + _MEANING * known**2 * meaning


def share_of_ideal(fused_score: float, question: Wanted, background: Background, known: float) -> float:
    """The score as a share, in [0, 1], of what a passage would have that says just what is asked."""
    ideal = _score_ideal(question, background, known)
    return min(1.0, max(0.0, fused_score / ideal)) if ideal > 0 else 0.0


def reweigh_score(share: float, nearest: float, question: Wanted, background: Background, known: float) -> float:
    """The share once more, where the cosine of the passage's nearest sentences counts too."""
    worth = _SENTENCES * known**2
    ideal = _score_ideal(question, background, known)
    more = worth * background.standardise(_PERFECT)
    return min(1.0, max(0.0, (share * ideal + worth * background.standardise(nearest)) / (ideal + more)))


def _score_ideal(question: Wanted, background: Background, known: float) -> float:
    return question.total + _MEANING * known**2 * background.standardise(_PERFECT)
