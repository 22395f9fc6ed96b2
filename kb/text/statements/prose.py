"""Running text: sentences below their headings, list items with what leads in, rows of tables, a mail's head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.text.markup import strip_markup
from kb.text.sentences import LINE_MARKS, split_sentences
from kb.text.statements import html_rows
from kb.text.statements.blocks import FENCE, find_line_start, split_blocks
from kb.text.statements.code import split_code
from kb.text.statements.rows import read_rows
from kb.text.statements.statement import Kind, Statement
from kb.types import Page, Span

_LONGEST = 400  # characters of a list that it is compared by, or of a numbered paragraph that stays whole
NUMBERED_PART = (  # what a document calls its parts, before their number
    r"(?:[Cc]lauses?|[Ss]ections?|[Aa]rticles?|[Pp]aragraphs?|[Ii]tems?|[Rr]ules?"
    r"|Ziff(?:er|\.)|Nummern?|Nr\.|Punkte?|Abschnitt|Artikel|Absatz)"
)
_MARK = re.compile(
    rf"(?P<mark>{NUMBERED_PART}\s+\d{{1,3}}(?:\.\d{{1,3}})*(?=[.:)]\s)[.:)]"
    r"|第[〇零一二三四五六七八九十百\d]{1,6}[条章节款]|§+\s*\d+[a-z]?|[（(]?[〇零一二三四五六七八九十]{1,3}[、)）]"
    r"|\d{1,3}(?:\.\d{1,3})+\.?|[（(]?\d{1,3}[.)、）](?!\d)|[（(][a-z]{1,4}[)）]|[-*+•◦▪–](?=\s))\s*"
)
_ENDS = LINE_MARKS + '"”'
_LONGEST_HEADING = 60  # columns
_HEADING_WORDS = 8


@dataclass
class _Place:
    """What the next statement stands under."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    bare: str = ""  # a line that heads what follows, though nothing marks it
    mail: tuple[str, ...] = ()
    lead: str = ""  # what leads into a list
    is_markdown: bool = False

    @property
    def context(self) -> tuple[str, ...]:
        titles = (title for _, title in self.headings)
        return tuple(part for part in (*self.mail, *titles, self.bare, self.lead) if part)


def split_prose(page: Page, is_markdown: bool) -> Iterator[Statement]:
    """The statements of a page of text, in order."""
    place = _Place(is_markdown=is_markdown)
    # An outline's heading may begin in the middle of a line, behind its number.
    headings = {find_line_start(page.text, heading.start): heading for heading in page.headings}
    for kind, lines in split_blocks(page, is_markdown):
        start, end = lines[0][0], lines[-1][0] + len(lines[-1][1])
        match kind:
            case "heading":
                heading = headings[start]
                place.headings = [(level, title) for level, title in place.headings if level < heading.level]
                place.headings.append((heading.level, heading.title))
                place.bare = place.lead = ""
            case "row":
                yield from read_rows(lines, place.context)
                place.lead = ""
            case "table":
                yield from html_rows.split_html_rows(page.text[start:end], start, place.context)
                place.lead = ""
            case "code":
                inside = lines[1:-1] if len(lines) > 2 and FENCE.match(lines[-1][1]) else lines[1:]
                if inside:
                    body = page.text[inside[0][0] : inside[-1][0] + len(inside[-1][1])]
                    yield from split_code(body, inside[0][0], place.context)
                place.lead = ""
            case "mail":
                place.mail = tuple(line.strip() for _, line in lines if line.startswith(("Date: ", "Subject: ")))
                place.headings, place.bare, place.lead = [], "", ""
                stated = page.text[start:end].rstrip()
                yield Statement(start, start + len(stated), stated, "header")
            case "text":
                yield from _read_prose(page.text, Span(start, end), place)


