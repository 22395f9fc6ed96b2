"""Text of a PDF page that a line strikes through, or a box covers: as read by people, it is not there."""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.loaders.omissions import COVERED, GAP, STRUCK, Omissions
from ingest.loaders.pdf import pdfium
from ingest.loaders.pdf.layout import SIDES
from ingest.loaders.pdf.superscripts import Places

MAX_OBJECTS = 2_000  # of one page: drawings and maps have more
THIN = 2.5  # points, of a line
SHORTEST = 4.0  # points, of a line
LOW, HIGH = 0.28, 0.68  # where a line through letters lies in their height; under them it is lower, over them higher
BEYOND = 1.0  # heights that it may be longer than the words on either side: a rule of a table or chart is longer
DARK = 60  # of 255, in each colour
WHITE = 250
BOX = 6  # segments: four sides, or five points and the closing
BLOCK = "█"
WORD = re.compile(rf"[^\s{GAP}]+")

Box = tuple[float, float, float, float]  # left, bottom, right, top
Word = tuple[tuple[int, int], Box, Box]  # its characters, and the boxes of the first and the last


@dataclass
class _Marks:
    """What is drawn on a page that may strike or cover: lines, and boxes with how many objects were drawn before."""

    lines: list[tuple[Box, float]] = field(default_factory=list)  # with how far they may run on, in heights
    boxes: list[tuple[int, Box]] = field(default_factory=list)


def remove_struck(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, text: str, omissions: Omissions) -> str:
    """`text`, the page's `characters`, with GAP for those struck through and a block for what is covered."""
    places = Places(textpage)
    marks = _find_marks(page, textpage, places)
    if not marks.lines and not marks.boxes:
        return text
    words = [(found.span(), places.box(found.start()), places.box(found.end() - 1)) for found in WORD.finditer(text)]
    letters = list(text)
    for line, beyond in marks.lines:
        struck = _find_struck(line, beyond, words, places)
        for start, stop in struck:
            letters[start:stop] = GAP * (stop - start)
        omissions.add(STRUCK, bool(struck))
    order = _find_order(page) if marks.boxes else {}
    handle = pdfium.refer(textpage.raw)
    for before, box in marks.boxes:
        covered = [
            at
            for at in _find_covered(box, words, places)
            if order.get(pdfium.get_text_object(handle, at), before) < before
        ]
        if covered:
            letters[covered[0] : covered[-1] + 1] = BLOCK + GAP * (covered[-1] - covered[0])
        omissions.add(COVERED, bool(covered))
    return "".join(letters)


def _find_struck(line: Box, beyond: float, words: Sequence[Word], places: Places) -> list[tuple[int, int]]:
    """The characters of words that a line runs through; none where it runs on `beyond` their heights."""
    left, bottom, right, top = line
    middle = (bottom + top) / 2
    found: list[tuple[int, int]] = []
    x0, x1, height = right, left, 0.0
    for (start, stop), first, last in words:
        if first[1] >= middle or first[3] <= middle or first[0] >= right or last[2] <= left:
            continue
        crossed = [at for at in range(start, stop) if _is_crossed(places.box(at), left, right)]
        if crossed and _is_through(middle, first):
            found.append((crossed[0], crossed[-1] + 1))
            x0, x1 = min(x0, places.box(crossed[0])[0]), max(x1, places.box(crossed[-1])[2])
            height = max(height, first[3] - first[1])
    return found if found and left > x0 - beyond * height and right < x1 + beyond * height else []


def _find_covered(box: Box, words: Sequence[Word], places: Places) -> Iterator[int]:
    for (start, stop), first, last in words:
        if first[0] < box[2] and last[2] > box[0] and first[1] < box[3] and first[3] > box[1]:
            yield from (at for at in range(start, stop) if _is_inside(places.box(at), box))


def _is_through(middle: float, box: Box) -> bool:
    """Whether a line at that height runs through letters, not under or over them."""
    tall = box[3] - box[1]
    return box[1] + LOW * tall < middle < box[1] + HIGH * tall


def _is_crossed(box: Box, left: float, right: float) -> bool:
    return left <= (box[0] + box[2]) / 2 <= right


