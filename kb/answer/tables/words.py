"""Whether a question says a table's own words: the name of a column, the value of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.text.scripts import HAN
from kb.text.terms import extract_terms

_PREFIX = 4  # letters by which a word of the question may lean on a table's: "automatically" on "Auto-renew"
_JOINTS = re.compile(r"[-_]")
_WORD = re.compile(r"[\w./'’-]+")


def says(text: str, name: str) -> bool:
    """Whether a text says all of a name."""
    if HAN.search(name):
        return name in text
    wanted, said = _terms(name), extract_terms(text)
    return bool(wanted) and all(any(map(leans_on(term), said)) for term in wanted)


def without(text: str, name: str) -> str:
    """The text without the words of a name."""
    if HAN.search(name):
        return text.replace(name, " | ")
    gone = [leans_on(term) for term in _terms(name)]
    return _WORD.sub(
        lambda word: " " if any(is_gone(term) for term in extract_terms(word[0]) for is_gone in gone) else word[0], text
    )


def leans_on(head: str) -> Callable[[str], bool]:
    """Whether a term is another, or is made from it."""
    return lambda term: term == head or (len(head) >= _PREFIX and head.isalpha() and term.startswith(head))


def _terms(name: str) -> list[str]:
    return extract_terms(_JOINTS.sub(" ", name))
