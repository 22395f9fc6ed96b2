"""Texts longer than an embedder's window: cut in two at a sensible place, and the parts' vectors made one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import numpy

from kb.engines.protocols import Vectors
from kb.errors import EngineBroken
from kb.text.sentences import split_sentences


def _ends_of(pattern: str) -> Callable[[str], Iterable[int]]:
    border = re.compile(pattern)
    return lambda text: (found.end() for found in border.finditer(text))


def _sentence_starts(text: str) -> Iterable[int]:
    return (span.start for span in split_sentences(text)[1:])


# Where to cut, best first: between paragraphs, lines, sentences, clauses, words.
_BORDERS = (_ends_of(r"\n\s*\n"), _ends_of(r"\n"), _sentence_starts, _ends_of(r"[;,]\s|[；，、]"), _ends_of(r"\s+"))


def split_in_half(text: str) -> tuple[str, str]:
    """Two parts that joined are the text; the border is the best one within the middle half. Needs two characters."""
    middle, low, high = len(text) // 2, max(1, len(text) // 4), len(text) - len(text) // 4
    for border in _BORDERS:
        ends = [low + at for at in border(text[low:high]) if 0 < low + at < len(text)]
        if ends:
            cut = min(ends, key=lambda end: abs(end - middle))
            return text[:cut], text[cut:]
    return text[:middle], text[middle:]


def combine_vectors(vectors: Sequence[Vectors], weights: Sequence[int]) -> Vectors:
    """The weighted mean of unit vectors, itself made a unit vector."""
    mean = numpy.average(numpy.asarray(vectors, numpy.float32), axis=0, weights=weights)
    vector: Vectors = unit(mean[None])[0]
    return vector


def unit(rows: numpy.typing.ArrayLike) -> Vectors:
    """Rows of length 1, float32. Raises EngineBroken where a row has no direction."""
    matrix = numpy.asarray(rows, numpy.float32)
    lengths = numpy.linalg.norm(matrix, axis=1, keepdims=True)
    if not (numpy.isfinite(lengths).all() and (lengths > 0).all()):
        raise EngineBroken("The embedding model gave a vector of zeros or of no numbers.", "Try another: KB_EMBED.")
    return numpy.asarray(matrix / lengths, numpy.float32)
