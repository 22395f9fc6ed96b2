"""Where sentences begin and end, in European and East Asian text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.types import Span

# A full stop ends a sentence only before a blank, and no small letter: "3.5", "kb.toml", "Sp. z o.o." go on.
# East Asian marks end it anywhere.
# What looks behind and takes all or nothing reads a long run of dots once, and not once for each dot.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|$)(?!(?<=\.)[ \t]+[a-z])|[。！？；…]+[”’」』）]*|\n\s*")
# A line goes on in the next one where it is long enough to have been wrapped and neither of them is of another kind.
_WRAPPED = 34  # columns
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")
_COUNT = re.compile(r"(?:^|\n)[^\S\n]*\d{1,3}\.$")  # of a numbered list
_OWN_LINE = re.compile(r"\s*(?:[#|>•◦▪]|[-*+–]\s|\d{1,3}[.)、]\s|```|<)")
_TAIL = 40  # characters: no abbreviation, number or row of closing quotes is longer
# These begin a line of their own where the one before has ended: "in the twelve\n(12) months" is one sentence.
_OWN_AFTER_END = re.compile(
    r"\s*(?:[（(]?[a-zA-Z\d一二三四五六七八九十]{1,3}[)）、]|\d{1,3}(?:\.\d{1,3})+\.?\s|第[一二三四五六七八九十百\d]{1,6}[条章节])"
)
_ENDED = re.compile(r"(?:[.!?…:;,。！？；：，、|][\"'”’»)\]」』）]*|\b(?:and|or|und|oder))\s*$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|no|nos|inc|ltd|co|corp|fig|figs|eq|sec|art|approx|ca|cf|vol|pp?|e\.g|i\.e"
    r"|etc|z\.b|bzw|nr|abs|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[A-Z])\.$",
    re.IGNORECASE,
)


def split_sentences(text: str) -> list[Span]:
    """The sentences of a text, without the blanks around them; a line break ends one unless the line was only wrapped.

    >>> [("Dr. Wu pays 3.5 %. 好的。行")[s.start : s.end] for s in sentences("Dr. Wu pays 3.5 %. 好的。行")]
    ['Dr. Wu pays 3.5 %.', '好的。', '行']
    """
    return [span for span in (_stripped(text, *piece) for piece in _pieces(text)) if span.end > span.start]


def ends_sentence(text: str) -> bool:
    """Whether text, as far as it has come, ends with the end of a sentence (an abbreviation's dot is none)."""
    start = max(0, len(text) - _TAIL)
    if _COUNT.search(text, start):
        return False
    tail = text[start:].removesuffix("\n")
    ended = tail.rstrip("\"'”’»)").endswith((*".!?…",)) or tail.rstrip("”’」』）").endswith((*"。！？；",))
    return ended and not _ABBREVIATION.search(text, start)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith("\n") and _goes_on(text, match):
            continue
        if match.group() == "." and _COUNT.search(text, max(0, match.start() - 6), match.end()):
            continue
        if match.group().startswith(".") and _ABBREVIATION.search(text, max(0, match.start() - 8), match.start() + 1):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _goes_on(text: str, line_end: re.Match[str]) -> bool:
    if line_end.group().count("\n") > 1 or line_end.end() == len(text):
        return False
    line = text[text.rfind("\n", 0, line_end.start()) + 1 : line_end.start()]
    columns = len(line) + len(_WIDE.findall(line))
    following = text[line_end.start() + 1 : line_end.end() + 8]
    if columns < _WRAPPED or line.lstrip().startswith(("#", "|")) or _OWN_LINE.match(following):
        return False
    return not (_OWN_AFTER_END.match(following) and _ENDED.search(line[-_TAIL:]))


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
