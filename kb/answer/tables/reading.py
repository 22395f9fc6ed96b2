"""A question to a table as far as it is understood: the rows, the columns and the words that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Reading:
    """A question being understood: what is left of it, and what it has said so far."""

    left: str
    asked: str
    kept: list[bool]
    columns: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)  # the column of each condition
    valued: list[str] = field(default_factory=list)  # those of which a value is meant, and no part or limit
    bounded: str = ""  # the column whose numbers are compared with a limit
    dated: str = ""  # the column whose days are compared or ranked
    is_compared: bool = False  # with a limit or a time
    either: list[tuple[str, list[bool]]] = field(default_factory=list)  # values named side by side, and their rows
    unsaid: str = ""  # what is asked of the rows meant, where no column says it

    def keep(self, those: Sequence[bool], condition: str, column: str, *, is_value: bool = False) -> None:
        """Only those rows; `condition` says what is asked of the column, whose name stands before it if it has one."""
        self.kept = [one and other for one, other in zip(self.kept, those, strict=True)]
        self.conditions.append(f"{column}{condition}" if column else condition.removeprefix(" = "))
        self.by.append(column)
        self.valued += [column] if is_value else []
