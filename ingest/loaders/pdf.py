"""PDF, page by page: text by pdfium; what pdfium cannot open gets a second try by pypdf."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.furniture import with_furniture
from ingest.loaders.loaded import Loaded
from ingest.loaders.outline import Entry, with_outline
from ingest.loaders.pdf_hidden import hidden_runs, with_hidden
from ingest.loaders.pdf_salvage import salvage, wants_password
from ingest.loaders.pdf_text import garbled, join_hyphens, tidy
from kb.errors import Unreadable
from kb.types import Page

MAX_PAGES = 20_000
OCR_HINT = "OCR is not installed"
JUNK_TITLES = ("untitled", "microsoft word -", "powerpoint presentation", "slide 1", "title")


def load_pdf(path: Path) -> Loaded:
    with _opened(path) as document:
        if document is None:
            return salvage(path)
        if len(document) > MAX_PAGES:
            raise Unreadable(f"has more than {MAX_PAGES:,} pages", kind="limits")
        read = [_page(document, index) for index in range(len(document))]
        pages = with_furniture(join_hyphens([page for page, _ in read]))
        pages = [with_hidden(page, hidden) for page, (_, hidden) in zip(pages, read, strict=True)]
        pages = with_outline(pages, _outline(document))
        return _loaded(path, _title(document), pages)


def _loaded(path: Path, title: str, pages: Sequence[Page]) -> Loaded:
    problems = [page.problem for page in pages if page.problem]
    if problems and not any(page.text.strip() for page in pages):
        if any("is a scan" in problem for problem in problems):
            raise Unreadable(f"is a scan without text: {OCR_HINT}", kind="scanned")
        raise Unreadable("is damaged: none of its pages can be read")
    return Loaded(title or path.stem, "application/pdf", tuple(pages), tuple(problems))


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument | None]:
    """The document, or None where pdfium finds no way in."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD and wants_password(path):
            raise Unreadable("is encrypted: save a copy without its password", kind="encrypted") from error
        yield None
        return
    with closing(document):
        yield document


def _page(document: pypdfium2.PdfDocument, index: int) -> tuple[Page, list[str]]:
    """The page, its hyphens not yet joined, and what of its text is hidden from readers."""
    number = index + 1
    label = document.get_page_label(index)
    blank = Page("", number, label if label and label != str(number) else None)
    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as textpage:
            text = tidy(textpage.get_text_range())
            if not text.strip():
                return replace(blank, problem=_why_empty(page, number)), []
            if garbled(text):
                return replace(blank, problem=f"page {number} has text that reads as gibberish: {OCR_HINT}"), []
            return replace(blank, text=text), hidden_runs(page, textpage)
    except pypdfium2.PdfiumError:
        return replace(blank, problem=f"page {number} is damaged"), []


def _why_empty(page: pypdfium2.PdfPage, number: int) -> str | None:
    """A page with a picture and no text is a scan; with neither it is merely blank. Nothing is rendered here."""
    if any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)):
        return f"page {number} is a scan without text: {OCR_HINT}"
    return None


def _outline(document: pypdfium2.PdfDocument) -> Iterator[Entry]:
    try:
        for bookmark in document.get_toc(max_depth=8):
            destination = bookmark.get_dest()
            index = destination.get_index() if destination else None
            if index is not None:
                yield Entry(index, bookmark.level + 1, " ".join(bookmark.get_title().split()))
    except (pypdfium2.PdfiumError, ctypes.ArgumentError, UnicodeDecodeError):
        return


def _title(document: pypdfium2.PdfDocument) -> str:
    """The title that the file states, unless it is a machine's or a leftover."""
    title = " ".join(document.get_metadata_value("Title").split())
    if title.lower().startswith(JUNK_TITLES) or not any(map(str.isalpha, title)):
        return ""
    return "" if title.lower().endswith((".doc", ".docx", ".indd", ".exe", ".qxd", ".tex", ".dvi")) else title
