"""What of a question's vector tells its language rather than what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy

from kb.engines.protocols import Vectors
from kb.store.reader import Reader

_SAMPLE = 64  # chunks that stand for all of a language
_TELLING = 5  # chunks that tell a language from what they are about


def sample_languages(store: Reader) -> Sequence[Vectors]:
    """Vectors of some passages of each language that the space holds, shape (passages, dimensions) each."""
    return list(store.sample_languages(_SAMPLE).values())


def remove_languages(vector: Vectors, samples: Iterable[Vectors]) -> Vectors:
    """A question's vector, shape (dimensions,), without what tells the languages of some passages from each other.

    Else any page in the question's own language comes nearer than the one in another that answers it: an embedder of
    many languages has a direction for each, which Yang et al. (2021, "A Simple and Effective Method To Eliminate the
    Self Language Bias in Multilingual Representations") take out of both sides. `samples`: of each language, as rows.
    """
    means = [rows.mean(axis=0) for rows in samples if len(rows) >= _TELLING]
    if len(means) < 2:
        return vector
    apart = (numpy.stack(means) - numpy.mean(means, axis=0)) * (vector != 0)
    _, sizes, directions = numpy.linalg.svd(apart, full_matrices=False)
    told = directions[sizes > 1e-3 * sizes[0]]  # that of the last is none: the means lie around their own
    bare = vector - told.T @ (told @ vector)
    freed: Vectors = bare / numpy.linalg.norm(bare)
    return freed
