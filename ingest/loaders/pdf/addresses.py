"""Where the links on a PDF page lead, beside the words that they lie on."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from kb.text.links import add_address

MAX_LINKS = 300  # of one page


def read_addresses(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage
) -> Iterator[str]:
    """A line of `words (address)` for each that leads out of the file, but for those whose words are the address."""
    words: dict[str, list[str]] = {}
    for address, under in _iterate_links(document, page, textpage):
        words.setdefault(address, []).append(" ".join(under.split()))
    for address, parts in words.items():
        text = " ".join(dict.fromkeys(filter(None, parts)))
        line = add_address(text, address)
        if line != text:
            yield line


def _iterate_links(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage
) -> Iterator[tuple[str, str]]:
    place, link, rect = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    for _ in range(MAX_LINKS):
        if not raw.FPDFLink_Enumerate(page.raw, place, link):
            return
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        length = raw.FPDFAction_GetURIPath(document.raw, action, None, 0)
        buffer = ctypes.create_string_buffer(max(length, 1))
        raw.FPDFAction_GetURIPath(document.raw, action, buffer, length)
        raw.FPDFLink_GetAnnotRect(link, rect)
        # A point more on either side: boxes are drawn tight around the words.
        yield (
            buffer.value.decode("utf-8", "replace"),
            textpage.get_text_bounded(rect.left - 1, rect.bottom - 1, rect.right + 1, rect.top + 1),
        )
