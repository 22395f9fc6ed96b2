"""Many texts' terms, each with the number that stands for it: pairs of Chinese characters are numbered by the thousand.

A term's number is the CRC-32 of its UTF-8, as `kb.store.terms` keeps it. To make a string of each pair, look it up and
join it takes ten times as long as all that is done here with arrays of their characters.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy
import numpy.typing

from kb.text.scripts import EAST_ASIAN
from kb.text.terms import cut_pieces, extract_terms, terms_of_word

Numbers = numpy.typing.NDArray[numpy.uint32]

_REMEMBERED = 50_000  # words: 20 MB
_THREE_BYTES = 0x800  # the first character that takes so many in UTF-8; the last is the last of 16 bits
_PARTING = "\0"  # what stands between the pieces of one text and of the next, where several are in a list
_BETWEEN = "\1"  # runs: no character of one
_ONES = 0xFFFFFFFF  # what a CRC-32 starts with


def number_term(term: str) -> int:
    """What stands for a term."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class _Terms:
    """Those of several texts, one after the other: where each text's end, their numbers, and all in one line."""

    ends: Sequence[int]
    numbers: Numbers
    line: str
    places: Sequence[int]  # where each text's terms end in the line

    def join(self, first: int, last: int) -> str:
        return self.line[self.places[first - 1] if first else 0 : self.places[last - 1] if last else 0]


class NumberedTexts:
    """The terms of several texts, as `extract_terms` gives them, in no order."""

    def __init__(self, texts: Sequence[str]) -> None:
        pieces = [piece for text in texts for piece in (*cut_pieces(text), _PARTING)][:-1]
        words = [piece for piece in pieces if piece < EAST_ASIAN[0]]
        runs = [piece for piece in pieces if piece >= EAST_ASIAN[0] or piece == _PARTING]
        pairs = _number_runs(runs)
        self._kinds: tuple[_Terms, ...]
        if pairs is None:
            self._kinds = (_number_terms_of(texts),)
        else:
            self._kinds = (_number_words(words), pairs)

    def list_numbers(self) -> tuple[Numbers, list[int]]:
        """What stands for all texts' terms, text by text, and how many there are in each text and all before it."""
        kinds = [kind for kind in self._kinds if len(kind.numbers)] or self._kinds[:1]
        if len(kinds) == 1:
            return kinds[0].numbers, list(kinds[0].ends)
        ends = numpy.array([kind.ends for kind in kinds])
        texts = numpy.arange(ends.shape[1])
        owners = numpy.concatenate([numpy.repeat(texts, numpy.diff(each, prepend=0)) for each in ends])
        numbers = numpy.concatenate([kind.numbers for kind in kinds])
        return numbers[numpy.argsort(owners, kind="stable")], ends.sum(axis=0).tolist()

    def join(self, first: int, last: int) -> str:
        """The terms themselves, parted by blanks."""
        return "".join([kind.join(first, last) for kind in self._kinds])


class _Words(dict[str, tuple[str, bytes]]):
    """Each word's terms, a blank after each, and their numbers; the same words come again and again."""

    def __missing__(self, word: str) -> tuple[str, bytes]:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = found = (_PARTING, b"") if word == _PARTING else _number_terms(terms_of_word(word))
        return found


_WORDS = _Words()


def _number_words(words: Sequence[str]) -> _Terms:
    """Of texts that `_PARTING` parts."""
    return _put_together(list(map(_WORDS.__getitem__, words)))


def _number_terms_of(texts: Sequence[str]) -> _Terms:
    terms = [_number_terms(extract_terms(text)) for text in texts]
    return _put_together([each for found in terms for each in ((_PARTING, b""), found)][1:])


def _number_terms(terms: Sequence[str]) -> tuple[str, bytes]:
    return "".join(f"{term} " for term in terms), b"".join(number_term(term).to_bytes(4, "little") for term in terms)


def _put_together(found: Sequence[tuple[str, bytes]]) -> _Terms:
    lines = "".join([line for line, _ in found]).split(_PARTING)
    numbers = numpy.frombuffer(b"".join([each for _, each in found]), "<u4")
    ends = list(accumulate(line.count(" ") for line in lines))
    return _Terms(ends, numbers, "".join(lines), list(accumulate(map(len, lines))))


def _number_runs(runs: Sequence[str]) -> _Terms | None:
    """The pairs of neighbours in runs of characters, and what stands alone, of texts that `_PARTING` parts; None where
    a character is out of reach."""
    if len(runs) == runs.count(_PARTING):
        return _put_together([(_PARTING, b"")] * len(runs))
    runs = "".join(_BETWEEN.join(runs).split()).split(_BETWEEN)  # without the blanks in them
    lengths = numpy.array(list(map(len, runs)))
    ends = numpy.cumsum(lengths)
    signs = numpy.frombuffer("".join(runs).encode("utf-16-le", "surrogatepass"), "<u2")
    parting = signs == ord(_PARTING)
    if len(signs) > ends[-1] or numpy.count_nonzero(signs < _THREE_BYTES) > numpy.count_nonzero(parting):
        return None
    alone = ends[lengths == 1] - 1
    letters = numpy.full((len(signs), 3), ord(" "), "<u2")
    letters[:, 0] = signs
    letters[:-1, 1] = signs[1:]
    letters[alone, 1] = ord(" ")
    first, second, single = _tables()
    numbers = first[signs] ^ second[letters[:, 1]]
    numbers[alone] = single[signs[alone]]
    kept = ~parting
    kept[ends[lengths > 1] - 1] = False
    line = letters[kept].tobytes().decode("utf-16-le")
    of_texts = numpy.cumsum(kept)[[*numpy.flatnonzero(parting), -1]]
    return _Terms(of_texts.tolist(), numbers[kept], line, (3 * of_texts).tolist())


@cache
def _tables() -> tuple[Numbers, Numbers, Numbers]:
    """For each character of three bytes what it adds to the CRC-32 of a pair as its first, and as its second; its own.

    But for the ones that it starts with, the remainder of a sum (by xor) is the sum of the remainders: a pair's is that
    of its first with zeros behind, and that of its second with zeros before, which change nothing.
    """
    signs = numpy.arange(1 << 16, dtype=numpy.uint32)
    letters = [
        numpy.asarray(bits, numpy.uint32) for bits in (0xE0 | signs >> 12, 0x80 | signs >> 6 & 63, 0x80 | signs & 63)
    ]
    zeros = [numpy.zeros_like(signs)] * len(letters)
    of_byte = numpy.array([zlib.crc32(bytes([byte]), _ONES) ^ _ONES for byte in range(256)], numpy.uint32)

    def divide(start: int, letters: Sequence[Numbers]) -> Numbers:
        rest = numpy.full_like(signs, start)
        for letter in letters:
            rest = of_byte[(rest ^ letter) & 0xFF] ^ rest >> 8
        return rest ^ numpy.uint32(start)

    return divide(_ONES, [*letters, *zeros]), divide(0, letters), divide(_ONES, letters)
