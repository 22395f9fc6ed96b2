"""The dates and times of day a text states, however they are written: 1 March 2024 · 2024-03-01 · 下午四点 · 4 pm."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from kb.answer.check.numerals import HOUR_WORDS, han_value

_NAMES = (
    "january|jan|januar,february|feb|februar,march|mar|märz,april|apr,may|mai,june|jun|juni,july|jul|juli"
    ",august|aug,september|sep|sept,october|oct|oktober|okt,november|nov,december|dec|dezember|dez"
)
_MONTHS = {name: month for month, names in enumerate(_NAMES.split(","), start=1) for name in names.split("|")}
# With a capital: "may 3 days" is no date.
_MONTH = "(?P<month>" + "|".join(sorted((name.capitalize() for name in _MONTHS), key=len, reverse=True)) + r")\b\.?"
_H = "[〇零一二三四五六七八九十]"
_MONTH_SIGNS = tuple({name.capitalize()[:3] for name in _MONTHS})
# Each with signs one of which a text must have for it; most texts have none, which is seen in no time.
_PATTERNS: list[tuple[Sequence[str], re.Pattern[str]]] = [
    (
        "年",
        re.compile(
            rf"(?P<year>\d{{4}}|{_H}{{4}}) ?年 ?(?P<month>\d{{1,2}}|{_H}{{1,2}}) ?月"
            rf"(?: ?(?P<day>\d{{1,2}}|{_H}{{1,3}}) ?[日号])?"
        ),
    ),
    ("月", re.compile(rf"(?P<month>\d{{1,2}}|{_H}{{1,2}}) ?月 ?(?P<day>\d{{1,2}}|{_H}{{1,3}}) ?[日号]")),
    ("-/.", re.compile(r"(?<![\d.])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d.]\d)")),
    (
        _MONTH_SIGNS,
        re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?"),
    ),
    (
        _MONTH_SIGNS,
        re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+(?P<year>\d{{4}})\b)?"),
    ),
    (_MONTH_SIGNS, re.compile(rf"\b{_MONTH},?\s+(?P<year>\d{{4}})\b")),
    ("./", re.compile(r"(?<![\d.])(?P<day>\d{1,2})(?P<sign>[./])(?P<month>\d{1,2})[./](?P<year>\d{4})(?!\d)")),
    ("/", re.compile(r"(?<![\d/.])(?P<month>\d{1,2})/(?P<year>(?:19|20)\d{2})(?![\d/])")),
    # Without the word that leads to a date, "4.2." numbers a section.
    (
        ".",
        re.compile(
            # The digit first: at each other character of a text all seven words were looked for, in six times the time.
            r"(?=\d)"
            r"(?:(?<=\b[Aa]m )|(?<=\b[Vv]om )|(?<=\b[Bb]is )|(?<=\b[Zz]um )|(?<=\b[Aa]b )|(?<=\b[Ss]eit )"
            r"|(?<=\b[Dd]en ))"
            r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?!\d)"
        ),
    ),
]
_HOUR = rf"(?P<hour>\d{{1,2}}|\b(?i:{'|'.join(HOUR_WORDS)}))"
_HALF_DAY = "(?P<half>上午|早上|清晨|凌晨|中午|下午|傍晚|晚上|晚间)"
_TIMES = [
    re.compile(
        r"(?<!\d)(?<!\d:)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?!\d)(?::\d{2})?\s*(?P<half>[ap]\.?m\b\.?)?", re.IGNORECASE
    ),
    re.compile(r"(?<![\d.,])(?P<hour>\d{1,2})\s*(?P<half>[ap]\.?m\b\.?)", re.IGNORECASE),
    re.compile(
        rf"(?<![\d.,:]){_HOUR}(?:[.:](?P<minute>\d{{2}}))?\s*Uhr\b(?:\s+(?P<half>morgens|vormittags|nachmittags|abends))?"
    ),
    re.compile(
        rf"(?<![\d.,:]){_HOUR}(?:\s*o['’]clock)?(?:\s+in\s+the\s+(?P<half>morning|afternoon|evening)|(?<=clock))\b",
        re.IGNORECASE,
    ),
    # "between 1 and 5 a.m.", "1 bis 5 Uhr": the first hour has no sign of its own, and may be of either half.
    re.compile(
        r"(?<![\d.,:])(?P<hour>\d{1,2})"
        r"(?=\s*(?:-|–|to|and|until|till|bis|und)\s*\d{1,2}(?:[.:]\d{2})?\s*(?:[ap]\.?m\b|Uhr\b))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_HALF_DAY}?(?<![\d.])(?P<hour>\d{{1,2}}|{_H}{{1,3}}|两)[点时](?![间期候代常\d])(?:(?P<minute>半|\d{{1,2}}(?=分)|{_H}{{1,3}}(?=分))分?)?"
    ),
]
# The other day of "4. bis 8. August", "October 13–17" and 10月3日至5日 has its month from the one beside it.
_DAY_BEFORE = re.compile(
    r"(?<![\d.,:/-])(?P<day>\d{1,2})(?:\.|st|nd|rd|th|[日号])?\s*"
    r"(?:\b(?:bis(?:\s+einschlie(?:ß|ss)lich)?(?:\s+zum)?|und|auf\s+den|to|and|through)\b|[-–—~至到、和])\s*$"
)
_DAY_BEHIND = re.compile(
    r"\s*(?:\b(?:to|and|through)\b|[-–—~至到、和])\s*(?P<day>\d{1,2})(?:st|nd|rd|th|[日号](?!\d)|(?=[,.;)]|$))"
)
_LONGEST_RANGE = 30  # characters before its second day
_ANY = re.compile(rf"\d|{_H} ?月|(?:{_H}|两)[点时]|\b(?:Uhr|o['’]clock|in\s+the)\b")
_LATE = ("p", "下午", "傍晚", "晚上", "晚间", "nachmittags", "abends", "afternoon", "evening")


@dataclass(frozen=True)
class Moment:
    """A date, as far as it is told, or minutes since midnight."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    minute: int | None = None


