"""Lines of contents and of indexes: a title and the pages that it is on. They lead to what is said, and say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.types import Page, Span

_LINE = re.compile(
    r"(?P<title>[^\n]*?[^\W\d_][^\n]*?)"
    r"(?P<leader>[ \t]*(?:[.·…][ \t\xa0]?){3,}[ \t]*|[ \t\xa0]+|,[ ]?)"
    r"(?P<page>\d{1,4}|[ivxl]{1,6})(?:[-–]\d{1,4})?[ \t]*"
)
# What every such line has, and few others that end in a figure: else `_LINE` tries each of their letters as a border.
_NUMBER_AT_END = re.compile(r"[ \t\xa0,.·…](?:\d{1,4}|[ivxl]{1,6})(?:[-–]\d{1,4})?[ \t]*\Z")
_LETTER = re.compile(r"[^\W\d_]")
_LED, _UNLED = 3, 6  # lines with dots before their number, and without, that make contents
_GAP = 2  # lines of a title that goes on, or of a part, between two of contents
_LONGEST = 120  # characters of such a line
_CELL = re.compile(r"\t[^\w\n]*\d")  # a table's row has more numbers than one
_LAST = 20  # pages that are counted in front of the first, or come in other volumes


@dataclass(frozen=True)
class _Entry:
    at: int  # its line's, from 0
    title: str
    led: bool
    order: int  # never falls: the page (0: counted in Roman numerals, before all others), or an index's letter


def mark_contents(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages with their contents marked as navigation, where numbers of pages grow from line to line, or letters.

    Without pages only those with dots before the number: else it may count anything.
    """
    last = len(pages) + _LAST if len(pages) > 1 else 0
    return tuple(_mark(page, last) if page.text else page for page in pages)


def _mark(page: Page, last: int) -> Page:
    lines = [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", page.text)]
    entries = [
        entry for at, (start, end) in enumerate(lines) if (entry := _read(page.text[start:end], at, last)) is not None
    ]
    found = [Span(lines[run[0].at][0], lines[run[-1].at][1]) for run in _runs(entries) if _is_contents(run)]
    return replace(page, navigation=(*page.navigation, *found)) if found else page


def _read(line: str, at: int, last: int) -> _Entry | None:
    if len(line) > 3 * _LONGEST or not (line.rstrip()[-1:].isdigit() or line.rstrip()[-1:] in "ivxl"):
        return None
    if not (_LETTER.search(line) and _NUMBER_AT_END.search(line)):
        return None
    match = _LINE.fullmatch(line)
    if match is None or len(match["title"]) > _LONGEST or _CELL.search(match["title"]):
        return None
    led = "." in match["leader"] or "·" in match["leader"] or "…" in match["leader"]
    number = int(match["page"]) if match["page"].isdigit() else 0
    if number > last > 0 or (not led and (not last or not number)):
        return None
    title = match["title"].strip()
    return _Entry(at, title, led, ord(title.casefold()[0]) if match["leader"][0] == "," else number)


def _runs(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Entries that follow each other closely, in order."""
    run: list[_Entry] = []
    for entry in entries:
        if run and (entry.at - run[-1].at > _GAP + 1 or entry.order < run[-1].order):
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def _is_contents(run: Sequence[_Entry]) -> bool:
    led = sum(entry.led for entry in run)
    titles = {entry.title for entry in run}
    return (led >= _LED or len(run) >= _UNLED) and 2 * len(titles) > len(run)
