"""One page of a PDF: its text layer as a reader sees it, or what OCR reads on its picture."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.ocr import recognition
from ingest.loaders.omissions import Omissions
from ingest.loaders.pdf.addresses import read_addresses
from ingest.loaders.pdf.attachments import Attachment, read_pinned_files
from ingest.loaders.pdf.descriptions import read_descriptions
from ingest.loaders.pdf.forms import read_form
from ingest.loaders.pdf.hidden import find_hidden_runs
from ingest.loaders.pdf.layout import characters, lay_out
from ingest.loaders.pdf.page_text import Quality, is_garbled, is_misread, is_wordless, tidy
from ingest.loaders.pdf.scans import PART, WHOLE, find_scan, is_picture, recognise_page
from ingest.loaders.pdf.struck_text import remove_struck
from ingest.loaders.pdf.superscripts import restore_characters
from kb.types import Page

if TYPE_CHECKING:
    from ingest.loaders.pdf.fonts import PageFonts


@dataclass(frozen=True)
class ReadPage:
    """A page, its hyphens not yet joined; what of its text is hidden from readers; what people are to know of it.

    `added` is what was put on it afterwards, or is not written on it: what pictures show, fields, remarks, links.
    `files` lie on the page, to be opened from there.
    """

    page: Page
    hidden: Sequence[str] = ()
    scanned: bool = False
    note: str | None = None
    added: str = ""
    files: Sequence[Attachment] = ()


@dataclass(frozen=True)
class PageReader:
    """Reads the pages of a file one by one; `omissions` gains what is left out of them."""

    path: Path
    document: pypdfium2.PdfDocument
    read_scan: recognition.Read | None
    omissions: Omissions

    @cached_property
    def tagged(self) -> bool:
        """Whether the file says what its pages are made of."""
        return bool(raw.FPDFCatalog_IsTagged(self.document))

    def read(self, index: int, left: int) -> ReadPage:
        """The page counted from 0; `left` more may be read by OCR."""
        number = index + 1
        label = self.document.get_page_label(index)
        blank = Page("", number, label if label and label != str(number) else None)
        try:
            with closing(self.document[index]) as page, closing(page.get_textpage()) as textpage:
                return self._read(page, textpage, blank, left)
        except pypdfium2.PdfiumError:
            return ReadPage(replace(blank, problem=f"page {number} is damaged"))

    def _read(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, blank: Page, left: int) -> ReadPage:
        drawn = remove_struck(page, textpage, restore_characters(textpage, characters(textpage)), self.omissions)
        text = tidy(lay_out(textpage, drawn))
        state = self._judge_quality(page, (blank.number or 1) - 1, text)
        scanned = find_scan(page, text, state, PART if self.read_scan else WHOLE)
        result = recognise_page(page, scanned, blank, self.read_scan, left) if scanned else blank
        kept = "" if state is Quality.GARBLED else text
        described = read_descriptions(page) if self.tagged else ()
        added = [*described, read_form(self.document.formenv, page), *read_addresses(self.document, page, textpage)]
        notes = "\n".join(filter(None, added))
        files = tuple(read_pinned_files(self.document, page))
        if scanned and len(result.text) >= (1 if state is Quality.DOUBTFUL else len(kept) + len(notes)):
            return ReadPage(result, scanned=True, added=notes, files=files)
        hidden = find_hidden_runs(page, textpage, drawn) if text.strip() else []
        return ReadPage(replace(blank, text=kept), hidden, note=result.problem, added=notes, files=files)

    def _judge_quality(self, page: pypdfium2.PdfPage, index: int, text: str) -> Quality:
        """By its characters; where hardly one is in a word, by whether the file says which letters they are."""
        if is_garbled(text):
            return Quality.GARBLED
        if is_misread(text) or (is_wordless(text) and (is_picture(page) or self._fonts.has_unmapped(index))):
            return Quality.DOUBTFUL
        return Quality.SOUND

    @cached_property
    def _fonts(self) -> PageFonts:
        from ingest.loaders.pdf.fonts import PageFonts  # late: to import pypdf takes .1 s of CPU

        return PageFonts(self.path)
