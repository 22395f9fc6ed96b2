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

MOST_LINES = 5_000  # of a document: some hundred pages
MOST_WORDS = 400  # of a line that is compared word by word
MOST_PAIRS = 500  # lines that are compared word by word: more differences than one reads
ALIKE = 0.3  # share of words in common from which two lines are one that was changed

_WORD = re.compile(rf"[{LATIN_LETTERS}0-9.,]*[{LATIN_LETTERS}0-9]|\s+|.", re.DOTALL)

Kind = Literal["same", "changed", "removed", "added"]


@dataclass(frozen=True)
class LinePart:
    """A part of a line, and whether the other document has it."""

    text: str
    differs: bool


@dataclass(frozen=True)
class LinePair:
    """A line of the one beside that of the other; empty where only one has it."""

    kind: Kind
    left: tuple[LinePart, ...]
    right: tuple[LinePart, ...]


def compare_pages(left: Sequence[Page], right: Sequence[Page]) -> list[LinePair]:
    """Raises TooLarge."""
    return list(_rows(_lines(left), _lines(right)))


def _lines(pages: Sequence[Page]) -> list[str]:
    lines = [" ".join(line.split()) for page in pages for line in page.text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise TooLarge(
            f"A document has {len(lines):,} lines; {MOST_LINES:,} can be compared.", "Compare shorter documents."
        )
    return lines


def _rows(left: list[str], right: list[str]) -> Iterator[LinePair]:
    # Lines that stand everywhere begin no match: without that, a file of two lines over and over takes minutes.
    pairs = 0
    for tag, a, b, c, d in SequenceMatcher(None, left, right).get_opcodes():
        if tag == "equal":
            for line in left[a:b]:
                yield LinePair("same", (LinePart(line, False),), (LinePart(line, False),))
            continue
        for one, other in zip_longest(left[a:b], right[c:d], fillvalue=""):
            pairs += 1
            yield from _pair(one, other, by_word=pairs <= MOST_PAIRS)


def _pair(one: str, other: str, *, by_word: bool) -> Iterator[LinePair]:
    if one and other and by_word:
        words, others = _WORD.findall(one)[:MOST_WORDS], _WORD.findall(other)[:MOST_WORDS]
        matcher = SequenceMatcher(None, words, others)
        if matcher.ratio() >= ALIKE:
            codes = matcher.get_opcodes()
            left = tuple(LinePart("".join(words[a:b]), tag != "equal") for tag, a, b, _, _ in codes if a < b)
            right = tuple(LinePart("".join(others[c:d]), tag != "equal") for tag, _, _, c, d in codes if c < d)
            yield LinePair("changed", left, right)
            return
    if one:
        yield LinePair("removed", (LinePart(one, True),), ())
    if other:
        yield LinePair("added", (), (LinePart(other, True),))
