"""Who asks, and what they may do there: made at a door, carried to the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from kb.errors import Forbidden
from kb.store.home import DEFAULT_SPACE

Right = Literal["read", "write", "admin"]
RIGHTS: frozenset[Right] = frozenset(("read", "write", "admin"))


@dataclass(frozen=True)
class Principal:
    """Reads and writes one space; with `admin` any other one too, and the home as a whole."""

    space: str = DEFAULT_SPACE
    rights: frozenset[Right] = RIGHTS

    def require(self, right: Right) -> None:
        """Raises Forbidden."""
        if right not in self.rights:
            raise Forbidden(f"This needs the right to {right}.", "Ask whoever owns the knowledge base.")

    def enter(self, space: str | None) -> Principal:
        """The same one in another space; None is its own. Raises Forbidden where it has none but its own."""
        if space is None or space == self.space:
            return self
        if "admin" not in self.rights:
            raise Forbidden("Another space is not yours to see.", "Leave the space out, or name your own.")
        return replace(self, space=space)

    def visible(self, spaces: Iterable[str]) -> list[str]:
        """Those of the spaces that it may enter."""
        return [space for space in spaces if space == self.space or "admin" in self.rights]


OWNER = Principal()  # who runs this process, or asks from this machine: nobody else can yet
