"""Rows of cells as a reader takes them: captions as lines, tables with their header row, apart where a row is blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.loaders.page_builder import PageBuilder

NUMBER = re.compile(r"[-+(]?[$€£¥]?\s*\d[\d.,\s]*%?\)?")


def write_rows(builder: PageBuilder, rows: Iterable[Sequence[str]]) -> None:
    """Rows in blocks between blank ones. A block that begins with data goes on with the header of the one before."""
    header: list[str] = []
    alone = False  # a header that a blank row keeps apart from its data
    for block in _blocks(rows):
        while block and _filled(block[0]) == 1 and any(_filled(row) > 1 for row in block):
            builder.add(" ".join(filter(None, block.pop(0))))
        if header and _begins_with_data(block) and len(header) >= _width(block):
            block.insert(0, header)
        elif alone:
            builder.table([header])
        alone = len(block) == 1 and _filled(block[0]) > 1
        if all(_filled(row) == 1 for row in block):
            builder.add("\n".join(" ".join(filter(None, row)) for row in block))
            continue
        header = block[0]
        if not alone:
            margin = min(_margin(row) for row in block)
            builder.table([row[margin:] for row in block])
    if alone:
        builder.table([header])


def _begins_with_data(block: Sequence[Sequence[str]]) -> bool:
    return _filled(block[0]) > 1 and any(NUMBER.fullmatch(value.strip()) for value in block[0])


def _blocks(rows: Iterable[Sequence[str]]) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    for row in rows:
        if any(value.strip() for value in row):
            block.append(list(row))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _filled(row: Sequence[str]) -> int:
    return sum(bool(value.strip()) for value in row)


def _width(block: Sequence[Sequence[str]]) -> int:
    return max(index + 1 for row in block for index, value in enumerate(row) if value.strip())


def _margin(row: Sequence[str]) -> int:
    return next((index for index, value in enumerate(row) if value.strip()), len(row))
