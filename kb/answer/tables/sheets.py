"""Answers reckoned from the tables of the documents, with the rows that they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kb.answer.generation.prompt import disarm_text
from kb.answer.quotes.quotes import LEFT_OUT
from kb.answer.selection.selection import LARGEST, statements_of
from kb.answer.tables.calculation import calculate
from kb.answer.tables.operations import Operation, operation_of
from kb.answer.tables.result import Result
from kb.answer.tables.table import tables
from kb.search.query import Question
from kb.store.reader import Reader
from kb.text.language import Language
from kb.text.statements import Statement
from kb.text.terms import extract_terms, simplify_han
from kb.types import Citation, Hit, Page

_LOOKED_AT = 20  # chunks beside the hits
_PAGED = frozenset((".pdf", ".pptx", ".odp", ".ppt"))  # a table of theirs may go on where no page shows it
_QUOTED = 8  # rows that are shown and cited of a sum or a count
_RECORDS = frozenset((".json", ".jsonl", ".ndjson"))
_LABELS: dict[Language, dict[Operation, str]] = {
    "en": {
        "sum": "Sum of {column}{where}: {value} ({n} rows)",
        "average": "Average of {column}{where}: {value} ({n} rows)",
        "highest": "Highest {column}{where}: {value}",
        "lowest": "Lowest {column}{where}: {value}",
        "count": "{value} rows{where}",
        "list": "{n} rows{where}:",
        "difference": "Difference of {column}{where}: {value}",
    },
    "zh": {
        "sum": "{column}合计{where}为 {value}（{n} 行）",
        "average": "{column}平均值{where}为 {value}（{n} 行）",
        "highest": "{column}最高{where}为 {value}",
        "lowest": "{column}最低{where}为 {value}",
        "count": "共 {value} 个{where}",
        "list": "共 {n} 个{where}：",
        "difference": "{column}相差{where} {value}",
    },
    "de": {
        "sum": "Summe von {column}{where}: {value} ({n} Zeilen)",
        "average": "Durchschnitt von {column}{where}: {value} ({n} Zeilen)",
        "highest": "Höchster Wert von {column}{where}: {value}",
        "lowest": "Niedrigster Wert von {column}{where}: {value}",
        "count": "{value} Zeilen{where}",
        "list": "{n} Zeilen{where}:",
        "difference": "Unterschied bei {column}{where}: {value}",
    },
}


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
    near = store.keyword_search(list(asked.sought.weights), _LOOKED_AT)
    beside = [Hit(one.chunk, 0.0, one.path) for one in near]
    places: dict[tuple[str, int], tuple[int, Hit]] = {}
    for hit in [*hits, *beside]:
        if PurePosixPath(hit.path).suffix.lower() not in _PAGED:
            places.setdefault((hit.chunk.document, hit.chunk.page_index), (len(places) + 1, hit))
    numbers = {(hit.chunk.document, hit.chunk.page_index): n for n, hit in reversed(list(enumerate(hits, start=1)))}
    pages = store.pages_at(places)
    read = []
    for place, (_, hit) in places.items():
        page = pages.get(place)
        if page is None or len(page.text) > LARGEST or not _may_hold_tables(page, hit.path):
            continue
        read += [(place, hit, page, table) for table in tables(statements_of(page, hit.path))]
    found = []
    for place, hit, page, table in read:
        context = " ".join(table.rows[0].context) if table.rows else ""
        about = simplify_han(f"{hit.chunk.title} {context} {PurePosixPath(hit.path).name}")
        if result := calculate(asked.text, table, about, is_lookup=is_lookup):
            worth = _count_shared_words(asked.text, about) + _count_shared_words(asked.text, context)
            found.append((worth, CalculatedAnswer(result, numbers.get(place, len(hits) + 1), hit, page)))
    best = max((worth for worth, _ in found), default=None)
    first = [one for worth, one in found if worth == best]
    return first[0] if len(first) == 1 else None


def _may_hold_tables(page: Page, path: str) -> bool:
    """Told at a glance: to read all of a page takes 5 ms, and most have none."""
    return "|" in page.text or "\t" in page.text or PurePosixPath(path).suffix.lower() in _RECORDS


def _count_shared_words(question: str, about: str) -> int:
    """How many words of the question name the table itself."""
    return len(set(extract_terms(question)) & set(extract_terms(about)))


def format_result(calculated: CalculatedAnswer, language: Language) -> str:
    """The result in words, and the rows that are the answer or that it comes from."""
    result, mark = calculated.result, f" [{calculated.n}]"
    label = _LABELS.get(language, _LABELS["en"])[result.operation]
    where = f" ({'; '.join(result.conditions)})" if result.conditions else ""
    label = label.replace(" rows", " row").replace(" Zeilen", " Zeile") if len(result.rows) == 1 else label
    if result.operation == "count" and result.group:
        label = "{value} × {column}{where}"
    column = f"{result.column} / {result.group}" if result.group not in ("", result.column) else result.column
    head = label.format(column=column, where=where, value=result.value, n=len(result.rows))
    head += _name_row(result)
    rows = _choose_rows(result)
    shown = [f"- {disarm_text(row.plain_text)}{mark}" for row in rows]
    left_out = len(result.rows) - len(rows)
    more = [LEFT_OUT.get(language, LEFT_OUT["en"]).format(n=left_out).strip()] if left_out else []
    return "\n".join([disarm_text(head) + ("" if result.operation == "list" else mark), *shown, *more])


def _name_row(result: Result) -> str:
    """Whose value it is that is the highest or lowest, where no group is named with it: the row's first words."""
    if result.operation not in ("highest", "lowest") or result.group or len(result.rows) != 1:
        return ""
    cells = [value for name, value in result.rows[0].cells if name != result.column and any(map(str.isalpha, value))]
    return f" – {cells[0]}" if cells else ""


def _choose_rows(result: Result) -> Sequence[Statement]:
    return result.rows if result.operation == "list" else result.rows[:_QUOTED]


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
