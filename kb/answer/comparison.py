"""Questions about two things at once ("the rent of Elm House and of Oak House"): one question of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kb.text.scripts import HAN, IDEOGRAPHS
from kb.text.stop_words import is_stop_word
from kb.text.terms import extract_terms, is_asking_word
from kb.types import Span

_WORD = re.compile(r"[^\s,;:?!()“”\"，。；：？！（）]+")
_JOINS = frozenset("and or vs vs. versus und oder than als".split())
_ASKED = 300  # characters of a question: a text that is pasted in joins much, and each half would be searched again
_LONGEST = 4  # words of a name
_SKIPPED = 2  # words between the two: "and of the"


@dataclass(frozen=True)
class Part:
    """One of the two, and the question of it alone."""

    name: str
    question: str

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(extract_terms(self.name))


def split_question(question: str) -> tuple[Part, Part] | None:
    """The two that a question joins, each with the question of it alone; None where it joins none.

    In Chinese the second is taken to be as long as the first.
    """
    if len(question) > _ASKED:
        return None
    found = _find_joined(list(_WORD.finditer(question)), question) or _find_han(question)
    if found is None:
        return None
    one, other = found
    of_one = f"{question[: one.end]}{question[other.end :]}"
    of_other = f"{question[: one.start]}{question[other.start :]}"
    return Part(question[one.start : one.end], of_one), Part(question[other.start : other.end], of_other)


def _find_joined(words: Sequence[re.Match[str]], question: str) -> tuple[Span, Span] | None:
    for at, word in enumerate(words):
        if word[0].lower() not in _JOINS:
            continue
        before = at
        while (
            before
            and at - before < _LONGEST
            and _is_continued(words[before - 1], words[before], words[before - 1], question)
        ):
            before -= 1
        first = at + 1
        while first < len(words) and first - at <= _SKIPPED and _is_silent(words[first][0]):
            first += 1
        after = first
        while (
            after < len(words)
            and after - first < _LONGEST
            and _is_continued(words[after - 1], words[after], words[after], question)
        ):
            after += 1
        if before < at and first < after:
            return Span(words[before].start(), words[at - 1].end()), Span(words[first].start(), words[after - 1].end())
    return None


def _is_continued(left: re.Match[str], right: re.Match[str], new: re.Match[str], question: str) -> bool:
    """Whether a word names something, and no mark parts it from its neighbour."""
    return not _is_silent(new[0]) and not question[left.end() : right.start()].strip()


def _is_silent(word: str) -> bool:
    return is_stop_word(word) or is_asking_word(word.lower())


@cache
def _joined_han() -> re.Pattern[str]:
    names = rf"(?P<one>[{IDEOGRAPHS}]{{2,4}})(?P<join>和|与|跟|还是)(?=[{IDEOGRAPHS}]{{2}})"
    return re.compile(rf"(?:^|[^{IDEOGRAPHS}]|[的在对去从给较比]){names}")


def _find_han(question: str) -> tuple[Span, Span] | None:
    match = _joined_han().search(question) if HAN.search(question) else None
    if match is None:
        return None
    start = match.end("join")
    return Span(*match.span("one")), Span(start, start + len(match["one"]))
