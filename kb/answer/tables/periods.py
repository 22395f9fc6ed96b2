"""The time that a question asks about: "in March 2024", "before the end of 2025", "seit 2019", 九月."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.answer.check.dates import Moment, find_moments, read_number

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
# Parts of a year: a quarter or a half, with the year that may stand beside it.
_WHICH = (
    "1 一 上 first erste ersten erstes",
    "2 二 下 second zweite zweiten zweites",
    "3 三 third dritte dritten drittes",
    "4 四 fourth vierte vierten viertes",
)
_BESIDE = r"(?:\s*(?:of|in|von)?\s*(?P<{name}>(?:19|20)\d\d)(?!\d))?"
_NAMED = r"(?:\b(?:in|im|of|during|for)\s+)?(?:\b(?:the|dem|das)\s+)?"
_PARTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NAMED}\b(?:(?P<which>first|second|third|fourth)\s+(?P<part>half|quarter))\b{_BESIDE.format(name='year')}",
        rf"{_NAMED}\b(?P<part>[qh])(?P<which>[1-4])\b{_BESIDE.format(name='year')}",
        rf"{_NAMED}\b(?P<which>(?:erste|zweite|dritte|vierte)[ns]?|[1-4](?=\.))\.?\s+(?P<part>quartal|halbjahr)s?\b"
        rf"{_BESIDE.format(name='year')}",
        r"(?:(?P<year>(?:19|20)\d\d)\s*年?的?)?(?:第?(?P<which>[一二三四1-4])(?P<part>季度?)|(?P<half>[上下])半年)",
    )
)
_BEFORE = re.compile(r"\b(?:before|earlier than|vor(?: dem)?)(?: the)?\s*$", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:(?:until|till|by|up to|bis(?: zum)?)(?: the)?(?: ende?(?: of)?)?"
    r"|(?:before|earlier than|vor(?: dem)?)(?: the)? ende?(?: of| von)?)\s*$",  # its last day is told as in it
    re.IGNORECASE,
)
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
    if (part := _find_part(text)) is not None:
        return part
    stated = [each for each in find_moments(text) if each.readings and min(each.readings, key=repr).month]
    if len(stated) == 1 and len(stated[0].readings) == 1:
        [moment] = stated[0].readings
        return _make_period(text, stated[0].start, stated[0].end, *_find_bounds(moment))
    if len(stated) > 1:
        return None
    if len(years := list(_YEAR.finditer(text))) == 1:
        [year] = years
        return _make_period(text, *year.span(), (int(year[1]), 1, 1), (int(year[1]), 12, 31))
    if month := _MONTH.search(text):
        number = read_number(month["name"] or month["han"])
        return Period(lambda day: day[1] == number, month[0], month[0].split()[-1])
    return None


def day_of(moment: Moment) -> Day:
    return moment.year or 0, moment.month or 1, moment.day or 1


def _find_bounds(moment: Moment) -> tuple[Day, Day]:
    first = day_of(moment)  # without a year: of any
    return first, first if moment.day else (first[0], first[1], 31)


def _make_period(text: str, start: int, end: int, first: Day, last: Day) -> Period:
    """With the word before it, in Chinese after it, that makes it a bound."""
    before, behind = text[:start], _HAN_BEHIND.match(text, end)
    label = text[start:end].strip()

    def reduce(day: Day) -> Day:
        return day if first[0] else (0, *day[1:])

    if match := _BEFORE.search(before):
        return Period(lambda day: reduce(day) < first, text[match.start() : end], f"< {label}")
    if match := _UNTIL.search(before):
        return Period(lambda day: reduce(day) <= last, text[match.start() : end], f"≤ {label}")
    if match := _AFTER.search(before):
        return Period(lambda day: reduce(day) > last, text[match.start() : end], f"> {label}")
    if match := _SINCE.search(before):
        return Period(lambda day: reduce(day) >= first, text[match.start() : end], f"≥ {label}")
    if behind and behind["before"]:
        return Period(lambda day: reduce(day) < first, text[start : behind.end()], f"< {label}")
    if behind and behind["after"]:
        return Period(lambda day: reduce(day) > last, text[start : behind.end()], f"> {label}")
    if behind:
        return Period(lambda day: reduce(day) >= first, text[start : behind.end()], f"≥ {label}")
    match = _PLAIN.search(before)
    return Period(lambda day: first <= reduce(day) <= last, text[match.start() if match else start : end], label)


def _find_part(text: str) -> Period | None:
    """A quarter or a half of a year, of every year where none stands beside it; a third half has no day."""
    match = next((found for pattern in _PARTS if (found := pattern.search(text))), None)
    if match is None:
        return None
    said = match.groupdict()
    which, months = said.get("half") or match["which"], 6 if said.get("half") or match["part"][0] in "hH" else 3
    last = months * next(at for at, names in enumerate(_WHICH, start=1) if which.lower() in names.split())
    year = int(match["year"]) if match["year"] else 0
    return Period(
        lambda day: day[0] in (year or day[0],) and last - months < day[1] <= last, match[0], match[0].strip()
    )
