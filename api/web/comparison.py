"""Two documents side by side: line by line, and within lines that differ word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from kb.errors import TooLarge
from kb.text.scripts import LATIN_LETTERS
from kb.types import Page

MOST_LINES = 5_000  # of a document: some hundred pages; comparing grows by the square
MOST_WORDS = 400  # of a line that is compared word by word
ALIKE = 0.3  # share of words in common from which two lines are one that was changed

_WORD = re.compile(rf"[{LATIN_LETTERS}0-9.,]*[{LATIN_LETTERS}0-9]|\s+|.", re.DOTALL)

Kind = Literal["same", "changed", "removed", "added"]


@dataclass(frozen=True)
class Piece:
    """A part of a line, and whether the other document has it."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Row:
    """A line of the one beside that of the other; empty where only one has it."""

    kind: Kind
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


def compare_pages(left: Sequence[Page], right: Sequence[Page]) -> list[Row]:
    """Raises TooLarge."""
    return list(_rows(_lines(left), _lines(right)))


def _lines(pages: Sequence[Page]) -> list[str]:
    lines = [" ".join(line.split()) for page in pages for line in page.text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise TooLarge(
            f"A document has {len(lines):,} lines; {MOST_LINES:,} can be compared.", "Compare shorter documents."
        )
    return lines


def _rows(left: list[str], right: list[str]) -> Iterator[Row]:
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            for line in left[a:b]:
                yield Row("same", (Piece(line, False),), (Piece(line, False),))
            continue
        for one, other in zip_longest(left[a:b], right[c:d], fillvalue=""):
            yield from _pair(one, other)


def _pair(one: str, other: str) -> Iterator[Row]:
    if one and other:
        words, others = _WORD.findall(one)[:MOST_WORDS], _WORD.findall(other)[:MOST_WORDS]
        matcher = SequenceMatcher(None, words, others, autojunk=False)
        if matcher.ratio() >= ALIKE:
            codes = matcher.get_opcodes()
            left = tuple(Piece("".join(words[a:b]), tag != "equal") for tag, a, b, _, _ in codes if a < b)
            right = tuple(Piece("".join(others[c:d]), tag != "equal") for tag, _, _, c, d in codes if c < d)
            yield Row("changed", left, right)
            return
    if one:
        yield Row("removed", (Piece(one, True),), ())
    if other:
        yield Row("added", (), (Piece(other, True),))
