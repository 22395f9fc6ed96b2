"""Markdown: raw text kept to the letter, with its headings, front-matter title and invisible comments found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.omissions import STRUCK, Omissions
from ingest.loaders.text.decode import decode
from kb.text.links import stays_inside
from kb.text.markup import FRONT_MATTER
from kb.text.sentences import MARKS
from kb.types import Heading, Page, Span

TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
MARK = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})|(?P<code>`+)|(?P<html><!--)"
    # Obsidian's comments: lines between two that are nothing else, and words within a line; `%%d` stands for `%d`.
    r"|(?P<lines>^%%[ \t]*\n(?:(?!%%[ \t]*$).*\n)*?%%[ \t]*$)|(?P<words>(?<!\S)%%(?![A-Za-z]\b)(?:(?!%%).)+%%)",
    re.MULTILINE,
)
ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
STRUCK_LINE = re.compile(rf"^[ \t>]*(?:[-*+] |\d+[.)] )?[ \t]*~~(?!~)(?:(?!~~).)+~~[{MARKS}]?[ \t]*$", re.MULTILINE)
LINK_LINE = re.compile(
    r"^[ \t>]*(?:[-*+] |\d+[.)] )?[ \t]*\[[^\[\]\n]+\]\((?P<address>[^()\s]*)\)[ \t]*$", re.MULTILINE
)
BLOCK_START = re.compile(r"\s*(?:[-*+>|]|\d+[.)])(?:\s|$)|\s*\|")


def load_markdown(path: Path) -> LoadedFile:
    text = decode(path.read_bytes())
    page = markdown_page(text)
    title = _front_title(FRONT_MATTER.match(text)) or _first_title(page.headings) or path.stem
    omissions = Omissions()
    omissions.add(STRUCK, sum(bool(STRUCK_LINE.match(text, span.start)) for span in page.boilerplate))
    return LoadedFile(title, (page,), omissions.describe())


def markdown_page(text: str) -> Page:
    """The text as it is, with headings.

    Front matter and comments, which no reader sees rendered, are boilerplate, and so are lines that are struck through;
    words struck within a line keep their marks. Lines that only lead to other documents are navigation.
    """
    matter = FRONT_MATTER.match(text)
    body = matter.end() if matter else 0
    fences, comments = _find_blocks(text, body)
    headings = _headings(text, body, sorted([*fences, *comments], key=lambda span: span.start))
    boilerplate = ([Span(0, body)] if matter else []) + comments
    boilerplate += [Span(*line.span()) for line in _outside(STRUCK_LINE, text, [*boilerplate, *fences])]
    boilerplate.sort(key=lambda span: span.start)
    menu = [link for link in _outside(LINK_LINE, text, [*boilerplate, *fences]) if stays_inside(link["address"])]
    navigation = tuple(Span(*link.span()) for link in menu)
    return Page(text, headings=tuple(headings), boilerplate=tuple(boilerplate), navigation=navigation)


def _outside(lines: re.Pattern[str], text: str, apart: Sequence[Span]) -> list[re.Match[str]]:
    """Those that match outside of what is set apart."""
    return [found for found in lines.finditer(text) if not any(one.start <= found.start() < one.end for one in apart)]


def _find_blocks(text: str, body: int) -> tuple[list[Span], list[Span]]:
    """Fenced code and comments: whichever begins first holds what looks like the other."""
    fences: list[Span] = []
    comments: list[Span] = []
    position = body
    while found := MARK.search(text, position):
        position = found.end()
        if found["fence"]:
            position = _fence_end(text, found)
            fences.append(Span(found.start(), position))
        elif found["code"]:
            position = _code_end(text, found)
        elif not found["html"]:
            comments.append(Span(*found.span()))
        elif (end := text.find("-->", found.end())) >= 0:
            position = end + 3
            comments.append(Span(found.start(), position))
        elif not text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip():
            comments.append(Span(found.start(), len(text)))  # never closed: hides the rest where it begins a line
            break
    return fences, comments


def _fence_end(text: str, opening: re.Match[str]) -> int:
    mark = opening["fence"]
    closing = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
    found = closing.search(text, opening.end())
    return found.end() if found else len(text)


def _code_end(text: str, opening: re.Match[str]) -> int:
    """The end of code within a paragraph; backticks that nothing closes are only backticks."""
    mark = opening["code"]
    paragraph_end = text.find("\n\n", opening.end())
    closing = re.compile(rf"(?<!`){mark}(?!`)")
    found = closing.search(text, opening.end(), paragraph_end if paragraph_end >= 0 else len(text))
    return found.end() if found else opening.end()


def _headings(text: str, body: int, apart: list[Span]) -> Iterator[Heading]:
    offset, previous, passed = body, "", 0
    for line in text[body:].split("\n"):
        while passed < len(apart) and apart[passed].end <= offset:
            passed += 1
        if passed < len(apart) and apart[passed].start <= offset:
            previous = ""
        else:
            heading = _heading_at(line, previous, offset)
            if heading:
                yield heading
            previous = line
        offset += len(line) + 1


def _heading_at(line: str, previous: str, offset: int) -> Heading | None:
    atx = ATX.match(line)
    if atx:
        title = _plain(atx[2] or "")
        return Heading(offset, len(atx[1]), title) if title else None
    setext = SETEXT.match(line)
    if setext and previous.strip() and not BLOCK_START.match(previous) and not ATX.match(previous):
        level = 1 if setext[1][0] == "=" else 2
        return Heading(offset - len(previous) - 1, level, _plain(previous))
    return None


def _plain(title: str) -> str:
    """A heading's words without links, emphasis and attributes."""
    title = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", title)
    title = re.sub(r"\s*\{[#.][^}]*\}\s*$", "", title)
    title = re.sub(r"(\*\*|__|\*|`|~~)(.+?)\1", r"\2", title)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|-])", r"\1", title).strip()


def _front_title(matter: re.Match[str] | None) -> str:
    found = TITLE.search(matter[1]) if matter else None
    return found[1].strip("\"'").strip() if found else ""


def _first_title(headings: tuple[Heading, ...]) -> str:
    return headings[0].title if headings and headings[0].level == 1 else ""
