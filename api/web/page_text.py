"""A page's text as HTML: headings, tables and lines as they stand, the cited characters marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby, pairwise

from kb.text.markup import FRONT_MATTER
from kb.text.scripts import replace_surrogates
from kb.text.statements.rows import is_row
from kb.types import Page, Span

PART = 100_000  # characters: some forty pages of a book
_LOOKED_BACK = 2_000  # characters, for a line's beginning
_CELL = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")  # around code, as Markdown has it; it ends with its like, or with the text
_ITEM = re.compile(r"\s*(?:[-*+•·▪]|\d{1,3}[.)、])\s")
_RULE = re.compile(r"[\s|:-]+")
_DEEPEST = 4  # h3 to h6: h1 and h2 are the page's own
Line = tuple[int, str]  # where it begins in the text, and itself, without its end


def choose_part(text: str, cited: Span, begin: int | None = None) -> Span:
    """What of a text is shown at once, by whole lines: from `begin` on, else what is around the cited characters."""
    wanted = max(0, cited.start - PART // 2) if begin is None else min(begin, len(text))
    start = 0 if len(text) <= PART else _line_begin(text, wanted)
    end = start + PART
    return Span(start, len(text) if end >= len(text) else _line_begin(text, end))


def _line_begin(text: str, at: int) -> int:
    return text.rfind("\n", max(0, at - _LOOKED_BACK), at) + 1 or at


def render_page(page: Page, cited: Span, part: Span | None = None) -> str:
    """The page's text, or the part of it, a table's rows with their header; offsets beyond it mark nothing."""
    writer = _Writer(page.text, cited)
    part = part or Span(0, len(page.text))
    levels = {heading.start: min(heading.level, _DEEPEST) for heading in page.headings}
    parts: list[str] = []
    for (kind, _), group in groupby(_number_blocks(page.text, levels), key=lambda line: line[:2]):
        block = [line[2] for line in group]
        lines = [line for line in block if line[0] < part.end and line[0] + len(line[1]) >= part.start]
        if not lines:
            continue
        if kind == "table":
            if lines[0] is not block[0] and _RULE.fullmatch(block[1][1]):
                lines = [*block[:2], *(line for line in lines if line is not block[1])]
            parts += writer.draw_table(lines)
        elif kind == "code":
            parts.append(f'<pre tabindex="0">{writer.draw_lines(lines, part)}</pre>')
        elif kind == "heading":
            parts += [writer.draw_heading(line, levels[line[0]]) for line in lines]
        elif kind in ("text", "item"):
            opened = "<p>" if kind == "text" else '<p class="item">'
            parts.append(f"{opened}{writer.draw_lines(lines, part)}</p>")
    return "\n".join(parts)


def _number_blocks(text: str, levels: dict[int, int]) -> Iterator[tuple[str, int, Line]]:
    """Each line with its kind and the number of the block that it is in; an item begins a new one, and goes on."""
    number, before = 0, "blank"
    matter = FRONT_MATTER.match(text)
    ending: re.Pattern[str] | None = None  # of the code that a line is in
    for line in _lines(text):
        kind = _kind(line, levels)
        if matter and line[0] < matter.end():
            kind = "code"
        elif ending:
            kind, ending = "code", None if ending.fullmatch(line[1]) else ending
        elif kind == "text" and (fence := _FENCE.match(line[1])):
            kind, ending = "code", re.compile(rf" {{0,3}}{fence[1]}{fence[1][0]}*\s*")
        if kind == "text" and before == "item" and line[1][:1].isspace():
            kind = "item"
        elif kind != before or kind == "item":
            number += 1
        before = kind
        yield kind, number, line


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _kind(line: Line, levels: dict[int, int]) -> str:
    start, text = line
    if not text.strip():
        return "blank"
    if start in levels and len(text) < 300:  # a heading's place may be the beginning of a whole paragraph
        return "heading"
    return "table" if is_row(text) else "item" if _ITEM.match(text) else "text"


class _Writer:
    def __init__(self, text: str, cited: Span) -> None:
        self._text = text
        self._cited = Span(cited.start, min(cited.end, len(text)))

    def draw(self, start: int, end: int) -> str:
        """The characters between, those marked that are cited."""
        first, last = max(start, self._cited.start), min(end, self._cited.end)
        if first >= last:
            return escape_text(self._text[start:end])
        parts = (self._text[start:first], self._text[first:last], self._text[last:end])
        before, marked, after = map(escape_text, parts)
        return f"{before}<mark>{marked}</mark>{after}"

    def draw_lines(self, lines: list[Line], part: Span) -> str:
        """The lines of a block, as far as they are in the part."""
        start, end = lines[0][0], lines[-1][0] + len(lines[-1][1])
        return self.draw(max(start, part.start), min(end, part.end))

    def draw_heading(self, line: Line, level: int) -> str:
        start, text = line
        signs = len(text) - len(text.lstrip("# ")) if text.startswith("#") else 0  # as Markdown writes it
        return f"<h{level + 2}>{self.draw(start + signs, start + len(text))}</h{level + 2}>"

    def draw_table(self, lines: list[Line]) -> Iterator[str]:
        headed = len(lines) > 1 and bool(_RULE.fullmatch(lines[1][1]))
        yield '<div class="scroll" tabindex="0"><table>'
        for number, line in enumerate(lines):
            if not _RULE.fullmatch(line[1]):
                yield self._draw_row(line, "th" if headed and number == 0 else "td")
        yield "</table></div>"

    def _draw_row(self, line: Line, tag: str) -> str:
        start, text = line
        signs = [start + sign.start() for sign in _CELL.finditer(text)]
        within = self._cited.start < start + len(text) and start < self._cited.end
        cells = (self._draw_cell(left + 1, right, tag) for left, right in pairwise(signs))
        return f"<tr{' class=cited' if within else ''}>{''.join(cells)}</tr>"

    def _draw_cell(self, start: int, end: int, tag: str) -> str:
        text = self._text[start:end]
        start += len(text) - len(text.lstrip())
        end -= len(text) - len(text.rstrip()) if text.strip() else len(text)
        return f"<{tag}>{self.draw(start, max(start, end))}</{tag}>"


def escape_text(text: str) -> str:
    """As HTML that shows these very signs."""
    return escape(replace_surrogates(text))
