"""Dates and times as a section of a number format shows them; whole dates as ISO 8601 has them.

A date that is shown in full is written in one way, since 3/1/24 is read differently in different countries; what shows
less than a date (`Mar 24`, `Friday`) or only a time is written as it is shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import lru_cache

from ingest.loaders.office.number_formats import FormatSection

EPOCH = datetime.datetime(1899, 12, 30)
EPOCH_1904 = datetime.datetime(1904, 1, 1)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = 86_400  # seconds


def is_date(section: FormatSection) -> bool:
    kinds = _kinds(section)
    return bool(kinds & {"year", "day"}) or "month" in kinds


def is_time(section: FormatSection) -> bool:
    return bool(_kinds(section) & {"hour", "minute", "second", "elapsed", "half"})


def format_moment(value: float, section: FormatSection, from_1904: bool) -> str:
    """Days since the epoch as a date, a time or both."""
    parts = _parts(section)
    kinds = {kind for kind, _ in parts}
    places = _places(section)
    if not is_date(section):
        return _write(parts, EPOCH, value * DAY, places)
    epoch = EPOCH_1904 if from_1904 else EPOCH
    if not from_1904 and value < 60:
        epoch += datetime.timedelta(days=1)  # these files believe that 29 February 1900 was a day
    moment = epoch + datetime.timedelta(seconds=round(value * DAY))
    if {"year", "month", "day"} <= kinds or (section.is_foreign and any(len(words) > 2 for _, words in parts)):
        if not is_time(section) or moment.time() == datetime.time(0):  # programs write bare days as midnight
            return moment.date().isoformat()
        return moment.isoformat(" ", "seconds" if moment.second else "minutes")
    return _write(parts, epoch, value * DAY, places)


def _kinds(section: FormatSection) -> set[str]:
    return {kind for kind, _ in _parts(section)}


@lru_cache(maxsize=1000)
def _parts(section: FormatSection) -> tuple[tuple[str, str], ...]:
    """The tokens, those of dates by what they stand for: m is a minute beside hours and seconds, else a month."""
    names = {"y": "year", "e": "year", "d": "day", "h": "hour", "s": "second"}
    found = [
        (names.get(words[0].lower(), "m") if kind == "date" else kind, words.lower() if kind == "date" else words)
        for kind, words in section.tokens
    ]
    clock = [at for at, (kind, _) in enumerate(found) if kind in ("year", "day", "hour", "second", "elapsed", "m")]
    for place, at in enumerate(clock):
        if found[at][0] == "m":
            before = found[clock[place - 1]] if place else ("", "")
            after = found[clock[place + 1]] if place + 1 < len(clock) else ("", "")
            is_minute = (
                before[0] == "hour" or before == ("elapsed", "[h]") or before[1] == "[hh]" or after[0] == "second"
            )
            found[at] = ("minute" if is_minute and len(found[at][1]) < 3 else "month", found[at][1])
    return tuple(found)


def _places(section: FormatSection) -> int:
    """Decimals of a second."""
    points = [at for at, (kind, _) in enumerate(section.tokens) if kind == "point"]
    return sum(kind == "digit" for kind, _ in section.tokens[points[0] :]) if points else 0


def _write(parts: Sequence[tuple[str, str]], epoch: datetime.datetime, seconds: float, places: int) -> str:
    unit = 10**places
    ticks = round(seconds * unit)
    whole, rest = divmod(ticks, unit)
    moment = epoch + datetime.timedelta(seconds=whole)
    halves = any(kind == "half" for kind, _ in parts)
    text = ""
    for at, (kind, words) in enumerate(parts):
        if kind == "point" and places:
            text += f".{rest:0{places}}" if parts[at - 1][0] in ("second", "elapsed") else ""
        elif kind in ("literal", "comma", "slash", "point"):
            text += words
        else:
            text += _part(kind, words, moment, whole, halves)
    return text.strip()


def _part(kind: str, words: str, moment: datetime.datetime, seconds: int, halves: bool) -> str:
    width = len(words)
    if kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}[words[1].lower()]
        return f"{seconds // unit:0{width - 2}}"
    if kind == "half":
        return ("AM" if moment.hour < 12 else "PM")[: 1 if width == 3 else 2]
    if kind == "year":
        return f"{moment.year % 100:02}" if width < 3 and words[0] == "y" else str(moment.year)
    if kind == "month" and width > 2:
        name = MONTHS[moment.month - 1]
        return name[:3] if width == 3 else name[:1] if width == 5 else name
    if kind == "day" and width > 2:
        name = DAYS[moment.weekday()]
        return name[:3] if width == 3 else name
    hour = (moment.hour % 12 or 12) if halves else moment.hour
    numbers = {"month": moment.month, "day": moment.day, "hour": hour, "minute": moment.minute, "second": moment.second}
    return f"{numbers[kind]:0{min(width, 2)}}" if kind in numbers else ""
