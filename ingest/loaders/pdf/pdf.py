"""PDF, page by page: text by pdfium, scans by OCR; what pdfium cannot open gets a second try by pypdf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.boilerplate import mark_boilerplate
from ingest.loaders.formats import LoadedFile
from ingest.loaders.ocr import recognition
from ingest.loaders.omissions import Omissions
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.pdf.attachments import Attachment, read_attachments, read_xfa, write_attachments
from ingest.loaders.pdf.hidden import mark_hidden
from ingest.loaders.pdf.outline import add_outline, read_outline
from ingest.loaders.pdf.page_reader import PageReader, ReadPage
from ingest.loaders.pdf.page_text import join_hyphens
from ingest.loaders.pdf.scans import note
from ingest.loaders.pdf.title import find_title
from kb.errors import Unreadable
from kb.types import Page

MAX_PAGES = 20_000


def load_pdf(path: Path) -> LoadedFile:
    return read_pdf(path, recognition.reader())


def read_pdf(path: Path, read_scan: recognition.Read | None) -> LoadedFile:
    """The pages, scanned ones as `read_scan` reads them; None: they are reported, with how to install it."""
    with _open_document(path) as document:
        if document is None:
            from ingest.loaders.pdf.fallback import load_damaged  # as late as that: to import pypdf takes .1 s of CPU

            return load_damaged(path)
        if len(document) > MAX_PAGES:
            raise Unreadable(f"has more than {MAX_PAGES:,} pages", kind="limits")
        omissions = Omissions()
        read = list(_read_pages(PageReader(path, document, read_scan, omissions)))
        pages = mark_boilerplate(join_hyphens([found.page for found in read]))
        pages = [mark_hidden(page, found.hidden) for page, found in zip(pages, read, strict=True)]
        pages = add_outline(pages, read_outline(document))
        pages = [_append_text(page, found.added) for page, found in zip(pages, read, strict=True)]
        pages, problems = _add_data(document, pages, [file for found in read for file in found.files])
        return _make_loaded_file(find_title(document, path), pages, read, (*omissions.describe(), *problems))


def _make_loaded_file(title: str, pages: Sequence[Page], read: Sequence[ReadPage], others: Sequence[str]) -> LoadedFile:
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
    return LoadedFile(title, tuple(pages), (*problems, *others))


@contextmanager
def _open_document(path: Path) -> Iterator[pypdfium2.PdfDocument | None]:
    """The document, or None where pdfium finds no way in."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        from ingest.loaders.pdf.fallback import wants_password

        if error.err_code == raw.FPDF_ERR_PASSWORD and wants_password(path):
            raise Unreadable("is encrypted: save a copy without its password", kind="encrypted") from error
        yield None
        return
    with closing(document):
        if document.get_formtype() in (raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND):
            document.init_forms()  # before any page is opened
        yield document


def _read_pages(reader: PageReader) -> Iterator[ReadPage]:
    left = recognition.MAX_PICTURES
    for index in range(len(reader.document)):
        found = reader.read(index, left)
        left = max(left - found.scanned, 0)
        yield found


def _append_text(page: Page, text: str) -> Page:
    return replace(page, text="\n\n".join(filter(None, (page.text, text)))) if text else page


def _add_data(
    document: pypdfium2.PdfDocument, pages: Sequence[Page], pinned: Sequence[Attachment]
) -> tuple[list[Page], list[str]]:
    """The pages, the last with the attached files and the first with a form's data; and what could not be read."""
    found = list(pages)
    if not found:
        return found, []
    known = "\n".join(page.text for page in found)
    values = [line for line in read_xfa(document) if line.partition(": ")[2] not in known]
    found[0] = _append_text(found[0], "\n".join(values))
    builder = PageBuilder()
    builder.absorb(found[-1])
    before = len(builder.parts)
    problems = write_attachments(builder, [*read_attachments(document), *pinned])
    if len(builder.parts) > before:
        page = builder.page(found[-1].number, found[-1].label)
        found[-1] = replace(page, problem=found[-1].problem)
    return found, problems
