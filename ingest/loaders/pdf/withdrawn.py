"""Text of a PDF page that a line strikes through, or a box covers: as read by people, it is not there."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.omissions import COVERED, GAP, STRUCK, Omissions
from ingest.loaders.pdf.mending import Places

MAX_OBJECTS = 3_000  # of one page: drawings and maps have more
THIN = 2.5  # points, of a line
SHORTEST = 4.0  # points, of a line
LOW, HIGH = 0.28, 0.68  # where a line through letters lies in their height; under them it is lower, over them higher
BEYOND = 1.0  # heights that it may be longer than the words on either side: a rule of a table or chart is longer
DARK = 60  # of 255
BLOCK = "█"
WORD = re.compile(rf"[^\s{GAP}]+")

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass
class _Marks:
    """What is drawn on a page that may strike or cover: lines, and boxes with how many objects were drawn before."""

    lines: list[Box] = field(default_factory=list)
    struck: list[Box] = field(default_factory=list)  # lines that a reader put there to strike
    boxes: list[tuple[int, Box]] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)  # address of a text object → its place among all


def withdraw(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, text: str, omissions: Omissions) -> str:
    """`text`, the page's `characters`, with GAP for those struck through and a block for what is covered."""
    marks = _find_marks(page)
    if not (marks.lines or marks.struck or marks.boxes):
        return text
    places = Places(textpage)
    words = [(found.span(), places.box(found.start()), places.box(found.end() - 1)) for found in WORD.finditer(text)]
    letters = list(text)
    for line, beyond in [*((line, BEYOND) for line in marks.lines), *((line, math.inf) for line in marks.struck)]:
        struck = _find_struck(line, beyond, words, places)
        for start, stop in struck:
            letters[start:stop] = GAP * (stop - start)
        omissions.add(STRUCK, bool(struck))
    for order, box in marks.boxes:
        covered = [
            at
            for (start, stop), first, last in words
            if first[0] < box[2] and last[2] > box[0] and first[1] < box[3] and first[3] > box[1]
            for at in range(start, stop)
            if _is_inside(places.box(at), box) and _is_before(textpage, at, order, marks)
        ]
        if covered:
            letters[covered[0] : covered[-1] + 1] = BLOCK + GAP * (covered[-1] - covered[0])
        omissions.add(COVERED, bool(covered))
    return "".join(letters)


def _find_struck(
    line: Box, beyond: float, words: Sequence[tuple[tuple[int, int], Box, Box]], places: Places
) -> list[tuple[int, int]]:
    """The characters of words that a line runs through; none where it runs on `beyond` their heights."""
    left, bottom, right, top = line
    middle = (bottom + top) / 2
    found: list[tuple[int, int]] = []
    x0, x1, height = right, left, 0.0
    for (start, stop), first, last in words:
        tall = first[3] - first[1]
        if not (first[1] + LOW * tall < middle < first[1] + HIGH * tall) or first[0] >= right or last[2] <= left:
            continue
        crossed = [at for at in range(start, stop) if _is_crossed(places.box(at), left, right)]
        if crossed:
            found.append((crossed[0], crossed[-1] + 1))
            x0, x1 = min(x0, places.box(crossed[0])[0]), max(x1, places.box(crossed[-1])[2])
            height = max(height, tall)
    return found if found and left > x0 - beyond * height and right < x1 + beyond * height else []


def _is_crossed(box: Box, left: float, right: float) -> bool:
    return left <= (box[0] + box[2]) / 2 <= right


def _is_inside(box: Box, other: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def _is_before(textpage: pypdfium2.PdfTextPage, index: int, order: int, marks: _Marks) -> bool:
    """Whether a character was drawn before the box: what is drawn after it stands on it."""
    drawn = ctypes.cast(raw.FPDFText_GetTextObject(textpage.raw, index), ctypes.c_void_p).value
    return drawn in marks.order and marks.order[drawn] < order


def _find_marks(page: pypdfium2.PdfPage) -> _Marks:
    marks = _Marks()
    count = raw.FPDFPage_CountObjects(page.raw)
    if count <= MAX_OBJECTS:
        for order in range(count):
            item = raw.FPDFPage_GetObject(page.raw, order)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                marks.order[ctypes.cast(item, ctypes.c_void_p).value or 0] = order
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                _add_path(marks, item, order)
        for kind, box, dark in _annotations(page):
            if kind == raw.FPDF_ANNOT_STRIKEOUT:
                left, bottom, right, top = box
                middle = bottom + (LOW + HIGH) / 2 * (top - bottom)
                marks.struck.append((left, middle, right, middle))
            elif dark:
                marks.boxes.append((count, box))
    return marks


def _add_path(marks: _Marks, item: object, order: int) -> None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return
    box = (left.value, bottom.value, right.value, top.value)
    if box[3] - box[1] <= THIN:
        if box[2] - box[0] >= SHORTEST:
            marks.lines.append(box)
        return
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroke)
    if marks.order and mode.value != raw.FPDF_FILLMODE_NONE and not raw.FPDFPageObj_HasTransparency(item):
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
        if alpha.value == 255 and raw.FPDFPath_CountSegments(item) <= 6:  # a box: five, or four and its closing
            marks.boxes.append((order, box))


def _annotations(page: pypdfium2.PdfPage) -> Iterator[tuple[int, Box, bool]]:
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
