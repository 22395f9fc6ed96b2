"""What can be quoted alone and still says who and what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kb.text.markup import join_lines, strip_markup
from kb.text.scripts import UNSPACED

_WRAPPED = re.compile(rf"(?<=[{UNSPACED}])[ \t]*\n[ \t]*(?=[{UNSPACED}])")  # where no blank is written

Kind = Literal["sentence", "item", "list", "row", "record", "value", "header", "code"]


@dataclass(frozen=True)
class Statement:
    """Characters `start` to `end` of a page's text, which are `text`, and how they are read.

    `context` is what it stands under, outermost first: headings, the line that leads into its list, a mail's subject,
    the path of its value. `cells` are the names and values of a row or record. `mark` is its own number: `3.1`.
    `columns` are all its cells, where `cells` are those that can be told apart by their names.
    `whole` is where a list ends that goes on behind what it is compared by. `is_markdown`: what marks links, bold words
    and tags is not read.
    """

    start: int
    end: int
    text: str
    kind: Kind = "sentence"
    context: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    whole: int = 0
    is_markdown: bool = False

    @property
    def is_row(self) -> bool:
        """Whether it is one of several that have the same columns: of a table, or of JSON."""
        return self.kind in ("row", "record")

    @property
    def plain_text(self) -> str:
        """The statement as one reads it aloud: a row with its column names, links by their words, in one line."""
        is_marked = self.is_markdown and self.kind != "code"
        if cells := self.columns or self.cells:
            line = "; ".join(f"{name}: {value}" if name else value for name, value in cells if value)
        else:
            text = _WRAPPED.sub("", self.text)
            line = join_lines(text) if is_marked else " ".join(text.split())
        return strip_markup(line) if is_marked else line
