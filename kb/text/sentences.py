"""Where sentences begin and end, in European and East Asian text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.text.abbreviations import REACH, is_abbreviation
from kb.text.scripts import WIDE
from kb.types import Span

# Marks that end a sentence before a blank, and those that end one anywhere; what may close behind them.
MARKS, WIDE_MARKS = ".!?…", "。！？；"
CLOSERS, WIDE_CLOSERS = "\"'”’“‘»)\\]*_", "”’」』）"
CLAUSE_MARKS = ";!?" + WIDE_MARKS  # end a clause wherever they stand
LINE_MARKS = MARKS + WIDE_MARKS + ":;,：，、"  # show that a line is more than a heading
# What looks behind and takes all or nothing reads a long run of dots once, and not once for each dot.
END = re.compile(
    rf"(?<![{MARKS}])(?P<marks>[{MARKS}]++)(?P<closers>[{CLOSERS}]*+(?:[ \u00a0\u202f]»)?)(?=\s|$)"
    rf"|[{WIDE_MARKS}]++[{WIDE_CLOSERS}]*+(?![，、。；：」』）と])"
    rf"|(?<=[{WIDE}])…++[{WIDE_CLOSERS}]*+|(?P<line>\n\s*)"
)
_END_BEGINS = re.compile(rf"[{MARKS}{WIDE_MARKS}\n]")
# A line goes on in the next one where it is long enough to have been wrapped and neither of them is of another kind.
_WRAPPED = 34  # columns
# A line this much shorter than one beside it, with room for the next word, was ended and not wrapped. (Not 1: the
# letters of a proportional font make lines of one width unlike in their counts.)
_NARROW = 0.6
_WIDE = re.compile(f"[{WIDE}]")
# A piece that a full stop closes and that has no letter is a number ("4.1. Fees"); one that counts ("Step 1. Open it")
# belongs to what follows.
_LETTER = re.compile(r"[^\W\d_]")
_SMALL = re.compile(r"[^\S\n]+(?:[a-zà-öø-ÿ](?![a-z]{0,2}[A-Z])|[.,;:)…])")
_COUNTED = re.compile(r"\s*[A-Z][a-z]{1,20}\s+\d{1,3}(?:\.\d{1,3})*[A-Z]?")
_COUNT = re.compile(r"(?:^|\n)[^\S\n]*\d{1,3}\.$")  # of a numbered list
_OWN_LINE = re.compile(r"\s*(?:[#|>•◦▪]|[-*+–]\s|\d{1,3}[.)、]\s|```|<|[A-Z][A-Za-z-]{1,20}:\s)")
_CLOSES = re.compile(r"\s*\d{1,4}\)")  # no item of a list where a bracket is open: "(BGBl. I S.\n54) gilt"
_ROW = re.compile(r"[^\t]*\t[^\t]*\t")  # what stands in columns
LINE_AHEAD = 24  # characters of the next line: what tells its kind
_TAIL = 40  # characters: no abbreviation, number or row of closing quotes is longer
# These begin a line of their own where the one before has ended: "in the twelve\n(12) months" is one sentence.
_OWN_AFTER_END = re.compile(
    r"\s*(?:[（(]?[a-zA-Z\d一二三四五六七八九十]{1,3}[)）、]|\d{1,3}(?:\.\d{1,3})+\.?\s|第[一二三四五六七八九十百\d]{1,6}[条章节]"
    r"|(?:§+|Art(?:ikel|icle))\s*\d{1,3}[a-z]?\s*\n)"
)
_SUM = r"\d[\d.,]*\s?(?:€|EUR|Euro|%|\$)"  # ends an item of a list of fees
_ENDED = re.compile(rf"(?:[{LINE_MARKS}|][{CLOSERS}{WIDE_CLOSERS}]*|\b(?:and|or|und|oder)|{_SUM})\s*$")


def split_sentences(text: str) -> list[Span]:
    """The sentences of a text, without the blanks around them; a line break ends one unless the line was only wrapped.

    >>> [("Dr. Wu pays 3.5 %. 好的。行")[s.start : s.end] for s in sentences("Dr. Wu pays 3.5 %. 好的。行")]
    ['Dr. Wu pays 3.5 %.', '好的。', '行']
    """
    return [span for span in (strip_span(text, *piece) for piece in _pieces(text)) if span.end > span.start]


def iterate_pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where the same sentences begin and where the blanks behind them end, each found when it is asked for."""
    for start, end in _pieces(text):
        begin = start + len(text[start:end]) - len(text[start:end].lstrip())
        if begin < end:
            yield begin, end


