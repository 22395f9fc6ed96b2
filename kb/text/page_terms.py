"""The terms of many parts of one text, such as chunks and what surrounds them: the text is cut into terms once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from kb.text.terms import extract_terms

_NEAR = 8  # characters on either side of a place that tell whether terms may go on across it
_ENDS = "。！？；"  # no part of any term, before whatever
_FIRST_MARK = "\u0300"  # below, but for the soft hyphen, each character is what it is, whatever stands beside it
_SOFT_HYPHEN = "\xad"


class PageTerms:
    """Of the characters `start` to `end` of a text; `borders` are places where its parts may begin and end."""

    def __init__(self, text: str, start: int, end: int, borders: Iterable[int]) -> None:
        self._text = text
        inner = {
            at
            for at in borders
            if start < at < end and parts_terms(text[max(0, at - _NEAR) : at], text[at : at + _NEAR])
        }
        self._cuts = sorted({start, end, *inner})
        self.terms: list[str] = []  # of all these characters
        self._starts = [0]
        self._heads: dict[str, list[str]] = {}  # the same titles and headings come before many parts
        for begin, stop in pairwise(self._cuts):
            self.terms += extract_terms(text[begin:stop])
            self._starts.append(len(self.terms))

    def extract(self, start: int, end: int, before: str = "") -> list[str]:
        """What `extract_terms` makes of `before` and the text's characters from `start` to `end`, put together."""
        head, known, tail = self.find(start, end, before)
        return [*head, *self.terms[known], *tail]

    def find(self, start: int, end: int, before: str = "") -> tuple[list[str], slice, list[str]]:
        """The same in three parts: those in the middle are among `terms`."""
        apart = not before or parts_terms(before[-_NEAR:], self._text[start : min(end, start + _NEAR)])
        # Where a term may go on from `before` into the text, both are read together up to the next place of no such.
        first = bisect_left(self._cuts, start) if apart else bisect_right(self._cuts, start)
        last = bisect_right(self._cuts, end) - 1
        if first > last:
            return extract_terms(before + self._text[start:end]), slice(0), []
        known = slice(self._starts[first], self._starts[last])
        head = self._extract_head(before + self._text[start : self._cuts[first]])
        return head, known, extract_terms(self._text[self._cuts[last] : end])

    def _extract_head(self, text: str) -> list[str]:
        if text not in self._heads:
            self._heads[text] = extract_terms(text)
        return self._heads[text]


def parts_terms(before: str, after: str) -> bool:
    """Whether these two texts, one after the other, have the terms that each has alone: True only where that is sure.

    A single blank joins characters of Chinese and Japanese; whatever stands together without one may be one term.
    """
    if before[-1:] in _ENDS:
        return True
    left, right = before.rstrip(), after.lstrip()
    blanks = len(before) - len(left) + len(after) - len(right)
    if blanks == 1:
        return not left or not right or _is_plain(left[-1]) or _is_plain(right[0])
    return blanks > 1


def _is_plain(character: str) -> bool:
    return character < _FIRST_MARK and character != _SOFT_HYPHEN
