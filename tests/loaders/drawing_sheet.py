"""Sheets made for tests."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

from ingest.loaders.load import load


def read_sheet(
    rows: Iterable[Sequence[object]], tmp_path: Path, *, bold: Iterable[str] = (), merged: Iterable[str] = ()
) -> str:
    """What is read of a workbook with these rows, some cells of it bold, others merged ("A1:D1")."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell in bold:
        book.active[cell].font = Font(bold=True)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    return load(tmp_path / "a.xlsx").pages[0].text.removeprefix("Sheet\n\n")
