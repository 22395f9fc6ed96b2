"""Code: each function with the comment above it, each constant with its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.text.statements.statement import Statement

_DEFINES = re.compile(
    r"\s*(?:(?:export|default|pub|public|private|protected|static|async|abstract|final)\s+)*"
    r"(?:def|class|func|function|fn|interface|struct|enum|trait|impl|type|module)\b"
)
_COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|--|;|@|\"\"\"|''')")
_LONGEST = 500  # characters of code that are quoted at once

Line = tuple[int, str]  # where it begins, and its text


def split_code(text: str, start: int = 0, context: tuple[str, ...] = ()) -> Iterator[Statement]:
    """Statements of a source file, or of code within a text from character `start` on."""
    scopes: list[tuple[int, str]] = []
    for block in _blocks(text, start):
        for piece in _pieces(block):
            heads = [line for _, line in piece if _DEFINES.match(line)]
            depth = _indent(piece[0][1])
            scopes = [(level, head) for level, head in scopes if level < depth]
            around = tuple(head for _, head in scopes)
            begin = piece[0][0] + depth
            end = piece[-1][0] + len(piece[-1][1].rstrip())
            stated = text[begin - start : end - start]
            if any(letter.isalnum() for letter in stated):
                yield Statement(begin, end, stated, "code", (*context, *around))
            scopes += [(_indent(head), head.strip().rstrip("{: ")) for head in heads]


def _blocks(text: str, start: int) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in text.splitlines(keepends=True):
        if line.strip():
            block.append((start, line))
        elif block:
            yield block
            block = []
        start += len(line)
    if block:
        yield block


def _pieces(block: Sequence[Line]) -> Iterator[list[Line]]:
    """A definition goes on as long as it may; elsewhere each line stands alone, with the comment above it."""
    least = min(_indent(line) for _, line in block)
    piece: list[Line] = []
    for start, line in block:
        length = sum(len(each) for _, each in piece)
        last = piece[-1][1] if piece else ""
        outermost = _indent(line) == least and line.strip()[0] not in ")]}"
        goes_on = piece and (_COMMENT.match(last) or not outermost) and length + len(line) <= _LONGEST
        if piece and not goes_on:
            yield piece
            piece = []
        piece.append((start, line))
    if piece:
        yield piece


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
