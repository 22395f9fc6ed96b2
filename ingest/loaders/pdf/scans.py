"""PDF pages that are pictures of text: which they are, and what OCR reads on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import pypdfium2
from pypdfium2 import raw

from ingest.loaders.ocr import recognition
from ingest.loaders.pdf.page_text import Quality
from ingest.loaders.pdf.page_text import is_garbled as reads_badly
from ingest.workers import progress
from kb.types import Page

FINEST = 300 / 72  # pixels per point
MAX_SIDE = 10_000  # pixels
LITTLE = 60  # visible characters: a scanning program's mark, a printed page number
OUTLINES = 100  # turns of lines beyond those of boxes and rules: a few letters have as many
MAX_PATHS = 2_000
BOX = 5  # segments
WHOLE = 0.8  # share of a page that its scan covers
PART = 0.25  # that is worth a look, where it costs nothing but time


@dataclass(frozen=True)
class Scan:
    """A page to be read by OCR: `what` says of it what people are told where that is not possible."""

    what: str
    pixels: int  # of its pictures as they lie in the file


def find_scan(page: pypdfium2.PdfPage, text: str, quality: Quality, share: float) -> Scan | None:
    """None for a page that has text, or nothing at all; with hardly any, pictures must cover `share` of it.

    Nothing is rendered, no picture unpacked.
    """
    visible = len("".join(text.split()))
    if visible > LITTLE and quality is Quality.SOUND:
        return None
    pictures = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))
    pixels = sum(width * height for width, height in (picture.get_px_size() for picture in pictures))
    if quality is not Quality.SOUND:
        return Scan(quality.value, pixels)
    if not visible:
        if pictures:
            return Scan("is a scan without text", pixels)
        return Scan("is drawn, without text", pixels) if _is_outlined(page) else None
    return Scan("is a scan with hardly any text", pixels) if _measure_cover(page, pictures) > share else None


def is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures cover it, as those of a scan do under the text that was recognised in them."""
    return _measure_cover(page, list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))) > WHOLE


def recognise_page(page: pypdfium2.PdfPage, found: Scan, blank: Page, read: recognition.Read | None, left: int) -> Page:
    """The page as OCR reads it, or with what kept it from being read as its problem; `left` more may be read."""
    place = f"page {blank.number}"
    if read is None:
        return replace(blank, problem=f"{place} {found.what}: {recognition.HINT}")
    if not left:
        return replace(
            blank, problem=f"{place} {found.what}: of one file {recognition.MAX_PICTURES:,} pages are read by OCR"
        )
    if found.pixels > recognition.MAX_SOURCE_PIXELS:
        return replace(blank, problem=f"{place} {found.what}: its picture is too large to be read by OCR")
    text = read(_render_page(page))
    text = "" if reads_badly(text) else text
    progress.report_page()
    return replace(blank, text=text, problem=None if text else f"{place} {found.what}: OCR finds none either")


def note(numbers: Sequence[int]) -> str:
    """Which pages were read by OCR, for people."""
    ranges = ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in _iterate_ranges(numbers))
    return f"page {ranges} was read by OCR" if len(numbers) == 1 else f"pages {ranges} were read by OCR"


def _measure_cover(page: pypdfium2.PdfPage, pictures: Iterable[pypdfium2.PdfObject]) -> float:
    width, height = page.get_size()
    bounds = [picture.get_bounds() for picture in pictures]
    covered = sum((right - left) * (top - bottom) for left, bottom, right, top in bounds)
    return float(covered / max(width * height, 1))


def _is_outlined(page: pypdfium2.PdfPage) -> bool:
    """Whether enough is drawn to be letters: programs for posters and seals put them down as shapes."""
    paths = islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4), MAX_PATHS)
    return bool(sum(max(raw.FPDFPath_CountSegments(path) - BOX, 0) for path in paths) > OUTLINES)


def _render_page(page: pypdfium2.PdfPage) -> recognition.Picture:
    width, height = (max(side, 1) for side in page.get_size())
    scale = min(FINEST, (recognition.MAX_PIXELS / (width * height)) ** 0.5, MAX_SIDE / max(width, height))
    picture: recognition.Picture = page.render(scale=scale, grayscale=True).to_numpy()
    return np.ascontiguousarray(picture).reshape(picture.shape[:2])


def _iterate_ranges(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
