"""Rows of tables that Markdown has as HTML: each with the names of its columns, its tags in its quote only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from kb.text.markup import remove_tags
from kb.text.statements.statement import Statement

OPENING = re.compile(r"\s*<table\b", re.IGNORECASE)
CLOSING = "</table"
_ROW = re.compile(r"<tr\b[^>]*>(?P<cells>.*?)(?:</tr\s*>|(?=<tr\b)|(?=</table\b)|\Z)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(
    r"<(?P<tag>t[dh])\b[^>]*>(?P<text>.*?)(?=</t[dh]\s*>|<t[dhr]\b|</tr\b|</table\b|\Z)", re.IGNORECASE | re.DOTALL
)


def split_html_rows(text: str, offset: int, context: tuple[str, ...]) -> Iterator[Statement]:
    """The rows of a table; its header, which is all `<th>`, is none of them."""
    header: tuple[str, ...] = ()
    for row in _ROW.finditer(text):
        found = list(_CELL.finditer(row["cells"]))
        cells = tuple(unescape(remove_tags(cell["text"])) for cell in found)
        if not any(cells):
            continue
        if not header and all(cell["tag"].lower() == "th" for cell in found):
            header = cells
            continue
        names = header if len(header) == len(cells) else ("",) * len(cells)
        start = offset + row.start()
        yield Statement(start, start + len(row[0]), row[0], "row", context, tuple(zip(names, cells, strict=True)))
