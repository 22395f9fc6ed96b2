"""A PDF's outline as headings: each at its page, and at its words in the page where they are found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.types import Heading, Page


@dataclass(frozen=True)
class Entry:
    """One line of an outline: `page` counts from 0, `level` from 1."""

    page: int
    level: int
    title: str


def add_outline(pages: Sequence[Page], entries: Iterable[Entry]) -> list[Page]:
    """The pages with their headings, in reading order; one whose words are not on its page begins the page."""
    found: dict[int, list[Heading]] = {}
    for entry in entries:
        if 0 <= entry.page < len(pages) and entry.title:
            here = found.setdefault(entry.page, [])
            start = _position(pages[entry.page].text, entry.title, here[-1].start if here else 0)
            here.append(Heading(start, entry.level, entry.title))
    return [replace(page, headings=tuple(found.get(index, ()))) for index, page in enumerate(pages)]


def _position(text: str, title: str, after: int) -> int:
    """Where the title stands, spacing and case aside, at a line's start if it can; else where the last one did."""
    words = r"\s+".join(re.escape(word) for word in title.split())
    for pattern in (rf"^[^\w\n]*(?:[\dIVXA-Z.]+[ \t]+)?{words}", words):
        match = re.compile(pattern, re.IGNORECASE | re.MULTILINE).search(text, after)
        if match:
            return match.start()
    return after
