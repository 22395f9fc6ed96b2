"""The formats that are read: to add one, write its loader and add its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

from kb.errors import Unreadable
from kb.properties import NO_PROPERTIES, Properties
from kb.types import Page


@dataclass(frozen=True)
class LoadedFile:
    """A file's text, page by page. `title` is the document's own, or what its name says; `problems` are for people.

    The media type is its format's.
    """

    title: str
    pages: tuple[Page, ...]
    problems: tuple[str, ...] = ()
    media_type: str = ""
    properties: Properties = NO_PROPERTIES


Loader = Callable[[Path], LoadedFile]


@dataclass(frozen=True)
class Signature:
    """The bytes that tell a format, in one of four ways."""

    start: bytes = b""  # a pattern that the file's first bytes match
    part: str = ""  # what a name in a ZIP archive begins with
    is_stated: bool = False  # the media type is stated in a ZIP archive's part "mimetype"
    streams: tuple[str, ...] = ()  # names in an OLE container, any of them


@dataclass(frozen=True)
class Format:
    """A format. One without a signature is text, and told by its suffixes alone.

    The loader is named as "module:function", not imported: a worker loads the libraries of the formats it meets, and
    only those.
    """

    name: str
    suffixes: str  # the usual one first
    loader: str
    media_type: str
    signature: Signature | None = None
    needs_ocr: bool = False
    properties: str = ""  # what reads what the file says of itself, named in the same way

    def load(self, path: Path) -> LoadedFile:
        module, function = self.loader.split(":")
        loader: Loader = getattr(import_module(module), function)
        return loader(path)

    def read_properties(self, path: Path) -> Properties:
        """What the file says of itself; nothing where that is damaged, as its text may be sound."""
        if not self.properties:
            return NO_PROPERTIES
        module, function = self.properties.split(":")
        read: Callable[[Path], Properties] = getattr(import_module(module), function)
        with suppress(Unreadable, OSError, ValueError, LookupError, SyntaxError, RuntimeError):
            return read(path)
        return NO_PROPERTIES

    @cached_property
    def begins(self) -> re.Pattern[bytes] | None:
        """What its first bytes match, where they tell it."""
        start = self.signature.start if self.signature else b""
        return re.compile(start, re.DOTALL) if start else None


_OFFICE = "ingest.loaders.office"
_SAYS = "ingest.loaders.properties"
_IMAGE = "ingest.loaders.ocr.image:load_image"
_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
TEXT = Format("text file", ".txt", "ingest.loaders.text.plain:load_text", "text/plain")
HTML = Format(
    "web page",
    ".html .htm .xhtml",
    "ingest.loaders.text.html:load_html",
    "text/html",
    properties=f"{_SAYS}:read_html",
)

# Of several whose signatures fit, the first: a message or a document may hold a workbook.
FORMATS = (
    Format(
        "PDF file", ".pdf", "ingest.loaders.pdf.pdf:load_pdf", "application/pdf", Signature(start=rb"%PDF-"),
        properties=f"{_SAYS}:read_pdf",
    ),
    Format("RTF file", ".rtf", f"{_OFFICE}.legacy:load_rtf", "application/rtf", Signature(start=rb"\{\\rtf")),
    Format(
        "Word document", ".docx .docm .dotx", f"{_OFFICE}.docx:load_docx", f"{_OOXML}.wordprocessingml.document",
        Signature(part="word/"), properties=f"{_SAYS}:read_office",
    ),
    Format(
        "PowerPoint presentation", ".pptx .pptm .ppsx", f"{_OFFICE}.pptx:load_pptx",
        f"{_OOXML}.presentationml.presentation", Signature(part="ppt/"), properties=f"{_SAYS}:read_office",
    ),
    Format(
        "binary Excel workbook", ".xlsb", f"{_OFFICE}.legacy:load_xlsb",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.12", Signature(part="xl/workbook.bin"),
        properties=f"{_SAYS}:read_office",
    ),
    Format(
        "Excel workbook", ".xlsx .xlsm", f"{_OFFICE}.xlsx:load_xlsx", f"{_OOXML}.spreadsheetml.sheet",
        Signature(part="xl/"), properties=f"{_SAYS}:read_office",
    ),
    Format(
        "text document", ".odt", f"{_OFFICE}.odt:load_odt", f"{_ODF}.text", Signature(is_stated=True),
        properties=f"{_SAYS}:read_open_document",
    ),
    Format(
        "spreadsheet", ".ods", f"{_OFFICE}.ods:load_ods", f"{_ODF}.spreadsheet", Signature(is_stated=True),
        properties=f"{_SAYS}:read_open_document",
    ),
    Format(
        "presentation", ".odp", f"{_OFFICE}.odp:load_odp", f"{_ODF}.presentation", Signature(is_stated=True),
        properties=f"{_SAYS}:read_open_document",
    ),
    Format(
        "EPUB book", ".epub", "ingest.loaders.text.epub:load_epub", "application/epub+zip", Signature(is_stated=True),
        properties=f"{_SAYS}:read_epub",
    ),
    Format(
        "Outlook message", ".msg", "ingest.loaders.mail.outlook:load_msg", "application/vnd.ms-outlook",
        Signature(streams=("__properties_version1.0",)),
    ),
    Format(
        "old Word document", ".doc .dot", f"{_OFFICE}.doc:load_doc", "application/msword",
        Signature(streams=("WordDocument",)), properties=f"{_SAYS}:read_ole",
    ),
    Format(
        "old PowerPoint presentation", ".ppt .pps", f"{_OFFICE}.ppt:load_ppt", "application/vnd.ms-powerpoint",
        Signature(streams=("PowerPoint Document",)), properties=f"{_SAYS}:read_ole",
    ),
    Format(
        "old Excel workbook", ".xls", f"{_OFFICE}.xls:load_xls", "application/vnd.ms-excel",
        Signature(streams=("Workbook", "Book")), properties=f"{_SAYS}:read_ole",
    ),
    Format("PNG image", ".png", _IMAGE, "image/png", Signature(start=rb"\x89PNG\r\n"), needs_ocr=True),
    Format("JPEG image", ".jpg .jpeg", _IMAGE, "image/jpeg", Signature(start=rb"\xff\xd8\xff"), needs_ocr=True),
    Format("TIFF image", ".tif .tiff", _IMAGE, "image/tiff", Signature(start=rb"II\*\0|MM\0\*"), needs_ocr=True),
    Format("WebP image", ".webp", _IMAGE, "image/webp", Signature(start=rb"RIFF.{4}WEBP"), needs_ocr=True),
    # Two letters may begin any text; the size of a BMP's second header follows 12 bytes later.
    Format("BMP image", ".bmp", _IMAGE, "image/bmp", Signature(start=rb"BM.{12}[\x0c-\x7c]\0\0\0"), needs_ocr=True),
    Format(
        "Markdown file", ".md .markdown .mdown .mkd .mdx", "ingest.loaders.text.markdown:load_markdown",
        "text/markdown", properties=f"{_SAYS}:read_front_matter",
    ),
    HTML,
    Format("CSV table", ".csv", "ingest.loaders.text.delimited:load_csv", "text/csv"),
    Format("TSV table", ".tsv .tab", "ingest.loaders.text.delimited:load_tsv", "text/tab-separated-values"),
    Format("XML file", ".xml", "ingest.loaders.text.xml:load_xml", "application/xml"),
    Format("JSON file", ".json", "ingest.loaders.text.json:load_json", "application/json"),
    Format("JSON Lines file", ".jsonl .ndjson", "ingest.loaders.text.json:load_jsonl", "application/jsonl"),
    Format("notebook", ".ipynb", "ingest.loaders.text.notebook:load_notebook", "application/x-ipynb+json"),
    Format(
        "e-mail", ".eml .mht .mhtml", "ingest.loaders.mail.message:load_mail", "message/rfc822",
        properties=f"{_SAYS}:read_mail",
    ),
    Format("calendar", ".ics", "ingest.loaders.mail.calendar:load_calendar", "text/calendar"),
    Format("mailbox", ".mbox", "ingest.loaders.mail.mbox:load_mbox", "application/mbox"),
    TEXT,
)  # fmt: skip


def find_format(suffix: str, formats: Iterable[Format]) -> Format | None:
    """The format that files with this ending have by their name."""
    return next((each for each in formats if suffix.lower() in each.suffixes.split()), None)


def find_suffix(media_type: str) -> str:
    """The usual ending of such files; .txt of those that have no format here."""
    return next((each.suffixes.split()[0] for each in FORMATS if each.media_type == media_type), ".txt")
