"""A page's lines in runs of one kind: headings, rows, tables in HTML, code, mails' heads, text."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby

from kb.text.markup import is_only_tags
from kb.text.statements import html_rows
from kb.text.statements.rows import are_rows, is_row
from kb.types import Page

_BULLET = re.compile(r"\s*[*+•◦▪–-]\t")
_MAIL = re.compile(r"(?:From|To|Cc|Date|Subject): \S.*")
FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})")


def split_blocks(page: Page, is_markdown: bool) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Runs of lines of one kind; boilerplate and navigation are in none, and end them."""
    kinds: list[tuple[str, int, str]] = []
    inside = ""  # of which block with an end of its own: code or an HTML table
    starts = {find_line_start(page.text, heading.start) for heading in page.headings}
    last_table_end = page.text.lower().rfind(html_rows.CLOSING) if is_markdown else 0
    left_out = deque(sorted((*page.boilerplate, *page.navigation), key=lambda span: span.start))
    at = 0
    for line in page.text.splitlines(keepends=True):
        begin, at = at, at + len(line)
        first = begin + len(line) - len(line.lstrip())
        while left_out and left_out[0].end <= first:
            left_out.popleft()
        if left_out and left_out[0].start <= first:
            kinds.append(("left out", begin, line))
            continue
        kind = inside or _classify(line, begin in starts, is_markdown, begin < last_table_end)
        kinds.append((kind, begin, line))
        inside = kind if _goes_on(kind, line, inside) else ""
    for key, run in groupby(_correct_kinds(kinds), key=lambda one: (one[0], one[1] if one[0] == "heading" else 0)):
        if key[0] != "left out":
            yield key[0], [(begin, line) for _, begin, line in run]


def _classify(line: str, is_heading: bool, is_markdown: bool, may_be_table: bool) -> str:
    """Which kind of line it is, where no block is open."""
    if FENCE.match(line):
        return "code"
    if may_be_table and html_rows.OPENING.match(line):
        return "table"
    if is_markdown and is_only_tags(line):
        return "left out"
    if is_heading:
        return "heading"
    if is_row(line):
        return "row"
    if _MAIL.match(line):
        return "mail"
    apart = _BULLET.sub("", line)  # of a list's mark its text may stand apart by a tab, in a PDF
    return "tab" if "\t" in apart.strip() else "text"


def _goes_on(kind: str, line: str, inside: str) -> bool:
    """Whether the next line belongs to the block of this one, whatever it looks like."""
    if kind == "code":
        return bool(inside) != bool(FENCE.match(line))
    return kind == "table" and html_rows.CLOSING not in line.lower()


def _correct_kinds(kinds: Sequence[tuple[str, int, str]]) -> Iterator[tuple[str, int, str]]:
    """A mail's head has two lines at least; tabs make a table in three lines at least."""
    for kind, group in groupby(kinds, key=lambda one: one[0]):
        run = list(group)
        lines = [line for _, _, line in run]
        if kind == "tab":
            kind = "row" if are_rows(lines) else "text"
        elif kind == "mail" and len(run) < 2:
            kind = "text"
        yield from ((kind, begin, line) for _, begin, line in run)


def find_line_start(text: str, at: int) -> int:
    first = at + len(text[at:]) - len(text[at:].lstrip())
    return text.rfind("\n", 0, first) + 1
