"""The rows of a table that a question means, in the place of those that only come near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.quotes.quotes import Quote
from kb.answer.selection.selection import Choice
from kb.answer.tables.conditions import read_conditions
from kb.answer.tables.found_tables import FoundTable, tables_of
from kb.answer.tables.labels import label_result
from kb.answer.tables.operations import denies
from kb.answer.tables.result import Result
from kb.answer.tables.sheets import QUOTED
from kb.store.reader import Reader
from kb.text.language import Language


def keep_rows_meant(quotes: Sequence[Quote], question: str, store: Reader, language: Language) -> list[Quote]:
    """The quotes; where the best is a row that has what the question names, all rows that have it and no other.

    All of them where several are asked for, as by a limit, and the one that alone has it. Words choose rows that say
    the most of a question, and beside those that are meant others that say nearly as much: of all that are "waiting for
    the owner" two, and one that is "waiting for parts"; of a limit they say nothing. Nothing is reckoned: what was
    understood is told above the rows.
    """
    first = quotes[0].choice
    found = _find_table(first, store)
    if found is None:
        return list(quotes)
    operation, reading = read_conditions(question, found.table, found.about)
    kept = [row for row, is_kept in zip(found.table.rows, reading.kept, strict=True) if is_kept]
    is_first_meant = any(row.start == first.statement.start for row in kept) or (kept and reading.bounded)
    if not reading.conditions or not is_first_meant or denies(reading.left):
        return list(quotes)
    asks_for_several = operation in ("list", "count") or reading.bounded
    if len(kept) > 1 and not asks_for_several:
        return list(quotes)
    result = Result("list", str(len(kept)), "", tuple(kept), tuple(reading.conditions))
    label = label_result(result, question, language) if len(kept) > 1 else ""
    if len(kept) > QUOTED:  # the nearest come first, in their order
        quoted = [one.choice.statement.start for one in quotes if found.holds(one.choice)]
        kept.sort(key=lambda row: quoted.index(row.start) if row.start in quoted else len(quoted))
    rows = [Quote(replace(first, statement=row), label=label) for row in kept[:QUOTED]]
    rows[-1] = replace(rows[-1], left_out=len(kept) - len(rows))
    return rows + [one for one in quotes if not found.holds(one.choice)]


def _find_table(first: Choice, store: Reader) -> FoundTable | None:
    """The table that a statement is a row of, as its page has it."""
    place = first.hit.chunk.place
    page = store.pages_at({place}).get(place) if first.statement.is_row else None
    if page is None:
        return None
    found = (FoundTable(table, first.n, first.hit, page) for table in tables_of(page, first.hit.path))
    return next((one for one in found if one.holds(first)), None)
