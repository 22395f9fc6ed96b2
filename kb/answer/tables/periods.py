"""The time that a question asks about: "in March 2024", "before the end of 2025", "seit 2019", 九月."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.answer.check.dates import Moment, find_moments, read_number

Day = tuple[int, int, int]

_YEAR = re.compile(r"(?<![\d.,-])((?:19|20)\d\d)(?![\d.,-]|\s*年?\d)\s*年?")
_MONTHS = (
    "january|januar,february|februar,march|märz,april,may|mai,june|juni,july|juli,august,september,october|oktober"
    ",november,december|dezember"
).split(",")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d")
_LEAD = (
    r"in|im|of|during|for|since|from|before|after|until|till|by|between|to|and|end"
    r"|ab|seit|vor|nach|bis|zum|ende|zwischen|von|und"
)
_MONTH = re.compile(
    rf"\b(?:{_LEAD})\s+(?P<name>{'|'.join(_MONTHS)})\b|(?<![\d年])(?P<han>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![\d一二三])",
    re.IGNORECASE,
)
_MAY = re.compile(r"(?:and|to|by)\s+may")  # with a small letter it is no month
_HAN_MONTHS = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<first>1[0-2]|[1-9])月?(?:到|至|[-–—~])(?P<last>1[0-2]|[1-9])月份?"
)
_JOINED = re.compile(r"\s*(?:to|until|till|through|bis|zum|至|到|[-–—~])\s*", re.IGNORECASE)
_PAIRED = re.compile(r"\s*(?:and|und|和|与)\s*", re.IGNORECASE)
_PAIR = re.compile(r"\b(?:between|zwischen)\s*(?:the )?$|(?:从|在)$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|von|vom)\s*(?:the )?$|从$", re.IGNORECASE)
_NOTE = re.compile(r"\s*[（(][^（）()]*[）)]")  # behind a day: "(inclusive)"
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
_HAN_BEHIND = re.compile(
    r"\s*(?:(?P<until>年?[底末](?:之前|以前|前|为止))|(?P<before>之前|以前|前)|(?P<after>之后|以后|后)|(?P<since>以来|起))"
)
_ON = re.compile(r"\s+(?:on(?:wards?)?|an)\b")  # "from October on"


@dataclass(frozen=True)
class Period:
    """Days that a question means: `holds` says of one whether it is among them; `said` are the question's words."""

    holds: Callable[[Day], bool]
    said: str
    label: str


@dataclass(frozen=True)
class Point:
    """A year, a month or a day that a text names, from its first day to its last; of year 0 where it tells none."""

    start: int
    end: int
    first: Day
    last: Day


def find_period(text: str) -> Period | None:
    """The first period that a text names; None where there is none, or its date could be read in two ways."""
    bare = _NOTE.sub(lambda note: " " * len(note[0]), text)
    if (part := _find_part(bare)) is not None:
        return _add_note(part, text)
    points = _find_points(bare)
    if points is None:
        return None
    if len(points) == 2 and (span := _join_points(bare, *points)) is not None:
        return _add_note(span, text)
    if len(points) != 1:
        return None
    [point] = points
    return _add_note(_make_period(bare, point), text)


def _add_note(period: Period, text: str) -> Period:
    """With the note behind it, which says the same once more."""
    note = _NOTE.match(text, text.find(period.said) + len(period.said))
    return replace(period, said=period.said + note[0]) if note and period.said in text else period


def _find_points(text: str) -> list[Point] | None:
    """In order; None where one can be read in two ways."""
    if match := _HAN_MONTHS.search(text):
        year = int(match["year"] or 0)
        ends = [(year, int(match[which]), day) for which, day in (("first", 1), ("last", 31))]
        middle = match.start("last")
        return [Point(match.start(), middle, ends[0], ends[0]), Point(middle, match.end(), ends[1], ends[1])]
    stated = [each for each in find_moments(text) if each.readings and min(each.readings, key=repr).month]
    if any(len(each.readings) != 1 for each in stated):
        return None
    points = [Point(each.start, each.end, *_find_bounds(min(each.readings, key=repr))) for each in stated]
    for named in _MONTH.finditer(text):
        start = named.start("name" if named["name"] else "han")
        month = read_number(named["name"] or named["han"])
        is_verb = _MAY.match(named[0]) is not None
        if month and not is_verb and not _is_in(start, points):
            points.append(Point(start, named.end(), (0, month, 1), (0, month, 31)))
    for alone in _YEAR.finditer(text):
        if not _is_in(alone.start(), points):
            points.append(Point(*alone.span(), (int(alone[1]), 1, 1), (int(alone[1]), 12, 31)))
    return sorted(points, key=lambda point: point.start)


def _is_in(at: int, points: Sequence[Point]) -> bool:
    return any(point.start <= at < point.end for point in points)


def _join_points(text: str, one: Point, other: Point) -> Period | None:
    """ "From May to August 2026", "between 1 and 5 March", 5月至8月; None where the two are not one span of time."""
    before, between = text[: one.start], text[one.end : other.start]
    lead = _PAIR.search(before)
    joined = _JOINED.fullmatch(between) or (lead and _PAIRED.fullmatch(between)) or one.end == other.start
    if not joined:
        return None
    year = one.first[0] or other.first[0]
    first, last = ((point[0] or year, *point[1:]) for point in (one.first, other.last))
    lead = lead or _FROM.search(before)
    said = text[lead.start() if lead else one.start : other.end]
    ends = (text[point.start : point.end].strip() for point in (one, other))
    label = (" – " if between else "").join(ends)
    return Period(lambda day: first <= (day if year else (0, *day[1:])) <= last, said, label)


def names_column(period: Period, names: Sequence[str]) -> bool:
    """Whether its years tell columns apart, and not rows: "from 2024 to 2025" of Output 2024 and Output 2025."""
    return any(year in name for year in _YEAR_ALONE.findall(period.said) for name in names)


def day_of(moment: Moment) -> Day:
    return moment.year or 0, moment.month or 1, moment.day or 1


def _find_bounds(moment: Moment) -> tuple[Day, Day]:
    first = day_of(moment)  # without a year: of any
    return first, first if moment.day else (first[0], first[1], 31)


def _make_period(text: str, point: Point) -> Period:
    """With the word before it, in Chinese after it, that makes it a bound."""
    start, end, first, last = point.start, point.end, point.first, point.last
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
        end = on.end() if (on := _ON.match(text, end)) else end
        return Period(lambda day: reduce(day) >= first, text[match.start() : end], f"≥ {label}")
    if behind and behind["until"]:
        return Period(lambda day: reduce(day) <= last, text[start : behind.end()], f"≤ {label}")
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
