"""Pages to chunks: passages that an embedder takes whole, each under its headings, with exact offsets."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, takewhile
from os.path import commonprefix
from typing import Protocol, runtime_checkable

from ingest.splitter.borders import Borders, find_borders
from ingest.splitter.sections import Section, find_sections, find_stretches, group_sections
from ingest.splitter.tables import Fence, TextTable, find_blocks, shorten_header
from ingest.workers.progress import report_page
from kb.text.page_sentences import PageSentences
from kb.text.scripts import WIDE
from kb.types import Chunk, Page, Span

CountTokens = Callable[[str], int]


@runtime_checkable
class BoundedCounter(Protocol):
    """Counts tokens, and tells in much less time how many there are at most."""

    def __call__(self, text: str) -> int: ...

    def count_at_most(self, text: str) -> int: ...


_REPORT_EVERY = 200  # passages, some tenths of a second: as with pages, a large file is no slow one
# Characters of a page whose sentences are told apart once, for its borders and for what surrounds its passages: of a
# longer one they would take too much memory, and parts of a text without line ends too long to tell.
_READ_AT_ONCE = 100_000
_LONGEST_HEADER = 2000  # characters; of a longer one no more is left anyway, and its tokens take long to count
# Latin letters and the usual signs, without fractions, of which some models make three.
_EUROPEAN = re.compile("[\\x00-\u00bb\u00bf-\u024f\u2010-\u2027]*")
_EAST_ASIAN = re.compile(f"[{WIDE}]+")

MAX_CHARS = 500  # a hit shows more of the page; vectors of 800 find what is asked in other words less well


def split_pages(
    title: str, pages: Sequence[Page], *, limit: int, count_tokens: CountTokens, max_chars: int = MAX_CHARS
) -> list[Chunk]:
    """The chunks of a document, in order, without ids; only white space and boilerplate is in none of them.

    `chunk.text` is `pages[chunk.page_index].text[chunk.start:chunk.end]`, at most `max_chars` characters, and
    `chunk.index_text` at most `limit` tokens (32 or more) by `count_tokens`: where title, headings and table header
    would leave too little for the text, they are shortened first.
    """
    measure = Measure(title, limit, count_tokens, max_chars)
    return [chunk for _, passages in iterate_pages(pages, measure) for chunk in passages]


def iterate_pages(pages: Sequence[Page], measure: Measure) -> Iterator[tuple[PageSentences | None, list[Chunk]]]:
    """The same page by page, with the page's sentences where it is short enough to read it at once."""
    count, above = 0, ""
    for index, (page, on_page) in enumerate(zip(pages, find_sections(pages), strict=True)):
        sentences = PageSentences(page.text, 0, len(page.text)) if len(page.text) <= _READ_AT_ONCE else None
        passages: list[Chunk] = []
        for stretch in find_stretches(page.boilerplate, len(page.text)):
            for group in group_sections(page.text, stretch, on_page):
                part = _Part(page.text, index, page.number, group, above, sentences)
                for chunk in _passages(part, measure):
                    passages.append(chunk)
                    if (count := count + 1) % _REPORT_EVERY == 0:
                        report_page()
                above = part.open_header
        yield sentences, passages


