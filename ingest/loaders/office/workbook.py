"""The rows of a workbook's sheets, read as a stream: sheets may be long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.loaders.office.cells import BUILTIN, format_cell
from ingest.loaders.office.package import Package, main_part

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAX_COLUMN = 16_384
REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")


@dataclass(frozen=True)
class Sheet:
    name: str
    part: str
    hidden: bool


class Workbook:
    def __init__(self, package: Package) -> None:
        self._package = package
        main, root = main_part(package, "xl/workbook.xml")
        parts = package.find_related(main)
        # A chart on a sheet of its own has no cells.
        self.sheets = [
            Sheet(sheet.get("name", ""), parts.get(sheet.get(R + "id"), ""), sheet.get("state", "visible") != "visible")
            for sheet in root.iter(S + "sheet")
        ]
        properties = root.find(S + "workbookPr")
        self._from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        styles = package.xml(_first(package, main, "/styles"))
        self._formats = _formats(styles)
        self._unseen = _unseen(styles)
        self._strings = list(_strings(package, _first(package, main, "/sharedStrings")))

    def rows(self, sheet: Sheet) -> list[list[str]]:
        """The sheet's rows as shown, empty ones between them too; merged cells repeat their text downwards."""
        rows: list[list[str]] = []
        for element in self._package.stream(sheet.part, S + "row", S + "mergeCell"):
            if element.tag == S + "mergeCell":
                _repeat_down(rows, element.get("ref", ""))
            else:
                number = element.get("r", "")
                # One blank row says as much as a million of them, but merged cells count rows.
                missing = int(number) - len(rows) - 1 if number.isdecimal() else 0
                rows += [[] for _ in range(min(max(missing, 0), 10_000))]
                rows.append(self._row(element))
        return rows

    def _row(self, row: Any) -> list[str]:
        values: list[str] = []
        for cell in row.iter(S + "c"):
            reference = REFERENCE.match(cell.get("r", ""))
            column = _column(reference[1]) if reference else len(values)
            values += [""] * (min(column, MAX_COLUMN) - len(values))
            values.append(self._value(cell))
        return values

    def _value(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        if cell.get("s", "0") in self._unseen:
            return ""
        if kind == "inlineStr":
            return _string(cell)
        stored = cell.findtext(S + "v")
        if not stored:
            formula = cell.findtext(S + "f")  # never calculated: its formula is all there is
            return f"={formula}" if formula else ""
        if kind == "s":
            return self._strings[int(stored)] if stored.isdecimal() and int(stored) < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        if kind != "n":
            return str(stored)
        return format_cell(stored, self._formats.get(cell.get("s", "0"), "General"), self._from_1904)


def _formats(root: Any) -> dict[str, str]:
    """Style of a cell → its number format."""
    if root is None:
        return {}
    own = {form.get("numFmtId"): form.get("formatCode", "") for form in root.iter(S + "numFmt")}
    styles = root.find(S + "cellXfs")
    numbers = [style.get("numFmtId", "0") for style in (() if styles is None else styles)]
    return {
        str(index): own.get(number) or BUILTIN.get(int(number) if number.isdecimal() else 0, "General")
        for index, number in enumerate(numbers)
    }


def _unseen(root: Any) -> set[str]:
    """The styles of cells that are written in white on no ground."""
    styles = None if root is None else root.find(S + "cellXfs")
    if styles is None:
        return set()
    colors = [font.find(S + "color") for font in root.iterfind(f"{S}fonts/{S}font")]
    white = {str(at) for at, color in enumerate(colors) if color is not None and _is_white(color)}
    patterns = [fill.find(S + "patternFill") for fill in root.iterfind(f"{S}fills/{S}fill")]
    bare = {str(at) for at, one in enumerate(patterns) if one is not None and one.get("patternType", "none") == "none"}
    return {
        str(at)
        for at, style in enumerate(styles)
        if style.get("fontId", "0") in white and style.get("fillId", "0") in bare
    }


def _is_white(color: Any) -> bool:
    # The theme's first colour is that of the paper.
    return color.get("rgb", "").upper()[-6:] == "FFFFFF" or (color.get("theme") == "0" and not color.get("tint"))


def _strings(package: Package, part: str) -> Iterator[str]:
    if part in package.names:
        for element in package.stream(part, S + "si"):
            yield _string(element)


def _string(element: Any) -> str:
    """The text of all its runs, without the reading aids above Japanese."""
    texts = (text for text in element.iter(S + "t") if text.getparent().tag != S + "rPh")
    return "".join(text.text or "" for text in texts)


def _repeat_down(rows: list[list[str]], reference: str) -> None:
    ends = [REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return
    column, top, bottom = _column(ends[0][1]), int(ends[0][2]) - 1, int(ends[1][2])
    if top >= len(rows) or column >= len(rows[top]):
        return
    for row in rows[top + 1 : bottom]:
        if any(row):
            row += [""] * (column + 1 - len(row))
            row[column] = row[column] or rows[top][column]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _first(package: Package, main: str, kind: str) -> str:
    return next(iter(package.find_related(main, kind).values()), "")
