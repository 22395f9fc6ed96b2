"""What a tagged PDF says of its pictures and formulas, for people who do not see them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.pdf import pdfium

DESCRIBED = ("Figure", "Formula")
WORDS = re.compile(r"[^\W\d_]{2,}\s+\S*[^\W_]")  # two at least: one is what a program calls the picture
PLACE = re.compile(
    r"^\w:\\|://|\.(?:jpe?g|png|gif|bmp|tiff?|emf|wmf|svg)$", re.IGNORECASE
)  # where it lay, as Word writes by itself
SHORTEST = 8  # bytes of a text of three letters, as it is counted
DEEPEST = 40


def read_descriptions(page: pypdfium2.PdfPage) -> Iterator[str]:
    """In the order of reading, each once."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        roots = [raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(raw.FPDF_StructTree_CountChildren(tree))]
        found = [text for root in roots for text in _iterate_descriptions(pdfium.address(root), DEEPEST)]
    finally:
        raw.FPDF_StructTree_Close(tree)
    yield from dict.fromkeys(text for text in found if WORDS.search(text) and not PLACE.search(text))


def _iterate_descriptions(element: int, depth: int) -> Iterator[str]:
    length = pdfium.get_description(element, 0, 0)
    if length >= SHORTEST and _read(pdfium.get_element_type, element, 64) in DESCRIBED:
        yield " ".join(_read(pdfium.get_description, element, length).split())
    for at in range(pdfium.count_children(element) if depth else 0):
        if child := pdfium.get_child(element, at):
            yield from _iterate_descriptions(child, depth - 1)


def _read(read: pdfium.ReadText, element: int, length: int) -> str:
    buffer = ctypes.create_string_buffer(length)
    read(element, ctypes.addressof(buffer), length)
    return buffer.raw.decode("utf-16-le", "replace").partition("\0")[0]
