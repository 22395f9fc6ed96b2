"""The numbers a text states, however they are written: 1,000 · 1 000 · thirty · 三十天 · March."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_DIGITS = re.compile(r"(?<![\w.])\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"(?P<whole>\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+)(?P<rest>[.,]\d{1,2}|[.,]\d{4,})?")
_ONE_DOT = re.compile(r"\d{1,3}\.\d{3}")
_SEPARATORS = re.compile(r"[.,'\u00a0\u202f ]")
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
_WORDS = {word: Decimal(value) for value, word in enumerate(_SMALL)} | {
    word: Decimal(value)
    for word, value in zip(
        "thirty forty fifty sixty seventy eighty ninety hundred".split(), [*range(30, 100, 10), 100], strict=True
    )
}
_MONTHS = {
    name: Decimal(month)
    for month, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept"
        "|october oct|november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_HAN_DIGITS = {
    c: v
    for v, chars in enumerate(["零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"])
    for c in chars
}
_HAN_UNITS = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "万": 10_000,
    "萬": 10_000,
    "亿": 10**8,
    "億": 10**8,
}
_HAN = re.compile(f"[{''.join(_HAN_DIGITS)}{''.join(_HAN_UNITS)}]+")
# A numeral's sign is a number only before what is counted: 三天 is, 三明治 and 十分 are not.
_COUNTED = re.compile(
    r"[天日年月周週个個名次元块塊秒人条條款级級倍折期页頁号號岁歲公里米%％成万亿萬億美欧歐]|小时|小時|分钟|分鐘|季度|工作"
)


def stated_numbers(text: str) -> frozenset[Decimal]:
    """The numbers that a claim commits to: digits, and number words from two on that count something."""
    folded = unicodedata.normalize("NFKC", text)
    words = {_WORDS[w] for w in re.findall(r"[a-z]+", folded.lower()) if w in _WORDS} - {Decimal(0), Decimal(1)}
    return frozenset(_digits(folded, every_reading=False) | words | _han(folded, counted=True))


def readable_numbers(text: str) -> frozenset[Decimal]:
    """Every number that a source can be read to say: as `stated_numbers`, and months and uncounted numerals."""
    folded = unicodedata.normalize("NFKC", text)
    words = re.findall(r"[a-z]+", folded.lower())
    named = {table[w] for w in words for table in (_WORDS, _MONTHS) if w in table}
    return frozenset(_digits(folded, every_reading=True) | named | _han(folded, counted=False))


def _digits(text: str, *, every_reading: bool) -> set[Decimal]:
    """Numbers in digits; "1.234" and "1,234" are ambiguous, and a source may be read either way."""
    found = set()
    for match in _DIGITS.finditer(text):
        raw = match.group().lstrip("-−")
        grouped = _GROUPED.fullmatch(raw)
        if grouped and (every_reading or not _ONE_DOT.fullmatch(raw)):
            found.add(Decimal(_SEPARATORS.sub("", grouped["whole"]) + (grouped["rest"] or "").replace(",", ".")))
        if not grouped or _ONE_DOT.fullmatch(raw):
            found.add(Decimal(raw.replace(",", ".")))
    return {number.normalize() for number in found}


def _han(text: str, *, counted: bool) -> set[Decimal]:
    return {
        Decimal(_han_value(match.group()))
        for match in _HAN.finditer(text)
        if not counted or (_COUNTED.match(text, match.end()) and match.group() != "一")
    }


def _han_value(numeral: str) -> int:
    """二十三 → 23, 一百零五 → 105, 三万 → 30000, 二〇二四 → 2024."""
    if not any(sign in _HAN_UNITS for sign in numeral):
        return int("".join(str(_HAN_DIGITS[sign]) for sign in numeral))
    total = section = digit = 0
    for sign in numeral:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif _HAN_UNITS[sign] >= 10_000:
            total = (total + section + digit or 1) * _HAN_UNITS[sign]
            section = digit = 0
        else:
            section += (digit or 1) * _HAN_UNITS[sign]
            digit = 0
    return total + section + digit
