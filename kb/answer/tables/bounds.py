"""The limits that a question sets: "more than 100", 不少于."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.check.numerals import find_numerals

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


@dataclass(frozen=True)
class Bound:
    """ "more than 100": which numbers it holds for, how it is written, and the text without it."""

    holds: Callable[[Decimal], bool]
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
