"""A question to a table as far as it is understood: the rows, the columns and the words that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import and_, or_

from kb.answer.tables.operations import joins


@dataclass
class Reading:
    """A question being understood: what is left of it, and what it has said so far."""

    left: str
    asked: str
    kept: list[bool]
    columns: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)  # the column of each condition
    bounded: str = ""  # the column whose numbers are compared with a limit
    is_compared: bool = False  # with a limit or a time
    either: list[tuple[str, list[bool]]] = field(default_factory=list)  # values named side by side, and their rows
    unsaid: str = ""  # what has been done with the rows meant, where no cell says it
    masks: list[Sequence[bool]] = field(default_factory=list)  # the rows of each condition

    def keep(self, those: Sequence[bool], condition: str, column: str) -> None:
        """Two values of one column that no row has both of are joined: the rows of either are meant."""
        if column in self.by and joins(self.asked) and not any(map(and_, self.kept, those)):
            at = self.by.index(column)
            self.either += [
                (said, list(mask)) for said, mask in ((self.conditions[at], self.masks[at]), (condition, those))
            ]
            self.masks[at] = list(map(or_, self.masks[at], those))
            self.conditions[at] += f" / {condition.removeprefix(column).lstrip(' =:')}"
        else:
            self.masks.append(those)
            self.conditions.append(condition)
            self.by.append(column)
        self.kept = [all(held) for held in zip(*self.masks, strict=True)]
