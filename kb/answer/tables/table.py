"""Tables of a page, put together again from their rows: columns by name, and what can be counted in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from kb.answer.check.dates import Moment, find_moments
from kb.text.statements import Statement
from kb.text.terms import extract_terms, simplify_han

_LEAD = r"(?:[A-Z]{3}\s?|[$€£¥]\s?)?"
# Behind a number: its unit, the same in another unit or a note in brackets, a mark.
_UNIT = r"(?:(?<=\s)[^\W\d_]|[^\W\d_]{2,8})[²³]?(?:/[^\W\d_]{1,6}[²³]?)?"
_TAIL = rf"(?:\s?(?P<unit>[A-Z]{{3}}|[€%元]|{_UNIT}))?(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]))*[*†‡]*"
_NUMBER = re.compile(rf"{_LEAD}([-−+]?\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|[-−+]?\d+(?:\.\d+)?){_TAIL}")
_COMMA = re.compile(rf"{_LEAD}([-−+]?\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|[-−+]?\d+(?:,\d+)?){_TAIL}")
_NOTHING = re.compile(r"[-–—−?/.…]*|n\.?/?a\.?|k\.\s?a\.?|tb[ad]\.?|无|暂无|未知", re.IGNORECASE)
_IS_COMMA = re.compile(r"\d\.\d{3},\d|\d,(?:\d{1,2}|\d{4,})(?!\d)")  # 1.234,5 or 0,75: in English neither is a number
_YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)(?:\s*\([^()]*\))?")
_YEARS = re.compile(
    r"\b(?:years?|season|founded|established|opened|built|completed|launched|released|since)\b|jahr|seit|年",
    re.IGNORECASE,
)
_MONTH = re.compile(r"((?:19|20)\d\d)[-/](0[1-9]|1[0-2])")
_ADDED_UP = re.compile(r"(?:grand |sub)?totals?|sum|合计|总计|小计|共计|summe|gesamt\w*|insgesamt", re.IGNORECASE)

_SPARSE = 4  # times as many rows as say something in a margin, where a few are remarked upon
_FEW = 2  # values that may follow one on another by chance


@dataclass(frozen=True)
class Table:
    """Rows that have the same columns, in order; a row that only adds up the others is none of them."""

    names: tuple[str, ...]
    rows: tuple[Statement, ...]

    @cached_property
    def numbers(self) -> dict[str, tuple[Decimal | None, ...]]:
        """The columns that hold numbers and nothing else, by name; None where a cell is empty."""
        return {name: values for at, name in enumerate(self.names) if (values := self.read_numbers(at))}

    @property
    def has_unnamed_values(self) -> bool:
        """Whether a column says something that no name tells of, but for the first one: what the rows are.

        Of 2,000 questions of WikiTableQuestions and 2,561 of TAT-QA that were not read two more are right by such
        tables, and four wrong.
        """
        unnamed = [self.cells_at(at) for at, name in enumerate(self.names) if at and not name]
        return any(_SPARSE * sum(map(bool, cells)) > len(cells) for cells in unnamed)

    @cached_property
    def has_unknown_values(self) -> bool:
        """Whether a cell holds a formula in place of what comes out of it."""
        return any(value.startswith("=") for row in self.rows for _, value in row.cells)

    @cached_property
    def dates(self) -> dict[str, tuple[Moment | None, ...]]:
        """The columns that hold dates and nothing else, by name."""
        return {name: moments for at, name in enumerate(self.names) if (moments := self.read_dates(at))}

    @cached_property
    def values(self) -> frozenset[str]:
        """What its cells say that are neither numbers nor dates."""
        return frozenset(cell for name in self.text_columns for cell in self.simplified[name]) - {""}

    @cached_property
    def text_columns(self) -> tuple[str, ...]:
        """Those that hold neither numbers nor dates."""
        return tuple(name for name in self.names if name not in self.numbers and name not in self.dates)

    @cached_property
    def worded_columns(self) -> tuple[str, ...]:
        """Those whose cells say words, if only a number's unit."""
        return tuple(name for name in self.names if name in self.text_columns or any(map(unit_of, self.column(name))))

    @cached_property
    def simplified(self) -> dict[str, list[str]]:
        """What each cell of these columns says, in simplified signs."""
        return {name: [simplify_han(cell) for cell in self.column(name)] for name in self.worded_columns}

    @cached_property
    def terms(self) -> dict[str, tuple[frozenset[str], ...]]:
        """What each cell of these columns says."""
        return {
            name: tuple(frozenset(extract_terms(cell)) for cell in cells) for name, cells in self.simplified.items()
        }

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The columns of numbers that are neither dates nor the rows' own numbering."""
        return tuple(name for name in self.numbers if name not in self.dates and not self.is_serial(name))

    def is_serial(self, name: str) -> bool:
        """Whether a column only numbers the rows."""
        values = [value for value in self.numbers[name] if value is not None]
        steps = {later - earlier for earlier, later in pairwise(values)}
        return len(values) > _FEW and steps in ({Decimal(1)}, {Decimal(-1)})

    def column(self, name: str) -> list[str]:
        return self.cells_at(self.names.index(name))

    def cells_at(self, column: int) -> list[str]:
        """What the rows say in a column, by its place."""
        return [row.cells[column][1] for row in self.rows]

    def read_numbers(self, column: int) -> tuple[Decimal | None, ...]:
        """The numbers of a column that holds nothing else, and of one unit at most; nothing where it does not."""
        cells = self.cells_at(column)
        read = number_with_comma if has_decimal_commas(cells) else number
        values = [read(cell) for cell in cells]
        blank = all(value is not None or says_nothing(cell) for value, cell in zip(values, cells, strict=True))
        one_unit = len({unit for cell in cells if (unit := unit_of(cell))}) <= 1
        return tuple(values) if any(value is not None for value in values) and blank and one_unit else ()

    def read_dates(self, column: int) -> tuple[Moment | None, ...]:
        """The dates of a column that holds nothing else; nothing where it does not."""
        cells = self.cells_at(column)
        said = [_read_date(cell) for cell in cells]
        if not any(said) and (
            _YEARS.search(self.names[column]) or all(_YEAR.fullmatch(cell) or says_nothing(cell) for cell in cells)
        ):
            said = [Moment(year=int(year[1])) if (year := _YEAR.fullmatch(cell)) else None for cell in cells]
        blank = all(moment or says_nothing(cell) for moment, cell in zip(said, cells, strict=True))
        return tuple(said) if any(said) and blank else ()


