"""What a file says of itself: who wrote it, when, in which language, and whether it is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Properties:
    """Empty where it says nothing. Dates are ISO 8601, as far as they are told."""

    author: str = ""
    created: str = ""
    edited: str = ""  # when its author last changed it
    language: str = ""  # of its text, as in kb.text.language
    date: str = ""  # that it bears in its name or in its first lines
    version: str = ""  # 2.1
    standing: Literal["", "draft", "superseded"] = ""


NO_PROPERTIES = Properties()
