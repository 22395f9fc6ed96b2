"""Words that say nothing of what a text is about, by language."""

from __future__ import annotations

from functools import cache
from typing import Literal

from kb.text.word_lists import read_lists

StopLanguage = Literal["en", "de", "fr", "es", "it"]


@cache
def stop_words(language: StopLanguage) -> frozenset[str]:
    """Snowball's list of a language, in small letters."""
    return read_lists("stop_words.txt")[language]


@cache
def all_stop_words() -> frozenset[str]:
    """Those of every language that there is a list of."""
    return frozenset().union(*read_lists("stop_words.txt").values())
