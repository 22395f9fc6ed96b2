"""The headings of a PDF: its bookmarks, where their words stand on their pages."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2

from kb.types import Heading, Page


@dataclass(frozen=True)
class Entry:
    """One line of an outline: `page` counts from 0, `level` from 1."""

    page: int
    level: int
    title: str


def read_outline(document: pypdfium2.PdfDocument) -> Iterator[Entry]:
    """The bookmarks that lead to a page, as far as they can be read."""
    try:
        for bookmark in document.get_toc(max_depth=8):
            destination = bookmark.get_dest()
            index = destination.get_index() if destination else None
            if index is not None:
                yield Entry(index, bookmark.level + 1, " ".join(bookmark.get_title().split()))
    except (pypdfium2.PdfiumError, ctypes.ArgumentError, UnicodeDecodeError):
        return


def add_outline(pages: Sequence[Page], entries: Iterable[Entry]) -> list[Page]:
    """The pages with their headings, in reading order; one whose words are not on its page begins the page."""
    found: dict[int, list[Heading]] = {}
    for entry in entries:
        if 0 <= entry.page < len(pages) and entry.title:
            here = found.setdefault(entry.page, [])
            start = _find_position(pages[entry.page].text, entry.title, here[-1].start if here else 0)
            here.append(Heading(start, entry.level, entry.title))
    return [replace(page, headings=tuple(found.get(index, ()))) for index, page in enumerate(pages)]


def _find_position(text: str, title: str, after: int) -> int:
    """Where the title stands, spacing and case aside, at a line's start if it can; else where the last one did."""
    words = r"\s+".join(re.escape(word) for word in title.split())
    for pattern in (rf"^[^\w\n]*(?:[\dIVXA-Z.]+[ \t]+)?{words}", words):
        match = re.compile(pattern, re.IGNORECASE | re.MULTILINE).search(text, after)
        if match:
            return match.start()
    return after