def _is_inside(box: Box, other: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def _find_order(page: pypdfium2.PdfPage) -> dict[int, int]:
    """Where each object of the page stands in the order in which they are drawn, by its address."""
    handle = pdfium.refer(page.raw)
    return {pdfium.get_object(handle, at): at for at in range(raw.FPDFPage_CountObjects(page.raw))}


def _find_marks(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, places: Places) -> _Marks:
    """Those that letters lie under."""
    marks = _Marks()
    count = raw.FPDFPage_CountObjects(page.raw)
    if count > MAX_OBJECTS:
        return marks
    handle, letters = pdfium.refer(page.raw), pdfium.refer(textpage.raw)
    items = list(map(pdfium.get_object, repeat(handle, count), range(count)))
    kinds = list(map(pdfium.get_type, items))
    texts = [at for at, kind in enumerate(kinds) if kind == raw.FPDF_PAGEOBJ_TEXT]
    boxes = []
    for at in (at for at, kind in enumerate(kinds) if kind == raw.FPDF_PAGEOBJ_PATH):
        box = _read_bounds(items[at])
        if box[3] - box[1] > THIN:
            boxes += [(at, box)] if texts and texts[0] < at and _is_solid(items[at]) else []
        elif box[2] - box[0] >= SHORTEST and _is_across_letters(letters, places, box):
            marks.lines.append((box, BEYOND))
    if boxes:
        covering = _find_covering(boxes, texts, _read_all_bounds([items[at] for at in texts]))
        # Asked last: of 4,195 boxes of six filings 43 cover text, and to read a path's corners takes longest.
        marks.boxes += [(at, box) for at, box in covering if _is_upright(items[at], box)]
    _add_annotations(marks, page, count)
    return marks


def _find_covering(
    boxes: Sequence[tuple[int, Box]], texts: Sequence[int], bounds: NDArray[np.float32]
) -> Iterator[tuple[int, Box]]:
    """The boxes in which text lies that was drawn before; `texts` says when, and `bounds` where, each text was."""
    left, bottom, right, top = bounds.T
    places = np.array([box for _, box in boxes], np.float32)
    for (at, box), (x0, y0, x1, y1) in zip(boxes, places, strict=True):
        before = bisect(texts, at)
        inside = (left[:before] < x1) & (right[:before] > x0) & (bottom[:before] < y1) & (top[:before] > y0)
        if inside.any():
            yield at, box


def _read_all_bounds(items: Iterable[int]) -> NDArray[np.float32]:
    """The box of each, in rows."""
    sides = []
    for item in items:
        pdfium.get_bounds(item, *_SIDE)
        sides.append(bytes(_SIDES))
    return np.frombuffer(b"".join(sides), np.float32).reshape(-1, 4)


def _add_annotations(marks: _Marks, page: pypdfium2.PdfPage, count: int) -> None:
    for kind, box, dark in _iterate_annotations(page):
        if kind == raw.FPDF_ANNOT_STRIKEOUT:
            middle = box[1] + (LOW + HIGH) / 2 * (box[3] - box[1])
            marks.lines.append(((box[0], middle, box[2], middle), math.inf))
        elif dark:
            marks.boxes.append((count, box))


# Filled in anew each time: making them costs more than asking.
_SIDES = (ctypes.c_float * 4)()
_SIDE = tuple(ctypes.byref(_SIDES, at * ctypes.sizeof(ctypes.c_float)) for at in range(4))


def _read_bounds(item: int) -> Box:
    pdfium.get_bounds(item, *_SIDE)
    left, bottom, right, top = SIDES(_SIDES)
    return left, bottom, right, top


def _is_across_letters(textpage: pdfium.Reference, places: Places, line: Box) -> bool:
    """Asked of three points of it, as rules of tables and underlines, which most are, cross none."""
    left, bottom, right, top = line
    middle = (bottom + top) / 2
    for share in (0.2, 0.5, 0.8):
        at = pdfium.get_index_at(textpage, left + share * (right - left), middle, 0, 0)
        if at >= 0 and _is_through(middle, places.box(at)):
            return True
    return False


def _is_solid(item: int) -> bool:
    """Whether it may be a box of black or of the paper's white: shades are drawn under tables, and by the hundred."""
    if pdfium.count_segments(item) > BOX:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.get_object_colour(item, *map(ctypes.byref, (red, green, blue, alpha)))
    colours = (red.value, green.value, blue.value)
    if alpha.value < 255 or (max(colours) > DARK and min(colours) < WHITE):
        return False
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.get_draw_mode(item, ctypes.byref(mode), ctypes.byref(stroke))
    return mode.value != raw.FPDF_FILLMODE_NONE and not pdfium.has_transparency(item)


def _is_upright(item: int, box: Box) -> bool:
    """Whether it has the four corners of the box around it: a triangle, or a card askew, covers less than that."""
    sides = [
        (
            next((side for side in (0, 2) if abs(x - box[side]) < THIN), None),
            next((side for side in (1, 3) if abs(y - box[side]) < THIN), None),
        )
        for x, y in pdfium.list_points(item)
    ]
    return len(set(sides)) == 4 and not any(None in pair for pair in sides)


def _iterate_annotations(page: pypdfium2.PdfPage) -> Iterator[tuple[int, Box, bool]]:
    """Kind, box and whether it hides what is under it, of what was struck, marked or drawn over afterwards."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MAX_OBJECTS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind in (raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_HIGHLIGHT):
            quad = raw.FS_QUADPOINTSF()
            for part in range(raw.FPDFAnnot_CountAttachmentPoints(annotation)):
                if raw.FPDFAnnot_GetAttachmentPoints(annotation, part, quad):
                    xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
                    box = (min(xs), min(ys), max(xs), max(ys))
                    yield kind, box, _is_dark(annotation, raw.FPDFANNOT_COLORTYPE_Color)
        elif kind == raw.FPDF_ANNOT_SQUARE:
            rect = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, rect)
            dark = _is_dark(annotation, raw.FPDFANNOT_COLORTYPE_InteriorColor)
            yield kind, (rect.left, rect.bottom, rect.right, rect.top), dark
        raw.FPDFPage_CloseAnnot(annotation)


def _is_dark(annotation: object, which: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFAnnot_GetColor(annotation, which, red, green, blue, alpha)
    return bool(known) and max(red.value, green.value, blue.value) <= DARK and alpha.value == 255
