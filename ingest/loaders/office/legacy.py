"""Rich text and binary workbooks, those that other loaders cannot read too: by kreuzberg, which knows their forms."""

from __future__ import annotations

import re
from pathlib import Path

import kreuzberg

from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import Row
from ingest.loaders.office.rtf_marks import mark_rtf
from ingest.loaders.office.sheets import write_rows
from ingest.loaders.omissions import Omissions, close_gaps
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.pdf.page_text import CONTROL, is_garbled
from kb.errors import Unreadable
from kb.types import Page

EXCEL = "application/vnd.ms-excel"
BINARY_EXCEL = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
UNFORMATTED = "values are read as they are stored, not as the sheet shows them, and hidden ones too: save it as .xlsx"
PICTURE = re.compile(r"^\[Image:[^\]\n]*\]\n*", re.MULTILINE)
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00:00")


def load_rtf(path: Path) -> LoadedFile:
    omissions = Omissions()
    result = _extract_rtf(path.read_bytes(), omissions)
    title = result.metadata.get("title")
    title = title if isinstance(title, str) and title else path.stem
    return LoadedFile(title, (Page(_clean_rtf(result)),), omissions.describe())


def read_rtf(data: bytes, omissions: Omissions) -> str:
    """The text of rich text that lies in another file. Unreadable where there is none."""
    return _clean_rtf(_extract_rtf(data, omissions))


def _extract_rtf(data: bytes, omissions: Omissions) -> kreuzberg.ExtractionResult:
    try:
        return kreuzberg.extract_bytes_sync(mark_rtf(data, omissions), "application/rtf")
    except kreuzberg.KreuzbergError as error:
        raise Unreadable("is damaged: its text cannot be found") from error


def _clean_rtf(result: kreuzberg.ExtractionResult) -> str:
    return close_gaps(PICTURE.sub("", result.content).replace("\r\n", "\n").strip("\n"))


def load_unformatted_xls(path: Path) -> LoadedFile:
    """A workbook's values, as far as they can be read without knowing how they are shown."""
    return _load_sheets(path, EXCEL)


def load_xlsb(path: Path) -> LoadedFile:
    return _load_sheets(path, BINARY_EXCEL)


def _load_sheets(path: Path, media_type: str) -> LoadedFile:
    result = _read(path.read_bytes(), media_type)
    names = result.metadata.get("sheet_names") or []
    pages = []
    for number, table in enumerate(result.tables, 1):
        place = table.page_number or number
        name = str(names[place - 1]) if place <= len(names) else str(place)
        builder = PageBuilder()
        builder.add_heading(1, name)
        write_rows(builder, [Row([_clean(MIDNIGHT.sub(r"\1", cell)) for cell in row]) for row in table.cells])
        pages.append(builder.page(place, name))
    return LoadedFile(_title(result, path), tuple(pages) or (Page(_clean(result.content)),), (UNFORMATTED,))


def _read(data: bytes, media_type: str) -> kreuzberg.ExtractionResult:
    try:
        config = kreuzberg.ExtractionConfig(disable_ocr=True)  # type: ignore[call-arg]
        result = kreuzberg.extract_bytes_sync(data, media_type, config=config)
    except kreuzberg.KreuzbergError as error:
        if "password" in str(error):
            raise _make_encrypted_error() from error
        raise Unreadable(
            "is damaged, or of a form too old to be read: save it anew, an old workbook as .xlsx"
        ) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of its Rust parsers: no Exception, so that none catches it
            raise
        raise Unreadable("is damaged in a way that its reader did not expect: save it anew") from error
    if is_garbled(result.content):
        raise Unreadable("is damaged: its text reads as gibberish")
    return result


def _make_encrypted_error() -> Unreadable:
    return Unreadable("is encrypted: save a copy without its password", kind="encrypted")


def _title(result: kreuzberg.ExtractionResult, path: Path) -> str:
    title = result.metadata.get("title")
    return " ".join(title.split()) if isinstance(title, str) and title.strip() else path.stem


def _clean(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))