def ends_sentence(text: str) -> bool:
    """Whether text, as far as it has come, ends with the end of a sentence (an abbreviation's dot is none)."""
    start = max(0, len(text) - _TAIL)
    if _COUNT.search(text, start):
        return False
    tail = text[start:].removesuffix("\n")
    ended = tail.rstrip("\"'”’»)").endswith((*MARKS,)) or tail.rstrip(WIDE_CLOSERS).endswith((*WIDE_MARKS,))
    return ended and not (tail.endswith(".") and is_abbreviation(tail[:-1], ""))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in find_ends(text, 0, len(text)):
        if not goes_on(text, start, match):
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def find_ends(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What `END.finditer` finds, in a sixth of its time: that tries each of its cases at each character."""
    at = start
    for begin in _END_BEGINS.finditer(text, start, end):
        if begin.start() >= at and (match := END.match(text, begin.start(), end)):
            at = match.end()
            yield match


def goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    if end["line"] is not None:
        return _is_line_continued(text, end)
    return end["marks"] is not None and _is_sentence_continued(text, start, end)


def _is_sentence_continued(text: str, start: int, end: re.Match[str]) -> bool:
    """After a mark that may be an abbreviation's; a small letter behind it says so too."""
    if (end["closers"] or end["marks"][-1] in ".…") and _SMALL.match(text, end.end()):
        return True  # "Is it down? yes" is two in a mail, and “Is it?” he asked one
    if end["marks"] != "." or end["closers"]:
        return False
    at = end.start()
    if at - start <= REACH and (not _LETTER.search(text, start, at) or _COUNTED.fullmatch(text, start, at)):
        return True
    following = text[end.end() : end.end() + REACH].lstrip(" \t\u00a0\u202f")
    return is_abbreviation(text[max(start, at - REACH) : at], following)


def _is_line_continued(text: str, line_end: re.Match[str]) -> bool:
    if line_end.group().count("\n") > 1 or line_end.end() == len(text):
        return False
    line = _find_line(text, line_end.start())
    columns = _count_columns(line)
    following = text[line_end.start() + 1 : line_end.end() + LINE_AHEAD]
    if columns < _WRAPPED or line.lstrip().startswith(("#", "|")) or _ROW.match(line):
        return False
    if _CLOSES.match(following) and line.count("(") > line.count(")"):
        return True
    if _OWN_LINE.match(following) or _has_room(text, line, line_end):
        return False
    return not (_OWN_AFTER_END.match(following) and _ENDED.search(line[-_TAIL:]))


def _has_room(text: str, line: str, line_end: re.Match[str]) -> bool:
    """Whether the next line's first word would have stood in this line, as far as the lines beside it tell."""
    next_end = text.find("\n", line_end.end())
    after = text[line_end.end() : next_end if next_end >= 0 else len(text)]
    if after[0].islower():
        return False
    before = _find_line(text, max(line_end.start() - len(line) - 1, 0))
    first_word = after.split(maxsplit=1)[0]
    return _count_columns(line) + _count_columns(first_word) < _NARROW * max(
        _count_columns(before), _count_columns(after)
    )


def _find_line(text: str, end: int) -> str:
    return text[text.rfind("\n", 0, end) + 1 : end]


def _count_columns(line: str) -> int:
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))


def strip_span(text: str, start: int, end: int) -> Span:
    """The same place without the blanks at its ends."""
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
