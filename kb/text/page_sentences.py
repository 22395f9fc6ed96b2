"""Where the sentences of many parts of one text begin, such as of what surrounds its chunks: it is read once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from kb.text.abbreviations import REACH
from kb.text.sentences import CLOSERS, END, LINE_AHEAD, MARKS, WIDE_MARKS, find_ends, goes_on, iterate_pieces

_BLANKS = re.compile(r"[^\S\n]*")
_SIGN = re.compile(r"\S")
_MARKS = frozenset(MARKS + WIDE_MARKS + "\n")
_MARKS_AHEAD = re.compile(rf"[{MARKS}{CLOSERS}]*")
_SMALL_AHEAD = 5  # characters behind the blanks that tell whether a small letter goes on


class _Mark(NamedTuple):
    """What may end a sentence, whether it does, and for which parts of the text that holds.

    For those that reach from `since` to `until`; for a full stop alone, those in which the sentence begins before
    `since`, as it does here, or where it begins here.
    """

    start: int
    end: int
    ends: bool
    since: int
    until: int
    begins: int
    stop: bool
    next_sign: int  # where what is no blank comes next


class PageSentences:
    """Of the characters `start` to `end` of a text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._marks: list[_Mark] = []
        begins = start
        for match in find_ends(text, start, end):
            if match.end() >= end < len(text):
                break  # what comes then may belong to it
            ends = not goes_on(text, begins, match)
            stop, since, until = _look_around(text, match)
            next_sign = _find_sign(text, match.end())
            self._marks.append(_Mark(*match.span(), ends, since, until, begins, stop, next_sign))
            if ends:
                begins = match.end()
        self._starts = [mark.start for mark in self._marks]

    def iterate_starts(self, start: int, end: int) -> Iterator[int]:
        """What `kb.text.sentences.iterate_starts` finds in these characters alone; in characters of the whole text."""
        return (begin for begin, _ in self._iterate_pieces(start, end))

    def list_ends(self, start: int, end: int) -> list[int]:
        """Where the same sentences end, the blanks behind them left out."""
        pieces = self._iterate_pieces(start, end)
        return [begin + len(self._text[begin:stop].rstrip()) for begin, stop in pieces]

    def _iterate_pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        first = bisect_left(self._starts, start)
        cut = first and self._marks[first - 1].end > start
        if cut or self._text[start : start + 1] in _MARKS:  # a mark without what stands before it may be another
            yield from ((start + begin, start + stop) for begin, stop in iterate_pieces(self._text[start:end]))
            return
        begins, sign = start, _find_sign(self._text, start)
        for at in range(first, len(self._marks)):
            mark = self._marks[at]
            if mark.end >= end:
                break
            if mark.ends if self._is_valid(mark, start, end, begins) else self._is_end(mark, start, end, begins):
                if sign < mark.end:
                    yield sign, mark.end
                begins, sign = mark.end, mark.next_sign
        if sign < end:
            yield sign, end

    def _is_valid(self, mark: _Mark, start: int, end: int, begins: int) -> bool:
        if mark.until > end < len(self._text):
            return False
        if not mark.stop:
            return mark.since >= start
        return begins == mark.begins or max(begins, mark.begins) < mark.since

    def _is_end(self, mark: _Mark, start: int, end: int, begins: int) -> bool:
        part = self._text[start:end]
        match = END.match(part, mark.start - start)
        return match is not None and match.end() < len(part) and not goes_on(part, begins - start, match)


def _find_sign(text: str, start: int) -> int:
    sign = _SIGN.search(text, start)
    return sign.start() if sign else len(text)


def _look_around(text: str, mark: re.Match[str]) -> tuple[bool, int, int]:
    """Whether it is a full stop alone, and from where to where it was read whether it ends a sentence."""
    start, end = mark.span()
    if mark["line"] is not None:
        return False, *_look_at_lines(text, mark)
    if mark["marks"] is None:
        ahead = _MARKS_AHEAD.match(text, end)  # at the end of a part they are one with it
        return False, start, (ahead.end() if ahead else end) + 1
    blanks = _BLANKS.match(text, end)
    until = max(end + REACH, blanks.end() + _SMALL_AHEAD if blanks else 0)
    stop = mark["marks"] == "." and not mark["closers"]
    return stop, start - REACH if stop else start, until


def _look_at_lines(text: str, line_end: re.Match[str]) -> tuple[int, int]:
    start, end = line_end.span()
    if line_end.group().count("\n") > 1:
        return start, end + 1
    line = text.rfind("\n", 0, start) + 1
    next_end = text.find("\n", end)
    until = max(end + LINE_AHEAD, next_end + 1 if next_end >= 0 else len(text))
    return text.rfind("\n", 0, max(line - 1, 0)) + 1, until
