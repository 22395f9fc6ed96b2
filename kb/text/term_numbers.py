"""Many texts' terms, each with the number that stands for it: pairs of Chinese characters are numbered by the thousand.

A term's number is the CRC-32 of its UTF-8, as `kb.store.terms` keeps it. To make a string of each pair, look it up and
join it takes ten times as long as all that is done here with arrays of their characters.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
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

    def number(self, first: int, last: int) -> Numbers:
        return self.numbers[self._start(self.ends, first) : self._start(self.ends, last)]

    def join(self, first: int, last: int) -> str:
        return self.line[self._start(self.places, first) : self._start(self.places, last)]

    @staticmethod
    def _start(ends: Sequence[int], text: int) -> int:
        return ends[text - 1] if text else 0


class NumberedTexts:
    """The terms of several texts, as `extract_terms` gives them, in no order."""

    def __init__(self, texts: Sequence[str]) -> None:
        pieces = [cut_pieces(text) for text in texts]
        words = [[piece for piece in some if piece < EAST_ASIAN[0]] for some in pieces]
        runs = [
            ["".join(piece.split()) for piece in some if piece >= EAST_ASIAN[0]] if len(some) > len(alphabetic) else []
            for some, alphabetic in zip(pieces, words, strict=True)
        ]
        pairs = _number_runs(runs)
        self._kinds: tuple[_Terms, ...]
        if pairs is None:
            self._kinds = (_put_together([_number_terms(extract_terms(text)) for text in texts]),)
        else:
            self._kinds = (_number_words(words), pairs)

    def numbers(self, first: int, last: int) -> Iterator[Numbers]:
        """What stands for the terms of the texts from `first` to before `last`, in some arrays."""
        return (kind.number(first, last) for kind in self._kinds)

    def join(self, first: int, last: int) -> str:
        """The terms themselves, parted by blanks."""
        return "".join(kind.join(first, last) for kind in self._kinds)


class _Words(dict[str, tuple[str, bytes]]):
    """Each word's terms, a blank after each, and their numbers; the same words come again and again."""

    def __missing__(self, word: str) -> tuple[str, bytes]:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = found = _number_terms(terms_of_word(word))
        return found


_WORDS = _Words()


def _number_words(texts: Sequence[Sequence[str]]) -> _Terms:
    found = [list(map(_WORDS.__getitem__, words)) for words in texts]
    return _put_together(
        [("".join([line for line, _ in some]), b"".join([each for _, each in some])) for some in found]
    )


def _number_terms(terms: Sequence[str]) -> tuple[str, bytes]:
    return "".join(f"{term} " for term in terms), b"".join(number_term(term).to_bytes(4, "little") for term in terms)


def _put_together(texts: Sequence[tuple[str, bytes]]) -> _Terms:
    numbers = numpy.frombuffer(b"".join([each for _, each in texts]), "<u4")
    ends = list(accumulate(len(each) // 4 for _, each in texts))
    return _Terms(ends, numbers, "".join([line for line, _ in texts]), list(accumulate(len(line) for line, _ in texts)))


def _number_runs(texts: Sequence[Sequence[str]]) -> _Terms | None:
    """The pairs of neighbours in runs of characters, and what stands alone; None where a character is out of reach."""
    runs = [run for some in texts for run in some]
    if not runs:
        return _put_together([("", b"")] * len(texts))
    lengths = numpy.array(list(map(len, runs)))
    ends = numpy.cumsum(lengths)
    signs = numpy.frombuffer("".join(runs).encode("utf-16-le", "surrogatepass"), "<u2")
    if len(signs) > ends[-1] or signs.min() < _THREE_BYTES:
        return None
    alone = ends[lengths == 1] - 1
    letters = numpy.full((len(signs), 3), ord(" "), "<u2")
    letters[:, 0] = signs
    letters[:-1, 1] = signs[1:]
    letters[alone, 1] = ord(" ")
    first, second, single = _tables()
    numbers = first[signs] ^ second[letters[:, 1]]
    numbers[alone] = single[signs[alone]]
    kept = numpy.ones(len(signs), bool)
    kept[ends[lengths > 1] - 1] = False
    line = letters[kept].tobytes().decode("utf-16-le")
    before = numpy.concatenate([[0], numpy.cumsum(numpy.maximum(lengths - 1, 1))])  # terms before each run
    of_texts = before[list(accumulate(map(len, texts)))]
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
