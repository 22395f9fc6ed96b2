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
# Of a year no more than its months is understood: a quarter is not the whole of it. To read quarters and halves moved
# no answer of 1,240 questions to offices, of 126 to real sheets nor of 2,000 of WikiTableQuestions.
_PART = re.compile(r"\b(?:(?:half|quarter|quartal|halbjahr)s?|[qh][1-4])\b|季|半年", re.IGNORECASE)
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
    """The first period that a text names; None of a part of a year, or where a date could be read in two ways."""
    if _PART.search(text):
        return None
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
