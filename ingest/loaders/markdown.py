"""Markdown: raw text kept to the letter, with its headings, front-matter title and invisible comments found."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.loaders.decode import decode
from ingest.loaders.loaded import Loaded
from kb.types import Heading, Page, Span

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
BLOCK_START = re.compile(r"\s*(?:[-*+>|]|\d+[.)])(?:\s|$)|\s*\|")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def load_markdown(path: Path) -> Loaded:
    text = decode(path.read_bytes())
    page = markdown_page(text)
    title = _front_title(FRONT_MATTER.match(text)) or _first_title(page.headings) or path.stem
    return Loaded(title, "text/markdown", (page,))


def markdown_page(text: str) -> Page:
    """The text as it is, with headings; front matter and comments, which no reader sees rendered, as furniture."""
    matter = FRONT_MATTER.match(text)
    body = matter.end() if matter else 0
    headings, code = _headings(text, body)
    furniture = ([Span(0, body)] if matter else []) + _comments(text, body, code)
    return Page(text, headings=headings, furniture=tuple(furniture))


def _headings(text: str, body: int) -> tuple[tuple[Heading, ...], list[Span]]:
    """Headings outside code fences, and the fences themselves."""
    found: list[Heading] = []
    code: list[Span] = []
    fence, fence_start, offset = "", 0, body
    previous = ""
    comments = [match.span() for match in COMMENT.finditer(text, body)]
    for line in text[body:].split("\n"):
        mark = FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                code.append(Span(fence_start, offset + len(line)))
                fence = ""
        elif mark:
            fence, fence_start = mark[1], offset
        elif not any(start <= offset < end for start, end in comments):
            heading = _heading_at(line, previous, offset)
            if heading:
                found.append(heading)
        previous = "" if fence else line
        offset += len(line) + 1
    if fence:
        code.append(Span(fence_start, len(text)))
    return tuple(found), code


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


def _comments(text: str, body: int, code: list[Span]) -> list[Span]:
    """HTML comments, which a reader of the rendered page never sees; in code they are code."""
    spans = [Span(*match.span()) for match in COMMENT.finditer(text, body)]
    return [span for span in spans if not any(block.start <= span.start < block.end for block in code)]


def _front_title(matter: re.Match[str] | None) -> str:
    found = TITLE.search(matter[1]) if matter else None
    return found[1].strip("\"'").strip() if found else ""


def _first_title(headings: tuple[Heading, ...]) -> str:
    return headings[0].title if headings and headings[0].level == 1 else ""
