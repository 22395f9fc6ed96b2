"""The limits that a question sets: "more than 100", "below its minimum", 不少于."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.check.numerals import find_numerals
from kb.answer.tables.columns import count_shared_words, find_compared
from kb.answer.tables.words import remove_name
from kb.text.stop_words import is_stop_word
from kb.text.terms import extract_terms, simplify_han

_BOUND = re.compile(
    r"(?P<least>\bat least\b|\bmindestens\b|至少|不少于|不低于|≥)"
    r"|(?P<most>\b(?:at most|up to|höchstens)\b|最多|不超过|不高于|≤)"
    r"|(?P<over>\b(?:(?:more|greater|higher|longer|older|larger) than|over|above|exceeding|über)\b"
    r"|\b(?:mehr|länger|gr(?:ö|oe)sser|höher) als\b|超过|高于|大于|多于|[>＞])"
    r"|(?P<under>\b(?:(?:less|fewer|lower|shorter|younger|smaller) than|under|below|unter)\b"
    r"|\b(?:weniger|kürzer|kleiner|niedriger) als\b|低于|小于|少于|不到|不够|不足|[<＜])",
    re.IGNORECASE,
)
_HOLDS: dict[str, tuple[str, Callable[[Decimal, Decimal], bool]]] = {
    "least": ("≥", lambda value, limit: value >= limit),
    "most": ("≤", lambda value, limit: value <= limit),
    "over": (">", lambda value, limit: value > limit),
    "under": ("<", lambda value, limit: value < limit),
}
_NAMED = re.compile(r"\s*((?:[^\s,;.?!，。？！]+\s*){1,4})")  # where a limit's name stands: right behind the word


@dataclass(frozen=True)
class Bound:
    """ "more than 100": which numbers it holds for, how it is written, and the text without it."""

    holds: Callable[[Decimal], bool]
    label: str
    left: str


@dataclass(frozen=True)
class ColumnBound:
    """ "below its minimum": the column that is compared, the one that is its limit, and the text without both."""

    column: str
    limit: str
    holds: Callable[[Decimal, Decimal], bool]
    label: str
    left: str


def find_bound(text: str) -> Bound | None:
    """The first number that is a limit; None where there is none, or it can be read in two ways."""
    match = _BOUND.search(text)
    if match is None:
        return None
    behind = [each for each in find_numerals(text) if each.start >= match.end() and each.start - match.end() <= 8]
    numbers = [each for each in behind if not re.match("[A-Za-z]", text[each.start - 1])]  # "over Q1" names no limit
    if not numbers or len(numbers[0].readings) != 1:
        return None
    [limit] = numbers[0].readings
    sign, compare = _HOLDS[match.lastgroup or "over"]
    if re.search(r"[-−]$", text[: numbers[0].start]):
        limit = -limit
    left = (
        text[: match.start()]
        + " "
        + re.sub(r"^\s*(?:EUR|USD|GBP|euros?|dollars?|元|米|[€$£%])", " ", text[numbers[0].end :])
    )
    return Bound(lambda value: compare(value, limit), f"{sign} {limit}", left)


def find_column_bound(text: str, numbers: Sequence[str]) -> ColumnBound | None:
    """The limit that is itself a column, one of these of numbers; None where none is named, or two may be meant."""
    match = _BOUND.search(text)
    behind = _NAMED.match(text, match.end()) if match else None
    if match is None or behind is None:
        return None
    shared = {name: count_shared_words(behind[1], name) for name in numbers}
    named = [name for name, count in shared.items() if count == max(shared.values()) > 0]
    if len(named) != 1:
        return None
    [limit] = named
    words = set(extract_terms(simplify_han(limit)))
    said = [word for word in re.findall(r"\w+", behind[1]) if words & set(extract_terms(word)) or is_stop_word(word)]
    rest = behind[1]
    for word in said:
        rest = remove_name(rest, word)
    left = f"{text[: match.start()]} | {rest} {text[behind.end() :]}"
    column = find_compared(left, limit, numbers)
    if column is None:
        return None
    sign, holds = _HOLDS[match.lastgroup or "over"]
    return ColumnBound(column, limit, holds, f"{sign} {limit}", left)
