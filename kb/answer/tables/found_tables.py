"""The tables of the pages that a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from kb.answer.selection.selection import LARGEST, Choice, statements_of
from kb.answer.tables.table import Table, tables
from kb.search.query import Question
from kb.store.reader import Reader
from kb.text.terms import simplify_han
from kb.types import Hit, Page

_LOOKED_AT = 20  # chunks beside the hits
_PAGED = frozenset((".pdf", ".pptx", ".odp", ".ppt"))  # a table of theirs may go on where no page shows it
_RECORDS = frozenset((".json", ".jsonl", ".ndjson"))


@dataclass(frozen=True)
class FoundTable:
    """A table, and the hit of the page that it is on."""

    table: Table
    n: int
    hit: Hit
    page: Page

    @cached_property
    def about(self) -> str:
        """What it is about, simplified: its document's title, what it stands under, its file's name."""
        context = " ".join(self.table.rows[0].context)
        return simplify_han(f"{self.hit.chunk.title} {context} {PurePosixPath(self.hit.path).name}")

    def holds(self, choice: Choice) -> bool:
        """Whether a statement is one of its rows."""
        is_there = choice.hit.chunk.place == self.hit.chunk.place
        return is_there and any(row.start == choice.statement.start for row in self.table.rows)


def find_tables(asked: Question, hits: Sequence[Hit], store: Reader) -> list[FoundTable]:
    """The tables of the hits' pages and of what has most of the question's words, the hits' first."""
    near = store.keyword_search(list(asked.sought.weights), _LOOKED_AT)
    beside = [Hit(one.chunk, 0.0, one.path) for one in near]
    places: dict[tuple[str, int], Hit] = {}
    for hit in [*hits, *beside]:
        if PurePosixPath(hit.path).suffix.lower() not in _PAGED:
            places.setdefault(hit.chunk.place, hit)
    numbers = {hit.chunk.place: n for n, hit in reversed(list(enumerate(hits, start=1)))}
    pages = store.pages_at(places)
    found = []
    for place, hit in places.items():
        page = pages.get(place)
        if page is not None and _may_hold_tables(page, hit.path):
            n = numbers.get(place, len(hits) + 1)
            found += [FoundTable(table, n, hit, page) for table in tables_of(page, hit.path) if table.rows]
    return found


def tables_of(page: Page, path: str) -> list[Table]:
    """A page's tables; none of a page that is too long to be read at once."""
    return tables(statements_of(page, path)) if len(page.text) <= LARGEST else []


def _may_hold_tables(page: Page, path: str) -> bool:
    """Told at a glance: to read all of a page takes 5 ms, and most have none."""
    return "|" in page.text or "\t" in page.text or PurePosixPath(path).suffix.lower() in _RECORDS
