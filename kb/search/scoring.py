"""How much a passage answers to a question: by words and by meaning, on one scale."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

import numpy

from kb.engines.protocols import Vectors
from kb.text.scripts import HAN
from kb.text.term_table import Counts, TermTable

Scores = numpy.typing.NDArray[numpy.float64]
AnyScore = TypeVar("AnyScore", float, Scores)

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

    def count_held(self, passages: TermTable) -> Counts:
        """How often each passage says each of the question's terms, in any form: shape (terms, passages)."""
        held = numpy.array([passages.count(term) for term in self.weights])
        for row, others in self._list_forms():
            held[row] += sum(worth * passages.count(form) for form, worth in others.items())
        return held

    def say_all(self, passages: TermTable) -> Counts:
        """How surely each passage says each of the question's terms, in [0, 1]: shape (terms, passages)."""
        said = numpy.array([passages.count(term) > 0 for term in self.weights], float)
        for row, others in self._list_forms():
            for form, worth in others.items():
                numpy.maximum(said[row], worth * (passages.count(form) > 0), out=said[row])
        return said

    def _list_forms(self) -> Iterator[tuple[int, Mapping[str, float]]]:
        """Of those of the question's terms that have other forms, by their places."""
        return ((row, self.forms[term]) for row, term in enumerate(self.weights) if term in self.forms)

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
    """`bm25` of each passage, and the share of what the question tells that it holds, in [0, 1]: shape (passages,)."""

    bm25: Scores
    covered: Scores


def score_by_words(question: Wanted, passages: TermTable) -> ByWords:
    """Each passage's terms, those of the question counted, against the question's.

    Chinese is cut into all that may be words. Of these, what no passage holds was none, and is not asked for: it would
    only make the others count less: held out, 27 instead of 25 of 31 Chinese questions are found first, 14 instead of
    13 of 22 to English text, and 17 instead of 18 of 42 to manuals. Words of other languages that are nowhere tell
    that something is not there: without them, held out, filings and English lost one question each.
    """
    nothing = numpy.zeros(len(passages.totals))
    if not question.weights or not len(nothing):
        return ByWords(nothing, nothing)
    length = passages.totals / max(float(passages.totals.mean()), 1.0)
    counts = question.count_held(passages)
    held: list[bool] = numpy.any(counts, axis=1).tolist()
    asked = sum(
        weight
        for (term, weight), by_any in zip(question.weights.items(), held, strict=True)
        if by_any or not HAN.search(term)
    )
    weights = numpy.array([*question.weights.values()])[:, None]
    bm25 = weights * counts * (_K1 + 1) / (counts + _K1 * (1 - _B + _B * length))
    covered = weights * question.say_all(passages)
    return ByWords(bm25.sum(axis=0), covered.sum(axis=0) / asked if asked else nothing)


@dataclass(frozen=True)
class Background:
    """The cosines that just any chunk has to the question."""

    mean: float
    spread: float  # standard deviation
    size: int = 0  # chunks of the space

    def standardise(self, cosine: AnyScore) -> AnyScore:
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


def score_by_meaning(own: Scores, neighbour: Scores) -> Scores:
    """Passages' meaning from the standardised cosines of their chunks and of the nearer of the chunks beside each."""
    scores: Scores = own + _NEIGHBOUR * numpy.maximum(neighbour, 0.0)
    return scores


def fuse_scores(words: ByWords, meaning: Scores, known: float) -> Scores:
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
