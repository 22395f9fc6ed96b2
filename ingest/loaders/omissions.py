"""What a loader saw in a file and did not read, counted, for people."""

from __future__ import annotations

import re
from collections import Counter

GAP = "\ufdd0"  # a character that no text has: where something was left out
CLOSED = re.compile(f" ?{GAP}[{GAP} ]*(?=[ .,;:!?)\n]|$)")

STRUCK = "text that is struck through"
HIDDEN = "hidden text"
COVERED = "text under a black box"
PICTURES = "pictures without a description"
OBJECTS = "embedded objects of another program"


class Omissions:
    """Counts by kind, in the order in which they were met first."""

    def __init__(self) -> None:
        self._counts = Counter[str]()

    def add(self, kind: str, count: int = 1) -> None:
        if count:
            self._counts[kind] += count

    def describe(self) -> tuple[str, ...]:
        """A line for each kind."""
        return tuple(f"{kind}: left out ({count} {_places(count)})" for kind, count in self._counts.items())


def _places(count: int) -> str:
    return "place" if count == 1 else "places"


def close_gaps(text: str) -> str:
    """The text with one space, or none before a stop, where something between two spaces was left out."""
    if GAP not in text:
        return text
    return re.sub(f"(?<= ){GAP}[{GAP} ]*|{GAP}", "", CLOSED.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    return " " if match[0].endswith(" ") else ""
