"""Marks numbered 1, 2, 3… in the order in which a text names them, and where each leads.

Clients take `[n]` for the n-th of a list of sources, and Markdown numbers its lists without gaps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from api.escape import escape
from kb.answer.check.reasons import strip_notes
from kb.store.home import DEFAULT_SPACE
from kb.types import Citation, Span

HEADING = "**Sources**"
_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKS = re.compile(r" ?\[\d{1,3}\]")
_ENTRY = re.compile(r"\s*\d{1,3}\. +\[")

Link = Callable[[Citation], str]


@dataclass(frozen=True)
class ListedSource:
    """What the mark `[n]` stands for; `place` is where the text has that mark first."""

    n: int
    title: str
    url: str
    place: Span


class MarkNumbering:
    """Renumbers the marks of a text that comes in pieces, no mark cut in two.

    An answer from `known` sources has no marks beyond that number: what looks like one is part of the text.
    """

    def __init__(self, known: int = 0) -> None:
        self.known = known
        self._numbers: dict[int, int] = {}  # as the answer has them → as they are shown
        self._places: dict[int, Span] = {}
        self._length = 0

    def feed(self, piece: str) -> str:
        shown = []
        for index, part in enumerate(_MARK.split(piece)):
            if index % 2 and not 1 <= int(part) <= self.known:
                part = f"[{part}]"
            elif index % 2:
                n = self._numbers.setdefault(int(part), len(self._numbers) + 1)
                part = f"[{n}]"
                self._places.setdefault(n, Span(self._length, self._length + len(part)))
            self._length += len(part)
            shown.append(part)
        return "".join(shown)

    def skip(self, piece: str) -> str:
        """A piece without marks."""
        self._length += len(piece)
        return piece

    def sources(self, citations: Iterable[Citation], link: Link) -> list[ListedSource]:
        """One for each number, in order; of several citations of one source the first that is supported."""
        ordered = sorted(citations, key=lambda citation: not citation.supported)
        best = {citation.n: citation for citation in reversed(ordered)}
        return [
            ListedSource(n, title(best[number]), link(best[number]), self._places[n])
            for number, n in self._numbers.items()
            if number in best
        ]


def title(citation: Citation) -> str:
    """As `handbook.pdf, p. 3`."""
    page = citation.page
    return " ".join(citation.path.split()) + (f", p. {page}" if page is not None else "")


def make_link(base: str, space: str) -> Link:
    """Links to the page view of the server at `base`, with the cited words marked."""

    def link(citation: Citation) -> str:
        query: dict[str, object] = {"start": citation.start, "end": citation.end}
        if space != DEFAULT_SPACE:
            query["space"] = space
        page = citation.page if citation.page is not None else 1
        return f"{base.rstrip('/')}/view/{quote(citation.document, safe='')}/{page}?{urlencode(query)}#cited"

    return link


def format_list(sources: Iterable[ListedSource]) -> str:
    """The list that ends an answer, in Markdown; empty without sources."""
    lines = [f"{source.n}. [{escape(source.title)}]({source.url})\n" for source in sources]
    return f"\n\n{HEADING}\n\n{''.join(lines)}" if lines else ""


def strip_list(text: str) -> str:
    """The text without the lists of sources that we ended answers with."""
    if HEADING not in text:
        return text
    lines, kept, at = text.split("\n"), list[str](), 0
    while at < len(lines):
        end = _end_of_list(lines, at)
        if not end:
            kept.append(lines[at])
            at += 1
            continue
        kept.append(lines[at].rstrip().removesuffix(HEADING).rstrip())
        while kept and not kept[-1].strip():
            kept.pop()
        at = end
    return "\n".join(kept).rstrip()


def _end_of_list(lines: list[str], at: int) -> int:
    """The number of the line after the list whose heading the line `at` ends with; 0 where there is none."""
    if not lines[at].rstrip().endswith(HEADING):
        return 0
    end = 0
    for number in range(at + 1, len(lines)):
        if _is_entry(lines[number]):
            end = number + 1
        elif lines[number].strip():
            break
    return end


def _is_entry(line: str) -> bool:
    """Whether it is one of `format_list`. A title can hold any sign, as code; an address holds no space."""
    line = line.rstrip()
    _, link, address = line.rpartition("](")
    return bool(_ENTRY.match(line) and link) and address.endswith(")") and not re.search(r"\s", address)


def strip_marks(text: str) -> str:
    """An answer of ours as it was before its marks, notes and list: they would be taken for those of the next one."""
    return _MARKS.sub("", strip_notes(strip_list(text)))
