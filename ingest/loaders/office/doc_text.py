"""The text of an old Word file's paragraphs as a reader sees it: withdrawn letters gone, figures raised, links kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.office.doc_file import DocFile
from ingest.loaders.office.doc_looks import Look
from ingest.loaders.office.fields import OpenFields
from ingest.loaders.office.symbols import read_symbol
from ingest.loaders.omissions import GAP, HIDDEN, STRUCK, Omissions, close_gaps

BEGIN, RESULT, END = "\x13", "\x14", "\x15"  # of fields
FIELDS = re.compile(f"([{BEGIN}{RESULT}{END}])")
# What stands for a character: breaks, hyphens; then what only marks a note, a picture, a cell.
SHOWN = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": ""}
MARKS = str.maketrans(SHOWN | dict.fromkeys(map(chr, (*range(9), 12, 13, *range(15, 19), *range(22, 30), 127)), ""))
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
HALF = re.compile("[\ud800-\udfff]")


@dataclass
class DocText:
    """Reads stretches in the order of the text; a field may begin in one and end in another."""

    file: DocFile
    omissions: Omissions
    _fields: OpenFields = field(default_factory=OpenFields)
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._starts = [start for start, _, _ in self.file.looks]

    def read(self, start: int, end: int) -> str:
        """What is seen from one place to another, which lie in one paragraph."""
        pieces: list[str] = []
        at = max(0, bisect_right(self._starts, start) - 1)
        while start < end:
            while at < len(self.file.looks) and self.file.looks[at][1] <= start:
                at += 1
            first, last, look = self.file.looks[at] if at < len(self.file.looks) else (end, end, None)
            if first > start:
                last, look = min(first, end), None
            last = min(last, end)
            self._gather(self.file.text[start:last], look, start, pieces)
            start = last
        return close_gaps(_pair("".join(pieces)))

    def _gather(self, text: str, look: Look | None, place: int, pieces: list[str]) -> None:
        for part in FIELDS.split(text):
            if part == BEGIN:
                self._fields.begin()
            elif part == RESULT:
                self._fields.begin_result(pieces)
            elif part == END:
                self._fields.end(pieces)
            elif self._fields.in_instruction:
                self._fields.add_instruction(part)
            else:
                words = part.translate(MARKS)
                pieces.append(words if look is None or not part else self._show(part, words, look, place))

    def _show(self, marks: str, words: str, look: Look, place: int) -> str:
        if look.deleted:
            return ""
        if look.symbol and not words.strip("("):
            font, code = look.symbol
            name = self.file.fonts[font] if font < len(self.file.fonts) else ""
            return read_symbol(name, f"{code:x}") * len(marks)
        if look.hidden or look.tiny or look.struck or (look.white and self._is_unseen(look, place)):
            if words.strip():
                self.omissions.add(STRUCK if look.struck and not look.hidden else HIDDEN)
            return GAP if words.strip() else ""
        return words if not look.place else raise_text(words) if look.place > 0 else lower_text(words)

    def _is_unseen(self, look: Look, place: int) -> bool:
        """White letters: in tables and on a ground of their own the paper may be dark."""
        layout = self.file.layout(place)
        return not (look.grounded or layout.grounded or layout.depth)


def _pair(text: str) -> str:
    """With the two halves of a rare character as one; a half alone is none."""
    if not HALF.search(text):
        return text
    return HALF.sub("", PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text))
