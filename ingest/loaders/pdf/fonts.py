"""Whether a PDF page's fonts say which letters their glyphs are: without that, its text may be any letters."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pypdf

from ingest.loaders.pdf.fallback import FOREIGN

# Glyphs that are counted and not named: /g12, /C0_3, /cid00012, /a7.
NAMELESS = re.compile(r"/(?:[A-Za-z]|cid|glyph|index|uni_)[\d_]+", re.IGNORECASE)
CHARACTER_SETS = ("GB1", "CNS1", "Japan1", "Korea1", "KR")
SYMBOLIC = 4  # among a font's flags: its letters are none of the usual
MAX_DEPTH = 3  # forms within forms


class PageFonts:
    """Of a file, which is read once, when it is first asked for one of its pages: of 212 pages each anew took 20 s."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def has_unmapped(self, index: int) -> bool:
        """Whether a font of the page (counted from 0) leaves open which letters it shows; also if none can be read."""
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fonts = list(_iterate_fonts(self._pages[index].get("/Resources"), MAX_DEPTH))
                return not fonts or not all(map(_is_mapped, fonts))
        except FOREIGN:
            return True

    @cached_property
    def _pages(self) -> Sequence[Any]:
        return list(pypdf.PdfReader(self._path, strict=False).pages)


def _iterate_fonts(resources: Any, depth: int) -> Iterator[Any]:
    resources = resources.get_object() if resources is not None else {}
    for font in resources.get("/Font", {}).get_object().values() if "/Font" in resources else ():
        yield font.get_object()
    for form in resources["/XObject"].get_object().values() if "/XObject" in resources and depth else ():
        form = form.get_object()
        if form.get("/Subtype") == "/Form":
            yield from _iterate_fonts(form.get("/Resources"), depth - 1)


def _is_mapped(font: Any) -> bool:
    if "/ToUnicode" in font:
        return True
    encoding = font.get("/Encoding")
    encoding = encoding.get_object() if encoding is not None else None
    if font.get("/Subtype") == "/Type0":
        descendant = font["/DescendantFonts"].get_object()[0].get_object()
        ordering = str(descendant.get("/CIDSystemInfo", {}).get_object().get("/Ordering", ""))
        return ordering in CHARACTER_SETS or not str(encoding).startswith("/Identity")
    if isinstance(encoding, str):
        return True
    if encoding is not None:
        return not any(NAMELESS.fullmatch(str(name)) for name in encoding.get("/Differences", ()))
    descriptor = font.get("/FontDescriptor")
    return descriptor is None or not int(descriptor.get_object().get("/Flags", 0)) & SYMBOLIC
