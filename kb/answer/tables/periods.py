"""The time that a question asks about: "in March 2024", "before the end of 2025", "seit 2019", 九月."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.answer.check.dates import Moment, moments, read_number

Day = tuple[int, int, int]

_YEAR = re.compile(r"(?<![\d.,-])((?:19|20)\d\d)(?![\d.,-]|\s*年?\d)\s*年?")
_MONTHS = (
    "january|januar,february|februar,march|märz,april,may|mai,june|juni,july|juli,august,september,october|oktober"
    ",november,december|dezember"
).split(",")
_MONTH = re.compile(
    rf"\b(?:in|im|of|during|for)\s+(?P<name>{'|'.join(_MONTHS)})\b|(?<![\d年])(?P<han>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![\d一二三])",
    re.IGNORECASE,
)
_QUARTERS = (
    "1 一 first erste ersten",
    "2 二 second zweite zweiten",
    "3 三 third dritte dritten",
    "4 四 fourth vierte vierten",
)
_QUARTER = re.compile(
    r"\bq([1-4])\b|第?([一二三四1-4])季度|\b(first|second|third|fourth) quarter\b"
    r"|\b(erste|zweite|dritte|vierte)n?s? quartal\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:before|earlier than|vor(?: dem)?)(?: the)?(?P<end>(?: end(?: of)?| ende(?: von)?)?)\s*$", re.IGNORECASE
)
_UNTIL = re.compile(r"\b(?:until|till|by|up to|bis(?: zum)?)(?: the)?(?: ende?(?: of)?)?\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|later than|nach(?: dem)?)(?: the)?(?: ende?(?: of)?)?\s*$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|from|starting|ab(?: dem)?|seit(?: dem)?)\s*$", re.IGNORECASE)
_PLAIN = re.compile(r"\b(?:in|on|of|during|for|im|am|on the)(?: the)?(?: year)?\s*$", re.IGNORECASE)
_HAN_BEHIND = re.compile(r"\s*(?:(?P<before>之前|以前|前)|(?P<after>之后|以后|后)|(?P<since>以来|起))")


@dataclass(frozen=True)
class Period:
    """Days that a question means: `holds` says of one whether it is among them; `said` are the question's words."""

    holds: Callable[[Day], bool]
    said: str
    label: str


def find_period(text: str) -> Period | None:
    """The first period that a text names; None where there is none, or its date could be read in two ways."""
    stated = [each for each in moments(text) if each.readings and min(each.readings, key=repr).year]
    if len(stated) == 1 and len(stated[0].readings) == 1:
        [moment] = stated[0].readings
        return _around(text, stated[0].start, stated[0].end, *_bounds(moment))
    if len(stated) > 1:
        return None
    if len(years := list(_YEAR.finditer(text))) == 1:
        [year] = years
        return _around(text, *year.span(), (int(year[1]), 1, 1), (int(year[1]), 12, 31))
    if quarter := _QUARTER.search(text):
        last = 3 * _quarter_number(next(filter(None, quarter.groups())))
        return Period(lambda day: last - 3 < day[1] <= last, quarter[0], quarter[0].strip())
    if month := _MONTH.search(text):
        number = read_number(month["name"] or month["han"])
        return Period(lambda day: day[1] == number, month[0], month[0].split()[-1])
    return None


def day_of(moment: Moment) -> Day:
    return moment.year or 0, moment.month or 1, moment.day or 1


def _bounds(moment: Moment) -> tuple[Day, Day]:
    first = day_of(moment)
    return first, first if moment.day else (first[0], first[1], 31)


def _around(text: str, start: int, end: int, first: Day, last: Day) -> Period:
    """With the word before it, in Chinese after it, that makes it a bound."""
    before, behind = text[:start], _HAN_BEHIND.match(text, end)
    label = text[start:end].strip()
    if match := _BEFORE.search(before):
        limit = last if match["end"] else first
        return Period(lambda day: day < limit, text[match.start() : end], f"< {label}")
    if match := _UNTIL.search(before):
        return Period(lambda day: day <= last, text[match.start() : end], f"≤ {label}")
    if match := _AFTER.search(before):
        return Period(lambda day: day > last, text[match.start() : end], f"> {label}")
    if match := _SINCE.search(before):
        return Period(lambda day: day >= first, text[match.start() : end], f"≥ {label}")
    if behind and behind["before"]:
        return Period(lambda day: day < first, text[start : behind.end()], f"< {label}")
    if behind and behind["after"]:
        return Period(lambda day: day > last, text[start : behind.end()], f"> {label}")
    if behind:
        return Period(lambda day: day >= first, text[start : behind.end()], f"≥ {label}")
    match = _PLAIN.search(before)
    return Period(lambda day: first <= day <= last, text[match.start() if match else start : end], label)


def _quarter_number(said: str) -> int:
    return next(at for at, names in enumerate(_QUARTERS, start=1) if said.lower() in names.split())
