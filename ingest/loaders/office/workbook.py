"""The rows of a workbook's sheets, read as a stream: sheets may be long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.loaders.grid import MAX_SPAN, Row, fill_merged
from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.office.cells import format_cell, format_text
from ingest.loaders.office.package import Package, main_part
from ingest.loaders.office.sheets import Contents, show_uncalculated
from ingest.loaders.office.workbook_styles import ON, S, find_bold, find_struck, find_unseen, is_on, read_formats
from ingest.loaders.omissions import GAP, STRUCK, Omissions, close_gaps
from kb.text.links import add_address

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAX_COLUMN = 16_384
VALUE, FORMULA = S + "v", S + "f"
PARTS = ("row", "col", "autoFilter", "mergeCell", "hyperlink")
PLACES = {"superscript": raise_text, "subscript": lower_text}
LINK = re.compile(r'HYPERLINK\("([^"]+)"', re.IGNORECASE)
REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")


@dataclass(frozen=True)
class Sheet:
    name: str
    part: str
    hidden: bool


class Workbook:
    def __init__(self, package: Package, omissions: Omissions) -> None:
        self._package = package
        self._omissions = omissions
        main, root = main_part(package, "xl/workbook.xml")
        parts = package.find_related(main)
        # A chart on a sheet of its own has no cells.
        self.sheets = [
            Sheet(sheet.get("name", ""), parts.get(sheet.get(R + "id"), ""), sheet.get("state", "visible") != "visible")
            for sheet in root.iter(S + "sheet")
        ]
        properties = root.find(S + "workbookPr")
        self._from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        styles = package.xml(package.find_part(main, "/styles"))
        self._formats = read_formats(styles)
        self._unseen = find_unseen(styles)
        self._struck = find_struck(styles)
        self._bold = find_bold(styles)
        self._strings = list(_strings(package, package.find_part(main, "/sharedStrings"), omissions))

    def read(self, sheet: Sheet) -> Contents:
        contents = Contents()
        hidden: set[int] = set()
        filtered: list[tuple[int, int]] = self._read_table_filters(sheet)
        columns: set[int] = set()
        links = self._package.links(sheet.part)
        for element in self._package.stream(sheet.part, *(S + name for name in PARTS)):
            name = element.tag.removeprefix(S)
            if name == "row":
                self._add_row(contents, element, hidden)
            elif name == "col":
                if element.get("hidden") in ON and element.get("outlineLevel", "0") == "0":
                    columns.update(
                        range(int(element.get("min", "1")) - 1, min(int(element.get("max", "1")), MAX_COLUMN))
                    )
            elif name == "autoFilter":
                filtered += _read_filters(element)
            elif name == "mergeCell":
                area = _area(element.get("ref", ""))
                if area:
                    fill_merged(contents.rows, *area)
            else:
                address = links.get(element.get(R + "id"), "")
                _add_address(contents.rows, element.get("ref", ""), address)
        contents.hide([row for row in sorted(hidden) if not _is_within(row, filtered)], columns)
        return contents

    def _add_row(self, contents: Contents, element: Any, hidden: set[int]) -> None:
        number = element.get("r", "")
        # One blank row says as much as a million of them, but merged cells count rows.
        missing = int(number) - len(contents.rows) - 1 if number.isdecimal() else 0
        contents.rows += [Row([]) for _ in range(min(max(missing, 0), 10_000))]
        if element.get("hidden") in ON and element.get("outlineLevel", "0") == "0":
            hidden.add(len(contents.rows))
        values: list[str] = []
        bold: list[bool] = []
        for cell in element.iter(S + "c"):
            reference = REFERENCE.match(cell.get("r", ""))
            column = _column(reference[1]) if reference else len(values)
            values += [""] * (min(column, MAX_COLUMN) - len(values))
            values.append(self._value(cell, contents))
            if values[-1]:
                bold.append(cell.get("s", "0") in self._bold)
        contents.rows.append(Row(values, labels=bold[:2] == [True, False]))

    def _value(self, cell: Any, contents: Contents) -> str:
        kind = cell.get("t", "n")
        style = cell.get("s", "0")
        if style in self._unseen:
            return ""
        if style in self._struck:
            if len(cell):
                self._omissions.add(STRUCK)
            return ""
        number_format = self._formats.get(style, "General")
        if kind == "inlineStr":
            return format_text(_string(cell, self._omissions), number_format)
        stored, formula = _contents(cell)
        if not stored:
            if not formula or kind == "str":
                return ""
            contents.uncalculated += 1
            return show_uncalculated(formula)
        if kind == "s":
            known = stored.isdecimal() and int(stored) < len(self._strings)
            text = format_text(self._strings[int(stored)], number_format) if known else ""
        elif kind == "b":
            text = "TRUE" if stored == "1" else "FALSE"
        elif kind != "n":
            text = format_text(str(stored).removesuffix("T00:00:00"), number_format)
        else:
            text = format_cell(stored, number_format, self._from_1904)
        address = LINK.match(formula) if formula else None
        return add_address(text, address[1]) if address else text

    def _read_table_filters(self, sheet: Sheet) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for name in self._package.find_related(sheet.part, "/table").values():
            root = self._package.xml(name)
            for element in () if root is None else root.iter(S + "autoFilter"):
                found += _read_filters(element)
        return found


def _contents(cell: Any) -> tuple[str, str]:
    """A cell's stored value and its formula."""
    stored = formula = ""
    for child in cell:
        if child.tag == VALUE:
            stored = child.text or ""
        elif child.tag == FORMULA:
            formula = child.text or ""
    return stored, formula


def _strings(package: Package, part: str, omissions: Omissions) -> Iterator[str]:
    if part in package.names:
        for element in package.stream(part, S + "si"):
            yield _string(element, omissions)


def _string(element: Any, omissions: Omissions) -> str:
    """The text of all its runs, without the reading aids above Japanese, and without what is struck through."""
    pieces = []
    for text in element.iter(S + "t"):
        run = text.getparent()
        words = text.text or ""
        properties = run.find(S + "rPr") if run.tag == S + "r" else None
        if run.tag == S + "rPh":
            continue
        if properties is not None:
            if is_on(properties.find(S + "strike")):
                omissions.add(STRUCK)
                words = GAP
            place = properties.find(S + "vertAlign")
            move = PLACES.get(place.get("val", "")) if place is not None else None
            words = move(words) if move else words
        pieces.append(words)
    return close_gaps("".join(pieces))


def _add_address(rows: list[Row], reference: str, address: str) -> None:
    area = _area(reference if ":" in reference else f"{reference}:{reference}")
    if area and address and area[0] < len(rows) and area[1] < len(rows[area[0]].cells):
        cells = rows[area[0]].cells
        cells[area[1]] = add_address(cells[area[1]], address)


def _read_filters(element: Any) -> Iterator[tuple[int, int]]:
    """The rows, first and last, among which a filter hides some."""
    area = _area(element.get("ref", ""))
    if area and element.find(S + "filterColumn") is not None:
        yield area[0], area[2]


def _is_within(row: int, areas: Sequence[tuple[int, int]]) -> bool:
    return any(first <= row <= last for first, last in areas)


def _area(reference: str) -> tuple[int, int, int, int] | None:
    """Top, left, bottom and right, counted from 0, of a range such as B2:C4."""
    ends = [REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return None
    right = min(_column(ends[1][1]), MAX_COLUMN, _column(ends[0][1]) + MAX_SPAN)
    return int(ends[0][2]) - 1, _column(ends[0][1]), int(ends[1][2]) - 1, right


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
