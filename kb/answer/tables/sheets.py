"""Answers reckoned from the tables of the documents, with the rows that they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from kb.answer.generation.prompt import disarm_text
from kb.answer.quotes.quotes import LEFT_OUT
from kb.answer.selection.selection import LARGEST, statements_of
from kb.answer.tables.calculation import calculate
from kb.answer.tables.columns import count_shared_words
from kb.answer.tables.labels import label_result
from kb.answer.tables.operations import operation_of
from kb.answer.tables.result import Result
from kb.answer.tables.table import Table, tables
from kb.search.query import Question
from kb.store.reader import Reader
from kb.text.language import Language
from kb.text.statements import Statement
from kb.text.terms import simplify_han
from kb.types import Citation, Hit, Page

_LOOKED_AT = 20  # chunks beside the hits
_PAGED = frozenset((".pdf", ".pptx", ".odp", ".ppt"))  # a table of theirs may go on where no page shows it
QUOTED = 8  # rows that are shown and cited of a sum or a count
_RECORDS = frozenset((".json", ".jsonl", ".ndjson"))


@dataclass(frozen=True)
class CalculatedAnswer:
    """A result, and the hit of the page that its table is on."""

    result: Result
    n: int
    hit: Hit
    page: Page


def find_result(
    asked: Question, hits: Sequence[Hit], store: Reader, *, is_lookup: bool = False
) -> CalculatedAnswer | None:
    """The one certain result that the tables near the question give; None where there is none, or more than one.

    `is_lookup`: the rows that a question names, whatever it asks of them.
    """
    if operation_of(simplify_han(asked.text)) is None and not is_lookup:
        return None  # before any page is read: of a question that reckons nothing no table says anything
    numbers = {hit.chunk.place: n for n, hit in reversed(list(enumerate(hits, start=1)))}
    found = []
    for hit, page in _read_pages(asked, hits, store):
        for table in tables_of(page, hit.path):
            about = describe_table(hit, table)
            if result := calculate(asked.text, table, about, is_lookup=is_lookup):
                n = numbers.get(hit.chunk.place, len(hits) + 1)
                found.append((_measure_worth(asked.text, table, about), CalculatedAnswer(result, n, hit, page)))
    best = max((worth for worth, _ in found), default=None)
    first = [one for worth, one in found if worth == best]
    return first[0] if len(first) == 1 else None


def _read_pages(asked: Question, hits: Sequence[Hit], store: Reader) -> Iterator[tuple[Hit, Page]]:
    """The pages of the hits, and of chunks beside them that hold the question's words, which may have tables."""
    near = store.keyword_search(list(asked.sought.weights), _LOOKED_AT)
    shown: dict[tuple[str, int], Hit] = {}
    for hit in (*hits, *(Hit(one.chunk, 0.0, one.path) for one in near)):
        if PurePosixPath(hit.path).suffix.lower() not in _PAGED:
            shown.setdefault(hit.chunk.place, hit)
    pages = store.pages_at(shown)
    for place, hit in shown.items():
        page = pages.get(place)
        if page is not None and _may_hold_tables(page, hit.path):
            yield hit, page


def _measure_worth(question: str, table: Table, about: str) -> int:
    """How many words of a question tell that it is this table's, those that it stands under twice."""
    context = " ".join(table.rows[0].context) if table.rows else ""
    return sum(count_shared_words(question, name) for name in (about, context, " ".join(table.names)))


@lru_cache(maxsize=64)
def tables_of(page: Page, path: str) -> tuple[Table, ...]:
    """A page's tables, kept for the next question; none of a page that is too long to be read at once."""
    return tuple(tables(statements_of(page, path))) if len(page.text) <= LARGEST else ()


def describe_table(hit: Hit, table: Table) -> str:
    """What a table is about, simplified: its document's title, what it stands under, its file's name."""
    context = " ".join(table.rows[0].context) if table.rows else ""
    return simplify_han(f"{hit.chunk.title} {context} {PurePosixPath(hit.path).name}")


def _may_hold_tables(page: Page, path: str) -> bool:
    """Told at a glance: to read all of a page takes 5 ms, and most have none."""
    return "|" in page.text or "\t" in page.text or PurePosixPath(path).suffix.lower() in _RECORDS


def format_result(calculated: CalculatedAnswer, question: str, language: Language) -> str:
    """The result in words, and the rows that are the answer or that it comes from."""
    result, mark = calculated.result, f" [{calculated.n}]"
    head = disarm_text(label_result(result, question, language))
    rows = _choose_rows(result)
    shown = [f"- {disarm_text(row.plain_text)}{mark}" for row in rows]
    left_out = len(result.rows) - len(rows)
    more = [LEFT_OUT.get(language, LEFT_OUT["en"]).format(n=left_out).strip()] if left_out else []
    return "\n".join([head + ("" if result.operation == "list" else mark), *shown, *more])


def _choose_rows(result: Result) -> Sequence[Statement]:
    return result.rows if result.operation == "list" else result.rows[:QUOTED]


def citations(calculated: CalculatedAnswer) -> list[Citation]:
    """Each row, of a result and of no other; of many the first."""
    hit, result = calculated.hit, calculated.result
    return [
        Citation(
            n=calculated.n,
            document=hit.chunk.document,
            path=hit.path,
            page=hit.chunk.page,
            quote=calculated.page.text[row.start : row.end],
            start=row.start,
            end=row.end,
            supported=True,
        )
        for row in _choose_rows(result)
    ]
