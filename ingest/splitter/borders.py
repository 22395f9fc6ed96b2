"""Where a text may be cut, and how well each place serves."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile
from operator import itemgetter

from ingest.splitter.pieces import PIECE, cut_text, cut_within_sentences
from ingest.splitter.tables import Fence, TextTable
from ingest.workers.progress import report_page
from kb.text.page_sentences import PageSentences
from kb.text.sentences import CLOSERS, MARKS, WIDE_CLOSERS, WIDE_MARKS, split_sentences
from kb.types import Span

ANYWHERE, WORD, LINE, SENTENCE, PARAGRAPH, HEADING = range(6)
_HELD = -10  # added inside what should stay together
# How much of its reach a passage should fill before it may end at such a border.
_LEAST, _LEAST_OF_OTHERS = {HEADING: 0.25, PARAGRAPH: 0.5}, 0.6

_REPORT_EVERY = 50_000  # pieces, a second or so
_MARK = re.compile(rf"[{MARKS}{WIDE_MARKS}][{CLOSERS}{WIDE_CLOSERS}]*\Z")
_ITEM = re.compile(r"[ \t]*(?:[-*+•·▪]|\(?\w{1,3}[.)、])[ \t]")

Border = tuple[int, int]
"""A text may be cut before a character, by its place, and how well that serves: the stronger, the better."""


@dataclass(frozen=True)
class _LongSentence:
    """A piece of a text that is cut further only where no better border is in reach."""

    start: int
    end: int
    added: int  # to the strength of its borders

    def find_words(self, text: str, ends: Set[int] = frozenset()) -> Iterator[Border]:
        """What parts its words; `ends` are those of sentences within."""
        at = self.start
        for piece in _report_pieces(cut_within_sentences(text[self.start : self.end])[:-1]):
            at += len(piece)
            yield at, _strength(text, piece, at, ends) + self.added


class Borders:
    """The places where one stretch of text may be cut, in order; those within a long sentence are found when needed."""

    def __init__(self, text: str, found: _BorderList, headings: Sequence[Span]) -> None:
        self._text = text
        self._headings = headings
        self._heads = [heading.start for heading in headings]
        self._long = found.long
        self._words: dict[_LongSentence, list[Border]] = {}  # of those that were looked into
        strongest = self._keep_strongest((*found.borders, *((at, HEADING) for at in self._heads)))
        self._places = sorted(strongest)
        self._strengths = [strongest[at] for at in self._places]

    def best(self, start: int, limit: int) -> int:
        """Where to end a passage that begins at `start` and may reach `limit`.

        The strongest border in the second part of the reach; between equals the text itself decides, not the distance:
        so that cuts fall in the same places again soon after a change.
        """
        near = slice(bisect_right(self._places, start), bisect_right(self._places, limit))
        found = list(zip(self._places[near], self._strengths[near], strict=True))
        good = [border for border in found if border[1] >= LINE]
        wanted = [
            border for border in good if border[0] - start >= _LEAST.get(border[1], _LEAST_OF_OTHERS) * (limit - start)
        ]
        if not wanted:
            wanted = [border for border in good[-1:] if border[0] - start >= (limit - start) / 8]
        if not wanted:
            found = [*found, *self._find_words(start, limit)]
            wanted = [border for border in found if border[0] - start >= (limit - start) / 2]
        if not wanted:
            return limit
        strongest = max(strength for _, strength in wanted)
        equals = sorted(at for at, strength in wanted if strength == strongest)
        return equals[0] if len(equals) == 1 else max(equals, key=self._draw_lot)

    def _find_words(self, start: int, limit: int) -> Iterator[Border]:
        """What parts the words of long sentences, after `start` and up to `limit`."""
        first = bisect_right(self._long, start, key=lambda sentence: sentence.end)
        for sentence in takewhile(lambda sentence: sentence.start < limit, islice(self._long, first, None)):
            if sentence not in self._words:
                self._words[sentence] = list(self._keep_strongest(sentence.find_words(self._text)).items())
            words = self._words[sentence]
            yield from words[
                bisect_right(words, start, key=itemgetter(0)) : bisect_right(words, limit, key=itemgetter(0))
            ]

    def _keep_strongest(self, found: Iterable[Border]) -> dict[int, int]:
        """One border a place, weaker where it parts a heading from what that heads."""
        strongest: dict[int, int] = {}
        for at, strength in map(self._weaken, found) if self._headings else found:
            if strongest.get(at, strength) <= strength:
                strongest[at] = strength
        return strongest

    def _weaken(self, border: Border) -> Border:
        at, strength = border
        nearest = bisect_left(self._heads, at) - 1
        return (at, strength + _HELD) if nearest >= 0 and at <= self._headings[nearest].end else border

    def _draw_lot(self, at: int) -> int:
        return zlib.crc32(self._text[max(0, at - 24) : at + 24].encode("utf-8", "surrogatepass"))


def find_borders(
    text: str,
    start: int,
    end: int,
    held: Sequence[TextTable | Fence],
    headings: Sequence[Span],
    sentences: PageSentences | None = None,
) -> Borders:
    """All places between `start` and `end`: `held` stays together where it can; `sentences` spare a second look.

    `headings` are the lines that head what follows, each span running to what it heads and is not parted from.
    """
    found = _BorderList(text, sentences)
    place = start
    for block in held:
        found.add_prose(place, block.start)
        found.borders.append((block.start, PARAGRAPH))
        _add_block(found, block)
        found.borders.append((block.end, PARAGRAPH))
        place = block.end
    found.add_prose(place, end)
    return Borders(text, found, headings)


def _add_block(found: _BorderList, block: TextTable | Fence) -> None:
    if isinstance(block, Fence):
        found.add_prose(block.start, block.end, _HELD)
        return
    for begin, end in pairwise((block.start, *block.rows, block.end)):
        found.add_prose(begin, end, _HELD)
        # A header row alone is no passage.
        if end != block.rows[0]:
            found.borders.append((end, LINE))


class _BorderList:
    """The borders of one text as they are found, from its first to its last."""

    def __init__(self, text: str, sentences: PageSentences | None) -> None:
        self._text = text
        self._sentences = sentences
        self.borders: list[Border] = []
        self.long: list[_LongSentence] = []

    def add_prose(self, start: int, end: int, added: int = 0) -> None:
        text = self._text[start:end]
        read = self._sentences
        in_order = read.list_ends(start, end) if read else [start + span.end for span in split_sentences(text)]
        ends = frozenset(in_order)
        at = start
        for piece in _report_pieces(cut_text(text)):
            begin, at = at, at + len(piece)
            if len(piece) >= PIECE:
                long = _LongSentence(begin, at, added)
                inner = bisect_right(in_order, begin)
                # Rows of closing quotes hide what ends a sentence, and rows of blanks what comes after it.
                if inner < len(in_order) and in_order[inner] < at - 1:
                    self.borders.extend(long.find_words(self._text, ends))
                else:
                    self.long.append(long)
            if at < end:
                self.borders.append((at, _strength(self._text, piece, at, ends) + added))


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


def _report_pieces(pieces: Iterable[str]) -> Iterator[str]:
    """The same, while it is said that work goes on."""
    for count, piece in enumerate(pieces, start=1):
        if count % _REPORT_EVERY == 0:
            report_page()
        yield piece
