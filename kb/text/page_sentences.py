"""Where the sentences of a text are, of which many parts are asked for, such as of a page and its chunks: read once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from kb.text.sentences import iterate_pieces


class PageSentences:
    """Of the characters `start` to `end` of a text; all places are in characters of the whole text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._begins: list[int] = []
        self._ends: list[int] = []  # the blanks behind them left out
        for begin, stop in iterate_pieces(text[start:end]):
            self._begins.append(start + begin)
            self._ends.append(start + begin + len(text[start + begin : start + stop].rstrip()))

    def list_starts(self, start: int, end: int) -> list[int]:
        """Where those begin that begin from `start` to before `end`."""
        return self._begins[bisect_left(self._begins, start) : bisect_left(self._begins, end)]

    def list_ends(self, start: int, end: int) -> list[int]:
        """Where those end, the blanks behind them left out, of which something lies from `start` to before `end`; the
        last one with what lies there of it."""
        ends = self._ends[bisect_right(self._ends, start) : bisect_left(self._begins, end)]
        if ends and ends[-1] > end:
            ends[-1:] = [at] if (at := start + len(self._text[start:end].rstrip())) > start else []
        return ends
