"""What a check of `kb doctor` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` is what to type where it is not ok. Only `broken` stops the work."""

    name: str
    status: Literal["ok", "warning", "broken"]
    message: str
    remedy: str = ""
