"""Workbooks in Excel's binary form: .xlsb, under its own name or another."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from ingest.loaders.load import load


def record(kind: int, data: bytes = b"") -> bytes:
    """Of a binary workbook: its kind in one byte or two, its length, its data."""
    name = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return name + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def write_xlsb(path: Path, rows: list[list[str | float]]) -> None:
    """One sheet, Prices."""
    cells = []
    for at, row in enumerate(rows):
        cells.append(record(0, struct.pack("<II", at, 0) + bytes(17)))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            written = (
                record(6, place + wide(value))
                if isinstance(value, str)
                else record(5, place + struct.pack("<d", value))
            )
            cells.append(written)
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", relations.format("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", relations.format("worksheet", "worksheets/sheet1.bin"))
        sheet = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Prices"))
        archive.writestr("xl/workbook.bin", record(131) + record(143) + sheet + record(144) + record(132))
        sheet_data = record(145) + b"".join(cells) + record(146)
        archive.writestr("xl/worksheets/sheet1.bin", record(129) + record(148, size) + sheet_data + record(130))


def test_a_binary_workbook_is_read_and_says_how(tmp_path):
    write_xlsb(tmp_path / "a.xlsb", [["Item", "Price"], ["Tea", 3.5], ["Milk", 1200.0]])
    result = load(tmp_path / "a.xlsb")
    assert [(page.number, page.label, page.text) for page in result.pages] == [
        (1, "Prices", "Prices\n\n| Item | Price |\n| --- | --- |\n| Tea | 3.5 |\n| Milk | 1200 |")
    ]
    assert result.problems == (
        "values are read as they are stored, not as the sheet shows them, and hidden ones too: save it as .xlsx",
    )


def test_a_binary_workbook_under_another_name_is_known(tmp_path):
    write_xlsb(tmp_path / "a.xlsx", [["Item", "Price"], ["Tea", 3.5]])
    assert "| Tea | 3.5 |" in load(tmp_path / "a.xlsx").pages[0].text
