"""Text of a PDF page that no reader sees: white on white, of no size, off the paper, or invisible without a scan."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.pdf import pdfium
from ingest.loaders.pdf.layout import SIDES
from kb.types import Page, Span

LOOKED_AT = re.compile(r"[^\r\n]{1,40}")  # the first character: an instruction begins a line or is longer
UNIT = re.compile(r"\S{1,16}")  # is drawn in one way: words, and as much of a script without spaces
SHORTEST = 8  # characters
SMALLEST = 1.5  # points
WHITE = 250  # of 255, in each colour
INVISIBLE = 3  # the text rendering mode of characters that are only there to be found
AREAS = [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING]
SEPARATORS = re.compile(r"[\s\ufffe\u00ad-]+")

Box = tuple[float, float, float, float]  # left, bottom, right, top


def find_hidden_runs(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, text: str) -> list[str]:
    """The runs of unseen characters, none longer than a line; `text` has one for each that pdfium counts."""
    look = _Look(textpage, page.get_bbox())
    if not any(look.is_hidden(place.start()) for place in LOOKED_AT.finditer(text)):
        return []
    grounds = list(_find_grounds(page))
    units = [unit.span() for unit in UNIT.finditer(text)]
    flags = [look.is_hidden(start) and not look.is_on(grounds, start) for start, _ in units]
    runs = (text[units[first][0] : units[last - 1][1]] for first, last in _iterate_runs(flags))
    return [line for run in runs for line in run.splitlines() if len(line) >= SHORTEST]


def mark_hidden(page: Page, runs: Sequence[str]) -> Page:
    """The page with those runs marked to be left out."""
    spans = list(page.boilerplate)
    for run in runs:
        words = [re.escape(word) for word in SEPARATORS.split(run) if word]
        if words:
            spans += [Span(*match.span()) for match in re.finditer(r"[\s-]*".join(words), page.text)]
    return replace(page, boilerplate=tuple(sorted(spans, key=lambda span: span.start)))


class _Look:
    """How a page's characters are drawn; the numbers that pdfium fills in are kept, as making them costs most."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, paper: Box) -> None:
        self._textpage = pdfium.refer(textpage.raw)
        self._paper = paper
        self._unseen: dict[int | None, bool] = {}  # by what is drawn with one command, which has one colour
        self._red, self._green, self._blue, self._alpha = colour = [ctypes.c_uint() for _ in range(4)]
        self._parts = tuple(map(ctypes.byref, colour))
        self._box = raw.FS_RECTF()
        self._corners = ctypes.byref(self._box)

    def is_hidden(self, index: int) -> bool:
        if self.is_nowhere(self.box(index)):
            return True
        drawn = pdfium.get_text_object(self._textpage, index)
        if drawn not in self._unseen:
            self._unseen[drawn] = bool(drawn) and self._is_unseen(drawn, index)
        return self._unseen[drawn]

    def _is_unseen(self, drawn: int, index: int) -> bool:
        """Of the text that a character is drawn with, all of which is drawn in one way."""
        if not pdfium.get_colour(self._textpage, index, *self._parts):
            return False
        if self._red.value >= WHITE and self._green.value >= WHITE and self._blue.value >= WHITE:
            return True
        return self._alpha.value == 0 or bool(pdfium.get_render_mode(drawn) == INVISIBLE)

    def is_nowhere(self, box: Box) -> bool:
        """Too small to be seen, or beside the paper; what pdfium puts in between words has no size at all."""
        left, bottom, right, top = box
        x0, y0, x1, y1 = self._paper
        if right - left >= SMALLEST or top - bottom >= SMALLEST:
            return right <= x0 or left >= x1 or top <= y0 or bottom >= y1
        return right > left or top > bottom

    def box(self, index: int) -> Box:
        pdfium.get_box(self._textpage, index, self._corners)
        left, top, right, bottom = SIDES(self._box)
        return left, bottom, right, top

    def is_on(self, grounds: Sequence[Box], index: int) -> bool:
        box = self.box(index)
        x0, y0, x1, y1 = box
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return not self.is_nowhere(box) and any(
            left <= x <= right and bottom <= y <= top for left, bottom, right, top in grounds
        )


def _find_grounds(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """What text may stand on: pictures (a scan under its recognised text) and coloured areas."""
    for item in page.get_objects(filter=AREAS, max_depth=4):
        if item.type == raw.FPDF_PAGEOBJ_PATH and not _is_coloured(item):
            continue
        if item.level > 0 or item.type == raw.FPDF_PAGEOBJ_SHADING:
            yield page.get_mediabox()  # its place is not known: it may be anywhere
        else:
            yield item.get_bounds()


def _is_coloured(path: pypdfium2.PdfObject) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroke)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return mode.value != raw.FPDF_FILLMODE_NONE and min(red.value, green.value, blue.value) < WHITE


def _iterate_runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for index, is_hidden in enumerate([*flags, False]):
        if is_hidden and start is None:
            start = index
        elif not is_hidden and start is not None:
            yield start, index
            start = None