@dataclass(frozen=True)
class Stated:
    """What stands at `start` to `end`: each of the ways in which it can be read."""

    readings: frozenset[Moment]
    start: int
    end: int


@lru_cache(maxsize=4096)
def find_moments(text: str) -> tuple[Stated, ...]:
    """The dates and times of day, in order; a year alone is a number."""
    return _put_in_order(text, chain(_find_dates(text), _find_times(text))) if _ANY.search(text) else ()


@lru_cache(maxsize=4096)
def find_dates(text: str) -> tuple[Stated, ...]:
    """The dates among them, in a third of the time."""
    return _put_in_order(text, _find_dates(text)) if _ANY.search(text) else ()


def _put_in_order(text: str, several: Iterable[Stated]) -> tuple[Stated, ...]:
    """Each but those that overlap an earlier one; and the other days of ranges."""
    found: list[Stated] = []  # in order, none overlaps another
    for stated in several:
        _insert(found, stated)
    for day in [day for stated in found for day in _find_days_beside(text, stated)]:
        _insert(found, day)
    return tuple(found)


def _insert(found: list[Stated], stated: Stated) -> None:
    place = bisect(found, stated.start, key=_get_start)
    if (place and found[place - 1].end > stated.start) or (place < len(found) and found[place].start < stated.end):
        return
    found.insert(place, stated)


def _find_days_beside(text: str, stated: Stated) -> Iterator[Stated]:
    """The days that a range has before and behind a date, without a month of their own."""
    dates = [each for each in stated.readings if each.day]
    if not dates:
        return
    before = _DAY_BEFORE.search(text, max(0, stated.start - _LONGEST_RANGE), stated.start)
    behind = (
        None
        if text[stated.start].isdigit() and "月" not in text[stated.start : stated.end]
        else _DAY_BEHIND.match(text, stated.end)
    )
    for match in filter(None, (before, behind)):
        if 1 <= (day := int(match["day"])) <= 31:
            yield Stated(frozenset(replace(each, day=day) for each in dates), *match.span("day"))


def _get_start(stated: Stated) -> int:
    return stated.start


def is_stated(claimed: Stated, said: Collection[Stated], years: Collection[int]) -> bool:
    """Whether one of the moments `said` is the claimed one; `years` may be named apart from their dates."""
    return any(
        _is_same_moment(claim, moment, years) for claim in claimed.readings for each in said for moment in each.readings
    )


def _is_same_moment(claim: Moment, said: Moment, years: Collection[int]) -> bool:
    if claim.minute is not None or said.minute is not None:
        return claim.minute == said.minute
    if claim.month != said.month or claim.day not in (None, said.day):
        return False
    return claim.year in (None, said.year) or (said.year is None and claim.year in years)


def _find_dates(text: str) -> Iterator[Stated]:
    for signs, pattern in _PATTERNS:
        for match in pattern.finditer(text) if any(map(text.__contains__, signs)) else ():
            if readings := _read_dates(match):
                yield Stated(readings, *match.span())


def _find_times(text: str) -> Iterator[Stated]:
    for pattern in _TIMES:
        for match in pattern.finditer(text):
            if readings := _read_minutes(match):
                yield Stated(readings, *match.span())


def _read_dates(match: re.Match[str]) -> frozenset[Moment]:
    parts = match.groupdict()
    year, month, day = (read_number(parts.get(name)) for name in ("year", "month", "day"))
    pairs = {(month, day)} | ({(day, month)} if parts.get("sign") == "/" else set())
    return frozenset(
        Moment(year, month, day)
        for month, day in pairs
        if 1 <= (month or 0) <= 12 and 1 <= (1 if day is None else day) <= 31
    )


def _read_minutes(match: re.Match[str]) -> frozenset[Moment]:
    hour, half = read_number(match["hour"]) or 0, (match.groupdict().get("half") or "").lower()
    minute = 30 if match["minute" if "minute" in match.re.groupindex else "hour"] == "半" else 0
    if not minute and "minute" in match.re.groupindex:
        minute = read_number(match["minute"]) or 0
    if hour > 24 or minute > 59:
        return frozenset()
    late = half.startswith(_LATE) or (half == "中午" and hour < 11)
    told_apart = half or hour > 12 or hour == 0 or match["hour"].startswith("0")
    hours = (
        {hour % 12 + 12 if late else hour % 12 if half and half != "中午" else hour}
        if told_apart
        else {hour, hour % 12 + 12}
    )
    return frozenset(Moment(minute=each % 24 * 60 + minute) for each in hours)


def read_number(written: str | None) -> int | None:
    """A part of a date: digits, a month by its name, or Chinese signs; None where there is none, or it is no number."""
    if written is None:
        return None
    if written.isdigit():
        return int(written)
    word = written.lower()
    return _MONTHS.get(word) or HOUR_WORDS.get(word) or han_value(written)