def tables(found: Iterable[Statement]) -> list[Table]:
    """The tables that a page's statements come from; of JSON, the records that have the same keys."""
    grouped: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Statement]] = {}
    for one in found:
        names = tuple(name for name, _ in one.cells)
        if one.is_row and any(names):
            grouped.setdefault((one.context, names), []).append(one)
    whole = [Table(names, _remove_totals(rows)) for (_, names), rows in grouped.items() if len(rows) > 1]
    return [_choose_columns(table) for table in whole if not table.has_unnamed_values]


def _choose_columns(whole: Table) -> Table:
    """The table without columns that nothing tells apart, so that each name is one column's.

    Of those with one name it is the one of numbers or dates, or none of them, but for those that say the same.
    """
    said = [at for at in range(len(whole.names)) if whole.names[at] or any(whole.cells_at(at))]
    if len({whole.names[at] for at in said}) == len(whole.names):
        return whole
    kept = [at for at in said if _is_the_one(whole, at, [one for one in said if whole.names[one] == whole.names[at]])]
    rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept), columns=row.cells) for row in whole.rows)
    return Table(tuple(whole.names[at] for at in kept), rows)


def _is_the_one(whole: Table, column: int, alike: Sequence[int]) -> bool:
    """Whether this one of the columns with one name is what is meant by it."""
    if len({tuple(whole.cells_at(at)) for at in alike}) == 1:
        return column == alike[0]
    measured = [at for at in alike if whole.read_numbers(at) or whole.read_dates(at)]
    return measured == [column]


def number(cell: str) -> Decimal | None:
    """The number in a cell that holds nothing else but a currency, a unit or a note in brackets."""
    match = _NUMBER.fullmatch(cell.strip())
    return Decimal(match[1].replace(",", "").replace("−", "-")) if match else None


def number_with_comma(cell: str) -> Decimal | None:
    """The same, written with a comma before its decimals, as most of Europe does."""
    match = _COMMA.fullmatch(cell.strip())
    return Decimal(match[1].replace(".", "").replace(",", ".").replace("−", "-")) if match else None


def unit_of(cell: str) -> str:
    """What a cell's number is told in, where the cell says it."""
    match = _NUMBER.fullmatch(cell.strip()) or _COMMA.fullmatch(cell.strip())
    return (match["unit"] or "") if match else ""


def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or has a dash or the like where others have a number or a date."""
    return _NOTHING.fullmatch(cell.strip()) is not None


def has_decimal_commas(cells: Sequence[str]) -> bool:
    """Whether a column's numbers are written so: one of them can be nothing else, and none is an English one."""
    return any(_IS_COMMA.search(cell) for cell in cells) and not any(number(cell) and "." in cell for cell in cells)


def _remove_totals(rows: Sequence[Statement]) -> tuple[Statement, ...]:
    """Without what adds up others; of the last row it is enough that it begins so: "Total prefecture"."""
    kept = [row for row in rows if not any(_ADDED_UP.fullmatch(value.strip(" :*")) for _, value in row.cells)]
    if len(kept) == len(rows) > 1 and (words := next((value for _, value in rows[-1].cells if value), "").split()):
        return tuple(kept[:-1] if _ADDED_UP.fullmatch(words[0].strip(" :*")) else kept)
    return tuple(kept)


def _read_date(cell: str) -> Moment | None:
    if month := _MONTH.fullmatch(cell.strip()):
        return Moment(year=int(month[1]), month=int(month[2]))
    stated = find_moments(cell)
    if len(stated) != 1 or cell[: stated[0].start].strip() or cell[stated[0].end :].strip(" :0123456789"):
        return None
    [moment, *more] = stated[0].readings
    return moment if moment.year and moment.month and not more else None
