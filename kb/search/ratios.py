"""What a figure asked for by its name is computed from: who asks for the quick ratio wants the balance sheet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kb.text.terms import extract_terms


def parts_of(question: str) -> str:
    """What the figures that the question names are computed from, by their usual textbook definitions; mostly ""."""
    asked = extract_terms(question)
    known = _definitions()
    named = (known.get(tuple(asked[start:end])) for start in range(len(asked)) for end in _ends(start, len(asked)))
    return ", ".join(dict.fromkeys(parts for parts in named if parts))


def _ends(start: int, length: int) -> range:
    return range(start + 1, min(start + _longest(), length) + 1)


@cache
def _definitions() -> Mapping[tuple[str, ...], str]:
    """The terms of a name → what its figure is computed from."""
    lines = (files("kb.search") / "ratios.txt").read_text(encoding="utf-8").splitlines()
    found = {}
    for names, _, parts in (line.partition(" : ") for line in lines if line and not line.startswith("#")):
        found.update({tuple(extract_terms(name)): parts for name in names.split("; ")})
    return found


@cache
def _longest() -> int:
    return max(map(len, _definitions()))