def number_chunks(document_id: str, chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """The passages as those of a document: ids depend on it and on what is indexed."""
    seen: Counter[str] = Counter()
    for ordinal, chunk in enumerate(chunks):
        name = f"{document_id}\0{chunk.digest}\0{seen[chunk.digest]}"
        seen[chunk.digest] += 1
        id = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        yield chunk.change(id=id, document=document_id, ordinal=ordinal)


@dataclass(frozen=True)
class _Part:
    """Sections of one page that may share passages."""

    text: str  # the page's
    page_index: int
    page: int | None  # its number
    sections: tuple[Section, ...]
    above: str  # the header of a table that may go on here
    sentences: PageSentences | None  # the page's

    @property
    def start(self) -> int:
        return self.sections[0].start

    @cached_property
    def end(self) -> int:
        start, end = self.start, self.sections[-1].end
        return start + len(self.text[start:end].rstrip())

    @cached_property
    def blocks(self) -> list[TextTable | Fence]:
        # Tabs part cells on pages with a number.
        return list(find_blocks(self.text, self.start, self.end, None if self.page is None else self.above))

    @cached_property
    def tables(self) -> list[TextTable]:
        return [block for block in self.blocks if isinstance(block, TextTable)]

    @cached_property
    def borders(self) -> Borders:
        headings = [Span(section.start, section.body) for section in self.sections if section.start < section.body]
        return find_borders(self.text, self.start, self.end, self.blocks, headings, self.sentences)

    def path(self, start: int, end: int) -> tuple[str, ...]:
        """The headings that all of a passage stands under."""
        first = bisect_right(self.sections, start, key=lambda section: section.end)
        touched = takewhile(lambda section: section.start < end, islice(self.sections, first, None))
        return tuple(commonprefix([section.path for section in touched]))  # noqa: RUF071  of tuples it is what its name says

    def table_header(self, start: int) -> str:
        """The header row of the table that a passage from `start` on continues."""
        at = bisect_left(self.tables, start, key=lambda table: table.start - table.goes_on) - 1
        return self.tables[at].header if at >= 0 and start < self.tables[at].end else ""

    @property
    def open_header(self) -> str:
        """The header of a table that nothing comes after."""
        last = self.blocks[-1] if self.blocks else None
        ends_it = isinstance(last, TextTable) and last.end >= self.end
        return last.header if isinstance(last, TextTable) and ends_it else ""


@dataclass(frozen=True)
class _Place:
    """What is indexed beside a text: a chunk without one, and about how many tokens that takes."""

    empty: Chunk
    tokens: int


@dataclass(frozen=True)
class Measure:
    """What may be in one chunk: characters, tokens, and the share of them that names its place."""

    title: str
    limit: int  # tokens
    count_tokens: CountTokens
    max_chars: int = MAX_CHARS
    _places: dict[tuple[tuple[str, ...], str], _Place] = field(default_factory=dict)

    def place(self, path: tuple[str, ...], header: str) -> _Place:
        """These headings and this header, shortened until they leave room for a text."""
        key = (path, header)
        if key not in self._places:
            self._places[key] = self._shorten_place(path, header)
        return self._places[key]

    def reach(self, text: str, place: _Place) -> int:
        """About how many of the text's characters fit beside its place; what comes of it is counted all the same."""
        east_asian = 0 if text.isascii() else sum(map(len, _EAST_ASIAN.findall(text)))
        tokens = east_asian + (len(text) - east_asian) / 4
        return max(1, min(self.max_chars, int(len(text) * (self.limit - place.tokens) / tokens)))

    def is_surely_short(self, text: str) -> bool:
        """Whether it has no more tokens than it may have: True only where that need not be counted, which takes most of
        the time of splitting. No model makes more tokens of such letters and signs than they have bytes."""
        if len(text) < self.limit and len(text.encode()) < self.limit and _EUROPEAN.fullmatch(text):
            return True
        return self._bounded is not None and self._bounded.count_at_most(text) <= self.limit

    @cached_property
    def _bounded(self) -> BoundedCounter | None:
        return self.count_tokens if isinstance(self.count_tokens, BoundedCounter) else None

    def fewer(self, chunk: Chunk, tokens: int, place: _Place) -> int:
        """How many characters to try, where a chunk has come to too many tokens."""
        share = (self.limit - place.tokens) / max(1, tokens - place.tokens)
        return max(1, min(len(chunk.text) - 1, int(len(chunk.text) * share * 0.97)))

    def _shorten_place(self, path: tuple[str, ...], header: str) -> _Place:
        """Headings go first, from the outside, then the title's end and the header's last cells."""
        share = self.limit // 3
        place = Chunk("", "", 0, 0, None, 0, 0, "", self.title, path[1:] if path[:1] == (self.title,) else path)
        if not header and 2 * len(place.index_text) < share:
            # Counting takes most of the time of splitting, and what comes of it is counted all the same.
            return _Place(place, len(place.index_text) // 2)
        while (tokens := self.count_tokens(place.index_text)) > share:
            if place.heading:
                place = replace(place, heading=place.heading[1:])
            else:
                place = replace(place, title=place.title[: len(place.title) * share // tokens].rstrip())
        if not header:
            return _Place(place, tokens)
        header = shorten_header(header, _LONGEST_HEADER)
        while (needed := self.count_tokens(header)) > share:
            header = shorten_header(header, len(header) * share // needed)
        return _Place(replace(place, context=header), tokens + needed)


def _passages(part: _Part, measure: Measure) -> Iterator[Chunk]:
    start = _skip_blanks(part.text, part.start, part.end)
    while start < part.end:
        chunk, end = _passage(part, start, measure)
        yield chunk
        start = _skip_blanks(part.text, end, part.end)


def _passage(part: _Part, start: int, measure: Measure) -> tuple[Chunk, int]:
    """The passage that begins at `start`, and where the text goes on after it."""
    place = measure.place(part.path(start, start + 1), "")
    reach = measure.reach(part.text[start : start + measure.max_chars], place)
    while True:
        end = _end(part, start, reach)
        place = measure.place(part.path(start, end), part.table_header(start))
        text = part.text[start:end].rstrip()
        chunk = _make_chunk(part, place, start, text)
        if measure.is_surely_short(chunk.index_text) or len(text) == 1:
            return chunk, end
        tokens = measure.count_tokens(chunk.index_text)
        if tokens <= measure.limit:
            return chunk, end
        reach = measure.fewer(chunk, tokens, place)


def _make_chunk(part: _Part, place: _Place, start: int, text: str) -> Chunk:
    empty = place.empty
    at = part.page_index, part.page, start, start + len(text)
    return Chunk("", "", 0, *at, text, empty.title, empty.heading, empty.context)


def _end(part: _Part, start: int, reach: int) -> int:
    if part.end - start <= reach:
        return part.end
    # No crumb is left for the last passage.
    return part.borders.best(start, min(start + reach, part.end - reach // 5))


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
