"""How a chunk's terms are kept: 4 bytes a term, part by part, so that a search counts those of all that it shows around
a chunk without reading and cutting the text."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
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

Places = numpy.typing.NDArray[Any]


class TermPart(NamedTuple):
    """Where a part of a chunk begins, in characters from its start, and its terms, as `PackedTexts` has them."""

    start: int
    terms: bytes


class KeptTerms(NamedTuple):
    """What `pack_terms` made of a chunk, and where the chunk begins on its page."""

    start: int
    packed: bytes


class TermWindow(NamedTuple):
    """The characters from `start` to `end` of a page, which lie in the chunks from `first` to before `last`, below the
    title and the headings of the chunk `own`: all three are places in a list of chunks."""

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


def count_terms(kept: Sequence[KeptTerms], windows: Sequence[TermWindow | None], wanted: Sequence[str]) -> TermTable:
    """What `kb.text.terms.TermCounter` counts, in each of these windows; where there is None, nothing.

    `kept`: the chunks of each page one after the other. A pair of Chinese characters that a border parts, of a chunk or
    of any window, is not counted.
    """
    rows = number_rows(wanted)
    table = TermTable(rows, numpy.zeros(len(windows)), numpy.zeros((len(rows), len(windows))))
    if not kept:
        return table
    lists = _TermLists(kept, {number_term(term): row for term, row in rows.items()})
    for column, window in enumerate(windows):
        if window:
            table.totals[column] = lists.count(window, table.counts[:, column])
    return table


class _TermLists:
    """The terms of all chunks' parts in one list, those of their places in another; found in them, what is wanted."""

    def __init__(self, kept: Sequence[KeptTerms], wanted: Mapping[int, int]) -> None:
        lengths = numpy.array([len(each.packed) for each in kept]) // _NUMBER.itemsize
        numbers = numpy.frombuffer(b"".join([each.packed for each in kept]), _NUMBER)
        ends = numpy.cumsum(lengths)
        begins = ends - lengths
        parts = numbers[begins + 1].astype(int)
        owners = numpy.repeat(numpy.arange(len(kept)), parts)
        first_parts = numpy.cumsum(parts) - parts
        heads = begins[owners] + _HEAD + _OF_PART * (numpy.arange(len(owners)) - first_parts[owners])
        self._first_parts: list[int] = [*first_parts.tolist(), len(owners)]
        self._starts: list[int] = (numpy.array([each.start for each in kept])[owners] + numbers[heads]).tolist()
        self._ends = _add_up(numbers[heads + 1])
        self._place_ends = _add_up(numbers[begins])
        place_begins = begins + _HEAD + _OF_PART * parts
        place_ends = place_begins + numbers[begins].astype(int)
        self._found = _FoundTerms(numbers[_mark(place_ends, ends, len(numbers))], wanted)
        self._found_in_places = _FoundTerms(numbers[_mark(place_begins, place_ends, len(numbers))], wanted)

    def count(self, window: TermWindow, counts: Places) -> int:
        """How many terms the window has; those that are wanted are added to `counts`."""
        last = self._first_parts[window.last]
        begin = bisect_left(self._starts, window.start, self._first_parts[window.first], last)
        end = bisect_left(self._starts, window.end, begin, last)
        terms, of_place = (self._ends[begin], self._ends[end]), self._place_ends[window.own : window.own + 2]
        self._found.add(counts, *terms)
        self._found_in_places.add(counts, *of_place)
        return terms[1] - terms[0] + of_place[1] - of_place[0]


class _FoundTerms:
    """Where the wanted ones are in a list of terms; `wanted`: rows by their numbers."""

    def __init__(self, numbers: Numbers, wanted: Mapping[int, int]) -> None:
        # By their lower halves first: one look into a table for each, where to compare them takes ten times as long.
        likely = numpy.zeros(_HALVES, bool)
        likely[[number % _HALVES for number in wanted]] = True
        places = numpy.flatnonzero(likely.take(numbers.view("<u2")[::2]))
        found = [
            (place, wanted[n])
            for place, n in zip(places.tolist(), numbers[places].tolist(), strict=True)
            if n in wanted
        ]
        self._places = [place for place, _ in found]
        self._rows = numpy.array([row for _, row in found], int)

    def add(self, counts: Places, begin: int, end: int) -> None:
        """Those from one place to before another, to their rows' counts."""
        first, last = bisect_left(self._places, begin), bisect_left(self._places, end)
        if first < last:
            counts += numpy.bincount(self._rows[first:last], minlength=len(counts))


def _add_up(sizes: Places) -> list[int]:
    """How many there are in all before each, and in all."""
    return [0, *numpy.cumsum(sizes, dtype=int).tolist()]


def _mark(begins: Places, ends: Places, length: int) -> Places:
    """Which numbers lie from any of `begins` to before the one of `ends` in the same place: none of these overlap."""
    steps = numpy.zeros(length + 1, numpy.int8)
    steps[begins] += 1
    steps[ends] -= 1
    return numpy.cumsum(steps[:-1], dtype=numpy.int8).astype(bool)
