"""How many parameters a model has, from what its engine says of it, or from its name."""

from __future__ import annotations

import re

# Below, a model repeats the prompt and its fence in place of an answer (SmolLM2 135M). What is sold as 0.5B has 494
# million parameters.
SMALLEST = 450_000_000
# Below, a model is shown less and asked less. Measured were 0.5 and 1.5 billion; a prompt written for more serves the
# rest up to here no better than those, as far as is known.
_SMALL = 3_000_000_000
_SIZE = re.compile(r"(?<![A-Za-z0-9.])(?:(\d{1,2})x)?(\d+(?:\.\d+)?)\s?([KMBT])(?![A-Za-z0-9])", re.IGNORECASE)
_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


def parameter_count(text: str) -> int | None:
    """The size in a text such as `8.2B`, `494.03M`, `qwen2.5-coder:1.5b-instruct`, `mixtral:8x7b`; None without one."""
    found = _SIZE.search(text)
    if found is None:
        return None
    return round(int(found[1] or 1) * float(found[2]) * _UNITS[found[3].upper()])


def is_small(count: int | None) -> bool:
    """Whether a model is known to have too few parameters for long rules and many sources."""
    return count is not None and count < _SMALL
