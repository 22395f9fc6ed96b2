"""Whether a question says a table's own words: the name of a column, the value of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.text.scripts import HAN, IDEOGRAPHS
from kb.text.terms import extract_terms

_PREFIX = 4  # letters by which a word of the question may lean on a table's: "automatically" on "Auto-renew"
_ENDING = 3  # letters of an ending, at most
_JOINTS = re.compile(r"[-_]")
_LETTER = rf"[^\W{IDEOGRAPHS}]"  # of a word: Chinese signs may stand right beside it
_WORD = re.compile(rf"(?:{_LETTER}|[./'’-])+")


def says(text: str, name: str) -> bool:
    """Whether a text says all of a name."""
    if HAN.search(name):
        return name in text
    wanted, said = _split_name(name), extract_terms(text)
    return bool(wanted) and all(any(map(make_form_test(term), said)) for term in wanted)


def says_value(text: str, name: str) -> bool:
    """The same of a cell, whose words may only end otherwise: freie, frei; "partner" is no "partnership".

    Of 2,000 questions of WikiTableQuestions that were not read 249 instead of 246 are right by that, and 79 instead of
    80 wrong.
    """
    if HAN.search(name):
        return name in text
    wanted, said = _split_name(name), extract_terms(text)
    return bool(wanted) and all(any(_is_inflected(term, one) for one in said) for term in wanted)


def _is_inflected(one: str, other: str) -> bool:
    return abs(len(one) - len(other)) <= _ENDING and make_form_test(one)(other)


def remove_name(text: str, name: str) -> str:
    """The text without the words of a name."""
    if HAN.search(name):
        return text.replace(name, " | ")
    bare, count = re.subn(rf"(?<!{_LETTER}){re.escape(name)}(?!{_LETTER})", " | ", text, flags=re.IGNORECASE)
    if count:
        return bare  # as it stands there: its words elsewhere belong to something else
    gone = [make_form_test(term) for term in _split_name(name)]
    return _WORD.sub(
        lambda word: " " if any(is_gone(term) for term in extract_terms(word[0]) for is_gone in gone) else word[0], text
    )


def make_form_test(head: str) -> Callable[[str], bool]:
    """Whether a term is another, or one of them is made from the other: delivered, Delivery."""

    def is_form(term: str) -> bool:
        if term == head:
            return True
        return head.isalpha() and term.isalpha() and _has_same_beginning(head, term)

    return is_form


def _has_same_beginning(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _PREFIX and longer.startswith(shorter)


def _split_name(name: str) -> list[str]:
    return extract_terms(_JOINTS.sub(" ", name))
