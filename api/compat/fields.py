"""What a client sent, whatever its types: what cannot be used counts as not given."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kb.errors import UsageError

TEXT_PARTS = ("text", "input_text", "output_text")
NO_THOUGHT = (False, "none", "minimal")  # of the efforts that clients name; all others are some


class Unusable(UsageError):
    """A field that nothing can be done without; `param` names it."""

    def __init__(self, message: str, param: str) -> None:
        super().__init__(message)
        self.param = param


def read_text(value: object) -> str:
    """A string, or the text parts of a list of parts; empty for anything else."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half a surrogate pair is no text
    parts = [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []
    return "\n".join(read_text(part.get("text")) for part in parts if part.get("type") in TEXT_PARTS)


def read_number(value: object, low: float, high: float) -> float | None:
    """A number, moved into its range."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return min(max(float(value), low), high)


def read_whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else None


def read_count(value: object) -> int | None:
    """A positive whole number."""
    found = read_whole(value)
    return found if found is not None and found > 0 else None


def read_texts(value: object) -> tuple[str, ...]:
    """A string or a list of them; empty ones left out."""
    values = value if isinstance(value, list) else [value]
    return tuple(read_text(each) for each in values if isinstance(each, str) and each)


def read_thinking(body: Mapping[str, object]) -> bool | None:
    """Whether the model is to think first, in any of the ways in which clients say so; None where they do not."""
    template, reasoning = read_mapping(body.get("chat_template_kwargs")), read_mapping(body.get("reasoning"))
    said = (
        body.get("think"),
        body.get("reasoning_effort"),
        reasoning.get("effort"),
        body.get("enable_thinking"),
        template.get("enable_thinking"),
    )
    return next((value not in NO_THOUGHT for value in said if isinstance(value, bool | str) and value != ""), None)


def read_mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
