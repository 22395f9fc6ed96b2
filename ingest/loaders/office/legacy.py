"""Office files of before 2007, rich text and Outlook messages: by kreuzberg, which knows their binary forms."""

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
OUTLOOK = "application/vnd.ms-outlook"
PICTURE = re.compile(r"^\[Image:[^\]\n]*\]\n*", re.MULTILINE)
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00:00")


def load_rtf(path: Path) -> LoadedFile:
    omissions = Omissions()
    try:
        result = kreuzberg.extract_bytes_sync(mark_rtf(path.read_bytes(), omissions), "application/rtf")
    except kreuzberg.KreuzbergError as error:
        raise Unreadable("is damaged: its text cannot be found") from error
    title = result.metadata.get("title")
    text = PICTURE.sub("", result.content).replace("\r\n", "\n").strip("\n")
    title = title if isinstance(title, str) and title else path.stem
    return LoadedFile(title, (Page(close_gaps(text)),), omissions.describe())


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


def load_msg(path: Path) -> LoadedFile:
    result = _read(path.read_bytes(), OUTLOOK)
    builder = PageBuilder()
    builder.add(_clean(result.content))
    read = []
    for attachment in result.children or ():
        name, inner = str(attachment["path"]), attachment["result"]
        if inner.content.strip():
            read.append(name)
            builder.add_heading(2, name)
            builder.add(_clean(inner.content))
    names = [str(name) for name in result.metadata.get("attachments") or ()]
    problems = [f"attachment {name} was not read: save it as a file" for name in names if name not in read]
    return LoadedFile(str(result.metadata.get("subject") or "") or path.stem, (builder.page(),), tuple(problems))


def _read(data: bytes, media_type: str) -> kreuzberg.ExtractionResult:
    try:
        config = kreuzberg.ExtractionConfig(disable_ocr=True)  # type: ignore[call-arg]
        result = kreuzberg.extract_bytes_sync(data, media_type, config=config)
    except kreuzberg.KreuzbergError as error:
        if "password" in str(error):
            raise _encrypted() from error
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


def _encrypted() -> Unreadable:
    return Unreadable("is encrypted: save a copy without its password", kind="encrypted")


def _title(result: kreuzberg.ExtractionResult, path: Path) -> str:
    title = result.metadata.get("title")
    return " ".join(title.split()) if isinstance(title, str) and title.strip() else path.stem


def _clean(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))
