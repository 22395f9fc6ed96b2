"""What a text counts and measures: numbers with their unit and with what bounds them (at least, at most)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from kb.answer.check.dates import find_moments
from kb.answer.check.fractions import write_fractions
from kb.answer.check.numerals import Numeral, find_numerals
from kb.answer.check.units import CURRENCIES, unit_after, unit_before
from kb.text.sentences import CLAUSE_MARKS

_AT_MOST = (
    r"(?:not|no|never)\s+(?:be\s+)?(?:more|longer|higher|greater|larger|older|heavier)\s+than|(?:not|never)\s+(?:to\s+)?exceed\w*"
    r"|höchstens|maximal|längstens|nicht\s+(?:mehr|länger|höher|größer|älter)\s+als|bis\s+zu|weniger\s+als|binnen"
    r"|innerhalb(?:\s+von)?|unter(?=\s*\d)"
    r"|at\s+(?:the\s+)?most|up\s+to|maxim(?:um|al)|max\b\.?|below|under|less\s+than|fewer\s+than|within|shorter\s+than"
    r"|不(?:得|能|可|应|可以|允许)?(?:超过|超出|高于|多于|大于|长于)|最多|最长|最高|最大|至多|低于|少于|小于|不足|不到|不满|未满|未超过|上限"
)
_AT_LEAST = (
    r"(?:not|no|never)\s+(?:be\s+)?(?:less|fewer|shorter|lower|smaller|younger)\s+than|at\s+(?:the\s+)?least|minim(?:um|al)"
    r"|mindestens|wenigstens|nicht\s+(?:weniger|kürzer|niedriger)\s+als|mehr\s+als|länger\s+als|über(?=\s*\d)"
    r"|min\b\.?|above|over(?=\s*[\d$€£¥])|more\s+than|exceed\w*|longer\s+than"
    r"|不(?:得|能|可|应|可以|允许)?(?:低于|少于|小于|短于)|最少|最短|最低|至少|超过|超出|高于|多于|大于|下限"
)
BOUND = re.compile(rf"(?P<most>(?<![a-z])(?:{_AT_MOST}))|(?P<least>(?<![a-z])(?:{_AT_LEAST}))", re.IGNORECASE)
_BOUND_BEHIND = re.compile(
    r"\s*(?:or|and)\s+(?P<least>more|longer|older|above|higher|over)\b|\s*(?:or|and)\s+(?P<most>less|fewer|under|below|shorter)\b"
    r"|\s*(?:oder|und)\s+(?P<least4>mehr|länger|höher|darüber)\b|\s*(?:oder|und)\s+(?P<most4>weniger|kürzer|darunter)\b"
    r"|\s*(?:at\s+the\s+)?(?:at\s+)?(?P<most2>at most|maximum|max\b)|\s*(?P<least2>at least|minimum)"
    r"|(?P<least3>及?以上)|(?P<most3>及?以[内下]|之内|内(?![部容]))",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(rf"[{CLAUSE_MARKS}]|[,，](?!\d)|\.(?=\s)")
_LONGEST_BOUND = 60  # characters
_OF_HUNDRED = re.compile(r"(?P<base>百|千|万)分之$")
_SHARES = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
_POWER = re.compile("(?<=\\d)(?=[⁰¹²³⁴-⁹⁺⁻])")  # where a raised figure begins
_WEEKDAY = re.compile("(?:星期|礼拜)(?=[一二三四五六日天])")
_RANGE = re.compile(r"\s*(?:-|–|—|~|to|and|or|bis|至|到|或)\s*", re.IGNORECASE)
_MINUS = re.compile(r"(?:(?<![\w)])[-−–]\s?|\bminus\s+|零下)$", re.IGNORECASE)
_PAGE = re.compile(r"(?:\bpages?|\bpp?\.|\bseite|第)\s*$", re.IGNORECASE)
_QUARTER = re.compile(r"\bQ$")
CALENDAR = "calendar"  # the unit of 2023 in 2023年


@dataclass(frozen=True)
class Quantity:
    """A number, in each way that it can be read. `values` count whole ("3.5 million" is 3500000), in the unit as
    written; `factor` is how much of the base `unit` that is. `unit` is empty where none is named. `bound`: 1 at least,
    -1 at most. `stated`: whether a claim commits itself to it."""

    values: frozenset[Decimal]
    start: int
    end: int
    unit: str = ""
    factor: Decimal = Decimal(1)
    scale: int = 1
    bound: int = 0
    stated: bool = True

    @property
    def base_values(self) -> frozenset[Decimal]:
        return frozenset(value * self.factor for value in self.values)


@lru_cache(maxsize=4096)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """What a text (folded to half width and simplified characters) counts, in order; dates are not among it."""
    blanked = replace_places(
        text, ((moment.start, moment.end, "\0" * (moment.end - moment.start)) for moment in find_moments(text))
    )
    for mark in ("½", "1⁄2"):
        blanked = re.sub(rf"(?<=\d){mark}", ".5".ljust(len(mark), "\0"), blanked)
    found = [_read_quantity(blanked, numeral) for numeral in find_numerals(blanked)]
    found.sort(key=lambda each: each.start)
    ranged = [_take_unit_of_range(blanked, each, found[at + 1 : at + 2]) for at, each in enumerate(found)]
    return tuple(
        replace(each, bound=_read_bound(blanked, each, ranged[at - 1 : at] if at else [], ranged[at + 1 : at + 2]))
        for at, each in enumerate(ranged)
    )


def fold_text(text: str) -> str:
    """The text as it is compared: half width, no emphasis, 10⁶ as 10^6 and not as 106, ½ as 0.5, quarters as Q3."""
    apart = _WEEKDAY.sub("周", _POWER.sub("^", text.replace("½", ".5"))).replace("周天", "周日")
    return write_fractions(re.sub(r"\*\*|__|~~|`|(?<!\w)\*|\*(?!\w)", "", unicodedata.normalize("NFKC", apart)))


def replace_places(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """The text with `new` in each place `start, end, new`; they come in order, and none overlaps another."""
    parts, at = [], 0
    for start, end, new in places:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def same(claimed: Quantity, said: Quantity) -> bool:
    """Whether one number with its unit is the other."""
    if claimed.unit and said.unit:
        if claimed.unit == said.unit:
            return bool(claimed.base_values & said.base_values)
        if "cent" in (claimed.unit, said.unit) and CURRENCIES & {claimed.unit, said.unit}:
            return bool(_as_whole_coins(claimed) & _as_whole_coins(said))
        return (claimed.unit, int(claimed.factor), said.unit) == ("s", 86_400, "workday") and bool(
            claimed.values & said.values
        )
    return bool(claimed.values & said.values)


def _as_whole_coins(amount: Quantity) -> frozenset[Decimal]:
    """Of cents, which many currencies have, the hundredth part."""
    return frozenset(value / 100 for value in amount.values) if amount.unit == "cent" else amount.base_values


def among(claimed: Quantity, said: Collection[Quantity], around: str = "") -> list[Quantity]:
    """Which of the quantities `said` are the claimed one; `around` may name the scale of bare ones ("in millions")."""
    found = [each for each in said if same(claimed, each)]
    if not found and claimed.scale > 1 and _names_scale(around, claimed.scale):
        bare = frozenset(value / claimed.scale for value in claimed.values)
        found = [each for each in said if each.unit in ("", claimed.unit) and each.scale == 1 and bare & each.values]
    return found


def _names_scale(text: str, scale: int) -> bool:
    names = {
        10**3: r"thousands?\b|k€|tsd\b|tausend|千",
        10**4: "万",
        10**6: r"millions?\b|millionen|mio\b|mn\b|百万",
        10**8: "亿",
        10**9: r"billions?\b|milliarden?|mrd\b|bn\b",
    }
    return scale in names and bool(re.search(rf"(?<!\d)(?<!\d\s)(?:{names[scale]})", text, re.IGNORECASE))


def _read_quantity(text: str, numeral: Numeral) -> Quantity:
    """A number with the unit beside it."""
    start, end, values = numeral.start, numeral.end, numeral.readings
    if share := _OF_HUNDRED.search(text, max(0, start - 3), start):
        return Quantity(values, share.start(), end, "%", _SHARES[share["base"]], stated=True)
    behind, before = unit_after(text, end), unit_before(text, start)
    minus = _MINUS.search(text, max(0, start - 6), start)
    unit, factor = "", Decimal(1)
    if behind:
        unit, factor, end = behind
        if unit == "month" and factor == 12 and any(1000 <= value <= 2200 for value in values):
            unit, factor = CALENDAR, Decimal(1)  # 2023年
        elif text[numeral.end : end] in ("月", "日"):
            unit, factor = ("", Decimal(1)) if text[numeral.end : end] == "月" else (unit, factor)
    elif before:
        unit, factor, start = before
    elif (page := _PAGE.search(text, max(0, start - 6), start)) and page.group() != "第":
        unit = "page"
    elif quarter := _QUARTER.search(text, max(0, start - 2), start):
        unit, start = "quarter", quarter.start()
    stated = numeral.stated or unit == "quarter" or (bool(unit) and Decimal(1) not in values)
    if minus and (unit.startswith("°") or not unit):
        values = values | frozenset(-value for value in values) if not unit else frozenset(-value for value in values)
    return Quantity(values, start, end, unit, factor, numeral.scale, stated=stated)


def _take_unit_of_range(text: str, first: Quantity, following: list[Quantity]) -> Quantity:
    """The first number of "2 to 4 days" has the unit of the second."""
    if first.unit or not following or not following[0].unit or first.scale != 1:
        return first
    if not _RANGE.fullmatch(text[first.end : following[0].start].rstrip("-−+") or " to "):
        return first
    values, unit = first.values, following[0].unit
    if any(value < 0 for value in values):
        values = (
            frozenset(value for value in values if value < 0) if unit.startswith("°") else frozenset(map(abs, values))
        )
    return replace(first, values=values, unit=unit, factor=following[0].factor, scale=first.scale)


def _read_bound(text: str, quantity: Quantity, before: list[Quantity], after: list[Quantity]) -> int:
    """What stands around a number in its own clause: at least (1), at most (-1)."""
    behind = _BOUND_BEHIND.match(text, quantity.end)
    if behind and not (after and after[0].start < behind.end()):
        return 1 if (behind.lastgroup or "").startswith("least") else -1
    start = max(before[0].end if before else 0, quantity.start - 60)
    ends = [match.end() for match in _CLAUSE_END.finditer(text, start, quantity.start)]
    # No further than a bound that begins before the number can reach: to the text's end, each number would cost all.
    found = BOUND.finditer(text, ends[-1] if ends else start, quantity.start + _LONGEST_BOUND)
    bounds = [match for match in found if match.start() < quantity.start]
    return (1 if bounds[-1].lastgroup == "least" else -1) if bounds else 0


def stated_numbers(text: str) -> list[Quantity]:
    """The quantities that a claim commits itself to."""
    return [each for each in find_quantities(text) if each.stated]
