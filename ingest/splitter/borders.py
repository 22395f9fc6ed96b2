"""Where a text may be cut, and how well each place serves."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from ingest.splitter.tables import Fence, TextTable
from ingest.workers.progress import report_page
from kb.text.sentences import CLOSERS, MARKS, WIDE_CLOSERS, WIDE_MARKS, split_sentences
from kb.types import Span

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

ANYWHERE, WORD, LINE, SENTENCE, PARAGRAPH, HEADING = range(6)
_HELD = -10  # added inside what should stay together
_LEAST = {HEADING: 0.25, PARAGRAPH: 0.5}

_REPORT_EVERY = 50_000  # pieces, a second or so
_PIECE = 100  # characters; about a sentence
_WHOLE, _TOO_LONG = 2, 3  # lengths of pieces, as the splitter is told them
_SEPARATORS = [
    r"\n[^\S\n]*\n\s*",
    # Looks behind, so that a run of dots costs no more than its length.
    rf"(?<=[{MARKS}])[{CLOSERS}]{{0,4}}\s+|[{WIDE_MARKS}]+[{WIDE_CLOSERS}]*\s*",
    r"\n",
    r"[,;:]\s+|[，、：]+",
    r"\s+",
    rf"[\s\S]{{{_PIECE}}}",  # and not "": that makes an object of every character
]
_MARK = re.compile(rf"[{MARKS}{WIDE_MARKS}][{CLOSERS}{WIDE_CLOSERS}]*\Z")
_ITEM = re.compile(r"[ \t]*(?:[-*+•·▪]|\(?\w{1,3}[.)、])[ \t]")


Border = tuple[int, int]
"""A text may be cut before a character, by its place, and how well that serves: the stronger, the better."""


class Borders:
    """The places where one stretch of text may be cut, in order."""

    def __init__(self, text: str, found: Iterable[Border]) -> None:
        self._text = text
        strongest: dict[int, int] = {}
        for at, strength in found:
            if strongest.get(at, strength) <= strength:
                strongest[at] = strength
        self._places = sorted(strongest)
        self._strengths = [strongest[at] for at in self._places]

    def best(self, start: int, limit: int) -> int:
        """Where to end a passage that begins at `start` and may reach `limit`.

        The strongest border in the second part of the reach; between equals the text itself decides, not the distance:
        so that cuts fall in the same places again soon after a change.
        """
        near = slice(bisect_right(self._places, start), bisect_right(self._places, limit))
        places, strengths = self._places[near], self._strengths[near]
        found = list(zip(places, strengths, strict=True))
        good = [border for border in found if border[1] >= LINE]
        wanted = [border for border in good if border[0] - start >= _get_least_share(border[1]) * (limit - start)]
        if not wanted:
            wanted = [border for border in good[-1:] if border[0] - start >= (limit - start) / 8]
        if not wanted:
            wanted = [border for border in found if border[0] - start >= (limit - start) / 2]
        if not wanted:
            return limit
        strongest = max(strength for _, strength in wanted)
        equals = [at for at, strength in wanted if strength == strongest]
        return equals[0] if len(equals) == 1 else max(equals, key=self._draw_lot)

    def _draw_lot(self, at: int) -> int:
        return zlib.crc32(self._text[max(0, at - 24) : at + 24].encode("utf-8", "surrogatepass"))


def _get_least_share(strength: int) -> float:
    """How much of its reach a passage should fill before it may end at such a border."""
    return _LEAST.get(strength, 0.6)


def find_borders(
    text: str, start: int, end: int, held: Sequence[TextTable | Fence], headings: Sequence[Span]
) -> Borders:
    """All places between `start` and `end`: `held` stays together where it can.

    `headings` are the lines that head what follows, each span running to what it heads and is not parted from.
    """
    found = _borders(text, start, end, held)
    if headings:
        starts = [heading.start for heading in headings]
        found = (_weaken(border, headings, starts) for border in chain(found, ((at, HEADING) for at in starts)))
    return Borders(text, found)


def _weaken(border: Border, headings: Sequence[Span], starts: Sequence[int]) -> Border:
    """The border, weaker where it parts a heading from what that heads."""
    at, strength = border
    nearest = bisect_left(starts, at) - 1
    return (at, strength + _HELD) if nearest >= 0 and at <= headings[nearest].end else border


def _borders(text: str, start: int, end: int, held: Sequence[TextTable | Fence]) -> Iterator[Border]:
    place = start
    for block in held:
        yield from _iterate_in_prose(text, place, block.start)
        yield block.start, PARAGRAPH
        yield from _iterate_in_block(text, block)
        yield block.end, PARAGRAPH
        place = block.end
    yield from _iterate_in_prose(text, place, end)


def _iterate_in_block(text: str, block: TextTable | Fence) -> Iterator[Border]:
    if isinstance(block, Fence):
        yield from _strengthen(_iterate_in_prose(text, block.start, block.end))
        return
    for begin, end in pairwise((block.start, *block.rows, block.end)):
        yield from _strengthen(_iterate_in_prose(text, begin, end))
        # A header row alone is no passage.
        if end != block.rows[0]:
            yield end, LINE


def _strengthen(found: Iterable[Border]) -> Iterator[Border]:
    return ((at, strength + _HELD) for at, strength in found)


def _iterate_in_prose(text: str, start: int, end: int) -> Iterator[Border]:
    at = start
    ends = {start + span.end for span in split_sentences(text[start:end])}
    for count, piece in enumerate(_pieces(text[start:end]), start=1):
        at += len(piece)
        if count % _REPORT_EVERY == 0:
            report_page()
        if at < end:
            yield at, _strength(text, piece, at, ends)


def _strength(text: str, piece: str, at: int, ends: Set[int]) -> int:
    """How well a piece that ends at `at` may be the last one, where sentences have these ends."""
    body = piece.rstrip()
    body_end = at - len(piece) + len(body)
    breaks = piece.count("\n", len(body))
    if breaks > 1:
        return PARAGRAPH
    marked = body_end in ends and _MARK.search(body, max(0, len(body) - 8))
    if marked or (breaks and _ITEM.match(text, at)):
        return SENTENCE
    if breaks:
        return LINE
    return WORD if len(body) < len(piece) or not body[-1:].isalnum() else ANYWHERE


def _pieces(text: str) -> Sequence[str]:
    """The text in pieces of a sentence or so; together they are exactly the text."""
    if len(text) < 2:
        return [text] if text else []
    return _splitter().split_text(text)


@cache
def _splitter() -> RecursiveCharacterTextSplitter:
    # Imported late: it costs a quarter of a second, and most commands split nothing.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    # Nothing may be stripped, or the pieces would no longer add up to the text.
    return RecursiveCharacterTextSplitter(
        _SEPARATORS,
        keep_separator="end",
        is_separator_regex=True,
        chunk_size=_TOO_LONG,
        chunk_overlap=0,
        length_function=_measure_piece,
        strip_whitespace=False,
    )


def _measure_piece(piece: str) -> int:
    """Of a piece short enough to stay whole, more than half of what a chunk holds: no two are merged into one.

    Merged from the first on, one edit would move every later border.
    """
    return _WHOLE if len(piece) < _PIECE else _TOO_LONG
