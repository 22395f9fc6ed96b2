"""How a chunk's terms are kept: 4 bytes a term, part by part, so that a search counts those of all that it shows around
a chunk without reading and cutting the text."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy

from kb.text.term_numbers import NumberedTexts, Numbers, number_term
from kb.text.term_table import TermTable, number_rows

# All are numbers of 32 bits: how many terms name the chunk's place, how many parts it has; of each part where it begins
# and how many terms it has; then the terms. A term's number stands for it (kb.text.term_numbers). Two of a question's
# ten terms and of a text's two hundred have the same one by chance in one of two million texts, and then that text
# counts one term too many.
_NUMBER = numpy.dtype("<u4")
_HEAD, _OF_PART = 2, 2  # numbers
_HALVES = 1 << 16

Integers = numpy.typing.NDArray[Any]


class TermPart(NamedTuple):
    """Where a part of a chunk begins, in characters from its start, and its terms, as `PackedTexts` has them."""

    start: int
    terms: bytes


class KeptTerms(NamedTuple):
    """Where chunks begin on their pages, and what `pack_terms` made of each; those of a page one after the other."""

    starts: Sequence[int]
    packed: Sequence[bytes]


NO_TERMS = KeptTerms((), ())


class TermWindow(NamedTuple):
    """The characters from `start` to `end` of a page, which lie in the chunks from `first` to before `last`, below the
    title and the headings of the chunk `own`: all three are places among `KeptTerms`."""

    first: int
    last: int
    own: int
    start: int
    end: int


class PackedTexts:
    """The numbers of texts' terms, 4 bytes each."""

    def __init__(self, texts: NumberedTexts) -> None:
        numbers, ends = texts.list_numbers()
        self._packed = numbers.astype(_NUMBER, copy=False).tobytes()
        self._ends = [0, *(_NUMBER.itemsize * end for end in ends)]

    def join(self, several: Iterable[tuple[int, int]]) -> bytes:
        """Of the texts from each first one to before each last one."""
        return b"".join([self._packed[self._ends[first] : self._ends[last]] for first, last in several])


def pack_terms(place: bytes, parts: Sequence[TermPart]) -> bytes:
    """The terms of what names a chunk's place (its title, headings, the table's header), and those of its parts."""
    head = [len(place) // _NUMBER.itemsize, len(parts)]
    for part in parts:
        head += part.start, len(part.terms) // _NUMBER.itemsize
    return b"".join([struct.pack(f"<{len(head)}I", *head), place, *(part.terms for part in parts)])


def count_terms(kept: KeptTerms, windows: Sequence[TermWindow | None], wanted: Sequence[str]) -> TermTable:
    """What `kb.text.terms.TermCounter` counts, in each of these windows; where there is None, nothing.

    A pair of Chinese characters that a border parts, of a chunk or of any window, is not counted.
    """
    rows = number_rows(wanted)
    table = TermTable(rows, numpy.zeros(len(windows)), numpy.zeros((len(rows), len(windows))))
    if columns := [column for column, window in enumerate(windows) if window]:
        counted = _TermLists(kept, list(map(number_term, rows))).count(
            numpy.array([window for window in windows if window], int)
        )
        table.totals[columns], table.counts[:, columns] = counted
    return table


class _TermLists:
    """The terms of all chunks' parts in one list, those of their places in another; found in them, what is wanted."""

    def __init__(self, kept: KeptTerms, wanted: Sequence[int]) -> None:
        numbers = numpy.frombuffer(b"".join(kept.packed), _NUMBER)
        ends = numpy.cumsum([len(each) // _NUMBER.itemsize for each in kept.packed])
        begins = numpy.concatenate([[0], ends[:-1]])
        places, parts = numbers[begins].astype(int), numbers[begins + 1].astype(int)
        owners = numpy.repeat(numpy.arange(len(kept.packed)), parts)
        nth = numpy.arange(len(owners)) - (numpy.cumsum(parts) - parts)[owners]
        heads = begins[owners] + _HEAD + _OF_PART * nth
        starts = numpy.array(kept.starts)
        self._keys = _make_keys(owners, starts[owners] + numbers[heads])
        place_begins = begins + _HEAD + _OF_PART * parts
        place_ends = place_begins + places
        texts, named = _mark(place_ends, ends, len(numbers)), _mark(place_begins, place_ends, len(numbers))
        self._texts = _FoundTerms(numbers[texts], numbers[heads + 1], wanted)
        self._places = _FoundTerms(numbers[named], places, wanted)

    def count(self, windows: Integers) -> tuple[Integers, Integers]:
        """How many terms each window has, and of them, a row each, those that are wanted; `windows`: a row each."""
        first, last, own, start, end = windows.T
        # What of these chunks lies before a window is in the first of them, what lies behind it in the last.
        begin, end = numpy.searchsorted(self._keys, (_make_keys(first, start), _make_keys(last - 1, end)))
        totals, counts = self._texts.count(begin, end)
        of_places, named = self._places.count(own, own + 1)
        return totals + of_places, counts + named


class _FoundTerms:
    """Where the `wanted` ones are in the terms of several texts."""

    def __init__(self, numbers: Numbers, sizes: Integers, wanted: Sequence[int]) -> None:
        """The terms of text after text, each of which has one of `sizes`."""
        self._ends = numpy.concatenate([[0], numpy.cumsum(sizes, dtype=int)])
        # By their lower halves first: one look into a table for each, where to compare them takes ten times as long.
        likely = numpy.zeros(_HALVES, bool)
        likely[[number % _HALVES for number in wanted]] = True
        places = numpy.flatnonzero(likely.take(numbers.view("<u2")[::2]))
        found = numbers[places, None] == numpy.array(wanted, _NUMBER)
        self._places = places
        self._sums = numpy.cumsum(numpy.concatenate([numpy.zeros((1, len(wanted)), bool), found]), axis=0)

    def count(self, first: Integers, last: Integers) -> tuple[Integers, Integers]:
        """How many terms the texts from each first to before each last one have, and of the wanted ones, a row each."""
        begin, end = self._ends[first], self._ends[last]
        before, behind = numpy.searchsorted(self._places, (begin, end))
        return end - begin, (self._sums[behind] - self._sums[before]).T


def _make_keys(chunks: Integers, starts: Integers) -> Integers:
    """In the order of chunks, and in a chunk of what begins in it."""
    return (chunks << 32) + starts


def _mark(begins: Integers, ends: Integers, length: int) -> Integers:
    """Which numbers lie from any of `begins` to before the one of `ends` in the same place: none of these overlap."""
    steps = numpy.zeros(length + 1, numpy.int8)
    steps[begins] += 1
    steps[ends] -= 1
    marked: Integers = numpy.cumsum(steps[:-1], dtype=numpy.int8).astype(bool)
    return marked
