"""Characters of a PDF page that pdfium gives without their place: raised and lowered figures, and Arabic lam-alef.

What is changed keeps its number of characters, as places on the page are asked for by them; UNMADE stands for line ends
that are none, and is taken out when that has been done.
"""

from __future__ import annotations

import ctypes
import math
import re

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.pdf import pdfium
from ingest.loaders.pdf.layout import SIDES
from ingest.loaders.pdf.page_text import UNMADE

DIGITS = re.compile(r"\d+(?![.,:/]\d)")
SIGNS = "-+−–"
LEADING = re.compile(r"^(\d{1,3})(\r?\n)?(?= ?[^\s\d])", re.MULTILINE)  # the mark of a note, before its text
LAM_ALEF = re.compile("[اأإآ]ل")
SMALL = 0.85  # times the height of what they stand beside
RAISED = 0.15  # heights above its line
LOWERED = 0.08  # heights below it
MAX_ASKED = 5_000  # of one page


class Places:
    """Where characters are drawn; the numbers that pdfium fills in are kept, as making them costs most."""

    def __init__(self, textpage: pypdfium2.PdfTextPage) -> None:
        self._textpage = pdfium.refer(textpage.raw)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._origin = (ctypes.byref(self._x), ctypes.byref(self._y))
        self._box = raw.FS_RECTF()
        self._corners = ctypes.byref(self._box)

    def line(self, index: int) -> float:
        """The height on the page of the line that a character stands on."""
        pdfium.get_origin(self._textpage, index, *self._origin)
        return self._y.value

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        pdfium.get_box(self._textpage, index, self._corners)
        left, top, right, bottom = SIDES(self._box)
        return left, bottom, right, top

    def is_upright(self, index: int) -> bool:
        return abs(math.sin(pdfium.get_angle(self._textpage, index) / 2)) < 0.05


def restore_characters(textpage: pypdfium2.PdfTextPage, text: str) -> str:
    """`text`, the page's `characters`, as it is drawn."""
    places = Places(textpage)
    return _raise_leading(places, _raise_figures(places, _turn_lam_alef(places, text)))


def _turn_lam_alef(places: Places, text: str) -> str:
    """One sign that stands for two letters comes with the second first; two signs beside each other are the article."""
    for found in LAM_ALEF.finditer(text):
        at = found.start()
        if places.box(at) == places.box(at + 1):
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text


def _raise_figures(places: Places, text: str) -> str:
    parts, end = [], 0
    for asked, found in enumerate(DIGITS.finditer(text)):
        base, last = _find_base(text, *found.span()), found.end() - 1
        if base < 0 or asked > MAX_ASKED:
            continue
        rise = places.line(last) - places.line(base)
        if abs(rise) < 0.5 or not places.is_upright(base):  # points: less is no other line
            continue
        start, mended = _move_figure(places, text, base, last, rise)
        if mended:
            after = _join_line(places, text, base, last)
            parts += [text[end:start], mended, after]
            end = last + 1 + len(after)
    return "".join([*parts, text[end:]])


def _find_base(text: str, start: int, end: int) -> int:
    """The character that the last of some digits may be raised beside; -1 where there is none."""
    at = start - 1 - (start > 1 and text[start - 1] in SIGNS)
    before = text[at] if at >= 0 else "\n"
    if before == "\n" and end - start < 4 and text[end : end + 1].isspace():
        at -= 1 + (text[at - 1 : at] == "\r")
        return at if at >= 0 and not text[at].isspace() else -1
    if before.isspace():
        return start if end - start > 1 else -1
    return -1 if before in ".,:/" and text[at - 1 : at].isdigit() else at


def _raise_leading(places: Places, text: str) -> str:
    def mended(found: re.Match[str]) -> str:
        base = found.end() + (text[found.end()] == " ")
        if base >= len(text):
            return found[0]
        _, bottom, _, top = places.box(base)
        _, low, _, high = places.box(found.start())
        rise = places.line(found.start()) - places.line(base)
        if not RAISED * (top - bottom) < rise < top - bottom or high - low > SMALL * (top - bottom):
            return found[0]
        return raise_text(found[1]) + UNMADE * len(found[2] or "")

    return LEADING.sub(mended, text)


def _move_figure(places: Places, text: str, base: int, last: int, rise: float) -> tuple[int, str]:
    """Where the raised or lowered figure begins that ends at `last`, and what it is; "" if it is none."""
    _, bottom, right, top = places.box(base)
    height = top - bottom
    move = raise_text if rise > RAISED * height else lower_text if rise < -LOWERED * height else None
    first = last
    while first - 1 > base and not text[first - 1].isspace() and places.line(first - 1) == places.line(last):
        first -= 1
    left, low, _, high = places.box(first)
    broken = text[base + 1 : first]
    near = bool(broken.strip()) or -height < left - right < height
    if move is None or high - low > SMALL * height or abs(rise) > height or not near:
        return 0, ""
    figure = move(text[first : last + 1])
    if len(figure) != last + 1 - first:
        return 0, ""
    return (first, figure) if broken.strip() or not broken else (base + 1, UNMADE * len(broken) + figure)


def _join_line(places: Places, text: str, base: int, last: int) -> str:
    """What comes in place of a line end behind the figure, where the line goes on."""
    broken = re.compile(r"\r?\n").match(text, last + 1)
    if not broken or broken.end() >= len(text):
        return ""
    following = broken.end() + (text[broken.end()] == " ")
    if following >= len(text) or abs(places.line(following) - places.line(base)) > 1:
        return ""
    gap = places.box(following)[0] - places.box(last)[2]
    height = places.box(last)[3] - places.box(last)[1]
    if gap < -height:
        return ""
    spaced = text[broken.end()] != " " and gap > 0.25 * height
    return (" " if spaced else UNMADE) + UNMADE * (len(broken[0]) - 1)
