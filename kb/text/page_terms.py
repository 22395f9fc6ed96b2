"""Where the terms of many parts of one text are, such as chunks and what surrounds them: it is cut into terms once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

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
        self._places = {text[begin:stop]: at for at, (begin, stop) in enumerate(pairwise(self._cuts))}
        self.texts = [text[begin:stop] for begin, stop in pairwise(self._cuts)]
        """Between two cuts, and what else was found; no term goes from one into another."""

    def find(self, start: int, end: int, before: str = "") -> list[tuple[int, int]]:
        """Which of `texts`, from a first to before a last one, have the terms of `before` and the text's characters
        from `start` to `end`, put together."""
        apart = not before or parts_terms(before[-_NEAR:], self._text[start : min(end, start + _NEAR)])
        # Where a term may go on from `before` into the text, both are read together up to the next place of no such.
        first = bisect_left(self._cuts, start) if apart else bisect_right(self._cuts, start)
        last = bisect_right(self._cuts, end) - 1
        if first > last:
            return self.add(before + self._text[start:end])
        head = self.add(before + self._text[start : self._cuts[first]])
        return [*head, (first, last), *self.add(self._text[self._cuts[last] : end])]

    def add(self, text: str) -> list[tuple[int, int]]:
        """Where it is among `texts`, each of which is there once; "" nowhere."""
        if not text:
            return []
        if text not in self._places:
            self._places[text] = len(self.texts)
            self.texts.append(text)
        return [(at := self._places[text], at + 1)]


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
