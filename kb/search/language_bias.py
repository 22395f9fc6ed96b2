"""What of a question's vector tells its language rather than what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy

from kb.engines.protocols import Vectors
from kb.store.reader import Reader

_SAMPLE = 64  # chunks that stand for all of a language
_TELLING = 5  # chunks that tell a language from what they are about
_REMEMBERED = 8  # ways in which the voices of an embedder are heard


def sample_languages(store: Reader) -> Sequence[Vectors]:
    """Vectors of some passages of each language that the space holds, shape (passages, dimensions) each."""
    return list(store.sample_languages(_SAMPLE).values())


def remove_languages(vector: Vectors, store: Reader) -> Vectors:
    """A question's vector, shape (dimensions,), without what tells the languages of the space from each other."""
    return store.derive("language bias", lambda: LanguageBias(sample_languages(store))).remove(vector)


class LanguageBias:
    """Where the passages of some languages lie apart.

    Any page in the question's own language comes nearer than the one in another that answers it: an embedder of
    many languages has a direction for each, which Yang et al. (2021, "A Simple and Effective Method To Eliminate the
    Self Language Bias in Multilingual Representations") take out of both sides.
    """

    def __init__(self, samples: Iterable[Vectors]) -> None:
        """`samples`: vectors of passages of each language, as rows."""
        means = [rows.mean(axis=0) for rows in samples if len(rows) >= _TELLING]
        self._apart = numpy.stack(means) - numpy.mean(means, axis=0) if len(means) > 1 else None
        # Of each language's mean and question .2 ms, a thirtieth of a search of 133,546 passages.
        self._find_told = lru_cache(_REMEMBERED)(self._find_directions)

    def remove(self, vector: Vectors) -> Vectors:
        """The vector without it, shape (dimensions,)."""
        if self._apart is None:
            return vector
        told = self._find_told((vector != 0).tobytes())
        bare = vector - told.T @ (told @ vector)
        freed: Vectors = bare / numpy.linalg.norm(bare)
        return freed

    def _find_directions(self, heard: bytes) -> Vectors:
        """Of the numbers that are `heard` in a question's vector, a byte each: where others are 0 they tell nothing."""
        _, sizes, directions = numpy.linalg.svd(self._apart * numpy.frombuffer(heard, bool), full_matrices=False)
        told: Vectors = directions[sizes > 1e-3 * sizes[0]]  # that of the last is none: the means lie around their own
        return told
