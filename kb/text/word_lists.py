"""The lists of words that come with this package: `[name]`, and the words below it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def read_lists(name: str) -> Mapping[str, frozenset[str]]:
    """The lists of a file of kb/text, by their names; lines that begin with # are comments."""
    lists: dict[str, set[str]] = {}
    for line in (files("kb.text") / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = lists.setdefault(line.strip("[]"), set())
        elif line and not line.startswith("#"):
            words.update(line.split())
    return {title: frozenset(words) for title, words in lists.items()}
