"""PDF, page by page: text by pdfium, scans by OCR; what pdfium cannot open gets a second try by pypdf."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.boilerplate import mark_boilerplate
from ingest.loaders.formats import LoadedFile
from ingest.loaders.ocr import recognition
from ingest.loaders.pdf.fonts import has_unmapped_font
from ingest.loaders.pdf.forms import read_form
from ingest.loaders.pdf.hidden import find_hidden_runs, mark_hidden
from ingest.loaders.pdf.layout import characters, lay_out
from ingest.loaders.pdf.page_text import Quality, is_garbled, is_misread, is_wordless, join_hyphens, tidy
from ingest.loaders.pdf.salvage import salvage, wants_password
from ingest.loaders.pdf.scans import PART, WHOLE, find_scan, is_picture, note, recognise_page
from ingest.loaders.pdf.title import find_title
from kb.errors import Unreadable
from kb.types import Heading, Page

MAX_PAGES = 20_000


@dataclass(frozen=True)
class _Read:
    """A page, its hyphens not yet joined; what of its text is hidden from readers; what people are to know of it."""

    page: Page
    hidden: Sequence[str]
    scanned: bool = False
    note: str | None = None


@dataclass(frozen=True)
class Entry:
    """One line of an outline: `page` counts from 0, `level` from 1."""

    page: int
    level: int
    title: str


def load_pdf(path: Path) -> LoadedFile:
    return read_pdf(path, recognition.reader())


def read_pdf(path: Path, read_scan: recognition.Read | None) -> LoadedFile:
    """The pages, scanned ones as `read_scan` reads them; None: they are reported, with how to install it."""
    with _opened(path) as document:
        if document is None:
            return salvage(path)
        if len(document) > MAX_PAGES:
            raise Unreadable(f"has more than {MAX_PAGES:,} pages", kind="limits")
        read = list(_pages(path, document, read_scan))
        pages = mark_boilerplate(join_hyphens([found.page for found in read]))
        pages = [mark_hidden(page, found.hidden) for page, found in zip(pages, read, strict=True)]
        pages = add_outline(pages, _outline(document))
        return _loaded(find_title(document, path), pages, read)


def _loaded(title: str, pages: Sequence[Page], read: Sequence[_Read]) -> LoadedFile:
    problems = [page.problem for page in pages if page.problem]
    if problems and not any(page.text.strip() for page in pages):
        if any(found.scanned for found in read):
            why = (
                recognition.HINT
                if any(recognition.HINT in problem for problem in problems)
                else "OCR finds none either"
            )
            raise Unreadable(f"is a scan without text: {why}", kind="scanned")
        raise Unreadable("is damaged: none of its pages can be read")
    scans = [found.page.number or 0 for found in read if found.scanned and not found.page.problem]
    problems += [found.note for found in read if found.note] + ([note(scans)] if scans else [])
    return LoadedFile(title, tuple(pages), tuple(problems))


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
        if document.get_formtype() in (raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND):
            document.init_forms()  # before any page is opened
        yield document


def _pages(path: Path, document: pypdfium2.PdfDocument, read_scan: recognition.Read | None) -> Iterator[_Read]:
    left = recognition.MAX_PICTURES
    for index in range(len(document)):
        found = _page(path, document, index, read_scan, left)
        left = max(left - found.scanned, 0)
        yield found


def _page(
    path: Path, document: pypdfium2.PdfDocument, index: int, read_scan: recognition.Read | None, left: int
) -> _Read:
    number = index + 1
    label = document.get_page_label(index)
    blank = Page("", number, label if label and label != str(number) else None)
    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as textpage:
            drawn = characters(textpage)
            text = tidy(lay_out(textpage, drawn))
            state = _judge(path, index, page, text)
            scanned = find_scan(page, text, state, PART if read_scan else WHOLE)
            result = recognise_page(page, scanned, blank, read_scan, left) if scanned else blank
            kept = "" if state is Quality.GARBLED else text
            shown = "\n\n".join(filter(None, (kept, read_form(document.formenv, page))))
            if scanned and len(result.text) >= (1 if state is Quality.DOUBTFUL else len(shown)):
                return _Read(result, [], scanned=True)
            hidden = find_hidden_runs(page, textpage, drawn) if text.strip() else []
            return _Read(replace(blank, text=shown), hidden, note=result.problem)
    except pypdfium2.PdfiumError:
        return _Read(replace(blank, problem=f"page {number} is damaged"), [])


def _judge(path: Path, index: int, page: pypdfium2.PdfPage, text: str) -> Quality:
    """By its characters; where hardly one is in a word, by whether the file says which letters they are."""
    if is_garbled(text):
        return Quality.GARBLED
    if is_misread(text) or (is_wordless(text) and (is_picture(page) or has_unmapped_font(path, index))):
        return Quality.DOUBTFUL
    return Quality.SOUND


def _outline(document: pypdfium2.PdfDocument) -> Iterator[Entry]:
    try:
        for bookmark in document.get_toc(max_depth=8):
            destination = bookmark.get_dest()
            index = destination.get_index() if destination else None
            if index is not None:
                yield Entry(index, bookmark.level + 1, " ".join(bookmark.get_title().split()))
    except (pypdfium2.PdfiumError, ctypes.ArgumentError, UnicodeDecodeError):
        return


def add_outline(pages: Sequence[Page], entries: Iterable[Entry]) -> list[Page]:
    """The pages with their headings, in reading order; one whose words are not on its page begins the page."""
    found: dict[int, list[Heading]] = {}
    for entry in entries:
        if 0 <= entry.page < len(pages) and entry.title:
            here = found.setdefault(entry.page, [])
            start = _position(pages[entry.page].text, entry.title, here[-1].start if here else 0)
            here.append(Heading(start, entry.level, entry.title))
    return [replace(page, headings=tuple(found.get(index, ()))) for index, page in enumerate(pages)]


def _position(text: str, title: str, after: int) -> int:
    """Where the title stands, spacing and case aside, at a line's start if it can; else where the last one did."""
    words = r"\s+".join(re.escape(word) for word in title.split())
    for pattern in (rf"^[^\w\n]*(?:[\dIVXA-Z.]+[ \t]+)?{words}", words):
        match = re.compile(pattern, re.IGNORECASE | re.MULTILINE).search(text, after)
        if match:
            return match.start()
    return after