def _read_prose(text: str, within: Span, place: _Place) -> Iterator[Statement]:
    """Sentences and items of running text; `place` is carried on."""
    units = list(_units(text, within))
    items: list[Statement] = []  # of the list that is being read, after what leads in
    opening: Statement | None = None
    for at, unit in enumerate(units):
        before, after = units[at - 1] if at else None, units[at + 1] if at + 1 < len(units) else None
        if _is_heading(text, unit, before, after, within):
            yield from _make_list(text, opening, items)
            opening, items = None, []
            heading = text[unit.start : unit.end]
            place.bare, place.lead = (strip_markup(heading) if place.is_markdown else heading).strip("#* "), ""
            continue
        statement = _statement(text, unit, place)
        if opening and (statement.kind == "item" or not items):
            items.append(statement)
            yield replace(statement, context=(*statement.context,))
            if statement.kind == "item":
                continue
        yield from _make_list(text, opening, items)
        taken = bool(opening and items and items[-1] is statement)
        opening, items, place.lead = None, [], ""
        if not taken:  # what leads into a list says nothing of what follows it
            statement = _statement(text, unit, place)
        if statement.text.rstrip("*_ ").endswith((":", "：", "?", "？")):
            opening = statement
            place.lead = statement.plain_text if statement.text.rstrip("*_ ")[-1] in ":：" else ""
        elif not taken:
            yield statement
    yield from _make_list(text, opening, items)


def _make_list(text: str, opening: Statement | None, items: Sequence[Statement]) -> Iterator[Statement]:
    """What leads in, with as many of its items as it is compared by, and the place where the last one ends."""
    if opening is None:
        return
    if opening.text.rstrip("*_ ")[-1] in "?？":
        items = items[:1]
    ends = [each.end for each in items if each.end - opening.start <= _LONGEST]
    end = ends[-1] if ends else opening.end
    kind: Kind = "list" if ends else opening.kind
    yield replace(opening, end=end, text=text[opening.start : end], kind=kind, whole=items[-1].end if items else 0)


def _statement(text: str, unit: Span, place: _Place) -> Statement:
    stated = text[unit.start : unit.end]
    mark = _MARK.match(stated)
    return Statement(
        unit.start,
        unit.end,
        stated,
        "item" if mark else "sentence",
        place.context,
        mark=mark["mark"] if mark else "",
        is_markdown=place.is_markdown,
    )


def _units(text: str, within: Span) -> Iterator[Span]:
    """Sentences; a numbered paragraph stays whole where it is short, and so does what semicolons part."""
    unit: Span | None = None
    for span in split_sentences(text[within.start : within.end]):
        span = Span(within.start + span.start, within.start + span.end)
        stated = text[span.start : span.end]
        if not any(letter.isalnum() for letter in stated) or stated.startswith("<!--"):
            continue
        if unit and span.end - unit.start <= _LONGEST and _is_continued(text, unit, span):
            unit = Span(unit.start, span.end)
            continue
        if unit:
            yield unit
        unit = span
    if unit:
        yield unit


def _is_continued(text: str, unit: Span, span: Span) -> bool:
    """Whether a sentence belongs to the one before it: on its line, in one item or after a semicolon."""
    if "\n" in text[unit.end : span.start]:
        return False
    return text[unit.end - 1] in ";；" or bool(_MARK.match(text, unit.start))


def _is_heading(text: str, unit: Span, before: Span | None, after: Span | None, within: Span) -> bool:
    """Whether a short line without an end heads what follows, as in text that was taken from a PDF."""
    line = text[unit.start : unit.end]
    if line.startswith("#"):
        return True
    if after is None or "\n" in line or len(line) > _LONGEST_HEADING or line.rstrip("*_ ")[-1:] in _ENDS:
        return False
    alone = text[: unit.start].rstrip(" \t")[-1:] in ("", "\n") and text[unit.end :].lstrip(" \t")[:1] == "\n"
    mark = _MARK.match(line)
    words = line[mark.end() if mark else 0 :].split()
    if not alone or not words or len(words) > _HEADING_WORDS or (mark and mark["mark"] in "-*+•◦▪–"):
        return False
    if (
        any(letter.isdigit() for word in words for letter in word)
        or words[0][0].islower()
        or ": " in line
        or "：" in line
    ):
        return False
    ended = before is None or text[before.start : before.end].rstrip("*_ ")[-1:] in _ENDS
    return ended or before is None or "\n\n" in text[before.end : unit.start] or _is_short(text, before)


def _is_short(text: str, unit: Span) -> bool:
    return unit.end - unit.start <= _LONGEST_HEADING and "\n" not in text[unit.start : unit.end]
