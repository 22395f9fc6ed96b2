"""The fields of a Word file that are open while it is read: of links the address stays beside their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.text.links import add_address

ADDRESS = re.compile(r'HYPERLINK\s+"([^"]+)"')


@dataclass
class _Field:
    """`pieces` are those among which its result begins, once the instruction has ended, and `start` is where."""

    instruction: list[str] = field(default_factory=list)
    pieces: list[str] | None = None
    start: int = 0


class OpenFields:
    """Fields lie in each other; one may begin in a paragraph and end in a later one, each with pieces of its own."""

    def __init__(self) -> None:
        self._fields: list[_Field] = []
        self._unread = 0  # how many of them have an instruction that has not ended

    @property
    def in_instruction(self) -> bool:
        """Whether what comes is no text, but part of what any of them is told to do."""
        return self._unread > 0

    def begin(self) -> None:
        self._fields.append(_Field())
        self._unread += 1

    def add_instruction(self, text: str) -> None:
        if self._fields and self._fields[-1].pieces is None:
            self._fields[-1].instruction.append(text)

    def begin_result(self, pieces: list[str]) -> None:
        if self._fields:
            begun = self._fields[-1]
            self._unread -= begun.pieces is None
            begun.pieces, begun.start = pieces, len(pieces)

    def end(self, pieces: list[str]) -> None:
        """Of a link's result, which ends here, the pieces become one, with the address."""
        if not self._fields:
            return
        ended = self._fields.pop()
        self._unread -= ended.pieces is None
        address = find_address("".join(ended.instruction))
        if address and ended.pieces is not None:
            start = ended.start if ended.pieces is pieces else 0
            pieces[start:] = [add_address("".join(pieces[start:]), address)]


def find_address(instruction: str) -> str:
    """Where a field leads; empty where it is no link."""
    found = ADDRESS.search(instruction)
    return found[1] if found else ""
