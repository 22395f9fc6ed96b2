"""An answer's lines as tokens: what in them is a document's, word for word, and what is ours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.text import language
from kb.types import Token

_MARKS = re.compile(r"(?: \[\d{1,3}\])+$")  # ours: those of documents are written otherwise, see prompt.disarm_text


def split_tokens(answer: str) -> list[Token]:
    """An answer of lines, each mostly a document's: what is ours are fixed phrases, and the marks at their ends."""
    head, *lines = answer.split("\n")
    headings = (language.WORD_FOR_WORD, language.NOT_CERTAIN, language.NOT_CERTAIN_MEANT)
    ours = {phrase for heading in headings for phrase in heading.values()}
    tokens = [Token(head)] if head in ours else split_line("", head)
    for line in lines:
        dash = "- " if line.startswith("- ") else ""
        tokens += split_line(f"\n{dash}", line.removeprefix(dash))
    return tokens


def split_line(before: str, line: str, *, marked: bool = True) -> list[Token]:
    """A line: what is ours in it, and what a document says or is called; marks at its end are ours where `marked`."""
    marks = _MARKS.search(line) if marked else None
    end = marks.start() if marks else len(line)
    parts = [Token(before), Token(line[:end], quoted=True), Token(line[end:])]
    return [part for part in parts if part.text]


def join_tokens(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)
