"""A page cut into statements: what can be quoted alone and still says who and what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from kb.text.markup import FRONT_MATTER
from kb.text.statements.code import split_code
from kb.text.statements.prose import split_prose
from kb.text.statements.statement import Kind, Statement
from kb.text.statements.values import split_records, split_values
from kb.types import Page

__all__ = ["Kind", "Statement", "split_statements"]

_LONGEST = 1500  # characters that can still be read as one quote
_CELL, _CELLS = 60, 12  # characters and number of cells that are read of a longer row
# Of front matter, what a site's generator needs: a title, an order (no version), a path, yes or no.
_GENERATORS_KEY = re.compile(r"title|(?:\w+[_-])?(?:order|weight|position|depth|priority)", re.IGNORECASE)
_GENERATORS_VALUE = re.compile(r"true|false|yes|no|null|~|\[\]|\{\}|(?:/[\w.%-]*)+|[\w./-]+\.html?", re.IGNORECASE)
_VALUES = frozenset(".yaml .yml .toml .ini .cfg .conf .properties .env".split())
_MARKDOWN = frozenset(".md .markdown .mdown .mkd .mdx .ipynb".split())
_CODE = frozenset(
    ".py .go .js .ts .tsx .jsx .java .kt .c .h .cc .cpp .hpp .cs .rs .rb .php .swift .scala .sh .sql .lua"
    " .pl .r".split()
)


def split_statements(page: Page, path: str = "") -> tuple[Statement, ...]:
    """The statements of a page, in order of their place; `path` tells by its ending how to read the text.

    `page.text[start:end]` is the text of each. None is a heading or a header row alone.
    """
    ending = PurePosixPath(path).suffix.lower()
    found: tuple[Statement, ...] = ()
    if ending == ".json":
        found = tuple(split_records(page.text))
    elif ending in (".jsonl", ".ndjson"):
        found = tuple(one for start, line in _lines(page.text) for one in split_records(line, start))
    elif ending in _VALUES:
        found = tuple(split_values(page.text))
    elif ending in _CODE:
        found = tuple(split_code(page.text))
    matter = FRONT_MATTER.match(page.text)
    about = tuple(_read_front_matter(matter[1], matter.start(1))) if matter and not found else ()
    marked = ending in _MARKDOWN
    if not found:
        prose = sorted(split_prose(page, marked), key=lambda one: (one.start, -one.end))
        found = (*about, *prose)
    found = tuple(replace(one, is_markdown=True) for one in found) if marked else found
    return tuple(piece for one in found for piece in _split_long(one))


def _read_front_matter(text: str, offset: int) -> Iterator[Statement]:
    """Its values, but for those that only a site's generator needs."""
    for one in split_values(text, offset):
        key, value = one.cells[-1]
        if not _GENERATORS_KEY.fullmatch(key) and not _GENERATORS_VALUE.fullmatch(value.strip("\"' ")):
            yield replace(one, kind="header")


def _split_long(one: Statement) -> Iterator[Statement]:
    """The statement, where one can read it at once; of endless text its pieces, of an endless cell the beginning."""
    if len(one.text) <= _LONGEST:
        yield one
    elif one.cells:
        cells = tuple((name[:_CELL], value[:_CELL]) for name, value in one.cells[:_CELLS])
        yield replace(one, end=one.start + _LONGEST, text=one.text[:_LONGEST], cells=cells)
    else:
        at = 0
        while at < len(one.text):
            cut = len(one.text) if len(one.text) - at <= _LONGEST else one.text.rfind(" ", at + 1, at + _LONGEST)
            cut = at + _LONGEST if cut <= at else cut
            yield replace(one, start=one.start + at, end=one.start + cut, text=one.text[at:cut])
            at = cut + len(one.text[cut:]) - len(one.text[cut:].lstrip())


def _lines(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        found.append((at, line))
        at += len(line)
    return found
