"""CSV and TSV: a table with its header row."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import Row
from ingest.loaders.office.sheets import write_rows
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode

DELIMITERS = ",;\t|"
STATED = re.compile(r"sep=(.)\n", re.IGNORECASE)  # a first line of Excel's, which it does not show
SAMPLE = 65_536
MAX_FIELD = 10_000_000  # characters; a quote that never closes makes one field of the rest of the file


def load_csv(path: Path) -> LoadedFile:
    text = decode(path.read_bytes())
    stated = STATED.match(text)
    if stated:
        return _load(path, text[stated.end() :], stated[1])
    return _load(path, text, _delimiter(text))


def load_tsv(path: Path) -> LoadedFile:
    return _load(path, decode(path.read_bytes()), "\t")


def _load(path: Path, text: str, delimiter: str) -> LoadedFile:
    csv.field_size_limit(MAX_FIELD)
    builder = PageBuilder()
    write_rows(builder, map(Row, csv.reader(text.splitlines(keepends=True), delimiter=delimiter)))
    return LoadedFile(path.stem, (builder.page(),))


def _delimiter(text: str) -> str:
    """The one that cuts most of the first lines into the same number of fields, more than one."""
    lines = text[:SAMPLE].splitlines(keepends=True)[:50]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
        usual = max(widths, key=widths.count, default=0)
        return widths.count(usual), usual

    return max(DELIMITERS, key=agreement)
