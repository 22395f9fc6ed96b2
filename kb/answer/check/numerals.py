"""The numbers a text states, however they are written: 1,000 · 1 000 · twenty-eight · 三十天 · 3.5 million · 4200万."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = re.compile(r"(?<![A-Za-z0-9_.])\d{1,3}(?:[.,'\u00a0\u202f ]\d{3}){1,12}(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"(?P<whole>[1-9]\d{0,2}(?:[.,'\u00a0\u202f ]\d{3})+)(?P<rest>[.,]\d{1,2}|[.,]\d{4,})?")
_ONE_DOT = re.compile(r"\d{1,3}\.\d{3}")
_SEPARATORS = re.compile(r"[.,'\u00a0\u202f ]")
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety".split()
_GERMAN_SMALL = (
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn"
    " neunzehn zwanzig"
).split()  # ein and eine are articles
_GERMAN = dict(zip(_GERMAN_SMALL, range(2, 21), strict=True)) | dict(
    zip("dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(), range(30, 100, 10), strict=True)
)
_GERMAN_UNITS = ["ein", *_GERMAN_SMALL[:8]]
_GERMAN_TENS = [word for word, value in _GERMAN.items() if value % 10 == 0 and value > 10]
_GERMAN |= {
    f"{unit}und{ten}": _GERMAN[ten] + value for ten in _GERMAN_TENS for value, unit in enumerate(_GERMAN_UNITS, start=1)
}
_WORDS = (
    {word: value for value, word in enumerate(_SMALL)}
    | _GERMAN
    | dict(zip(_TENS, range(30, 100, 10), strict=True))
    | {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
)
HOUR_WORDS = {word: value for word, value in _WORDS.items() if 0 < value <= 12}
# The joined ones by their parts: written out they were two thirds of a pattern that each start would compile.
_JOINED = rf"(?:{'|'.join(_GERMAN_UNITS)})und(?:{'|'.join(_GERMAN_TENS)})"
_SINGLE = sorted((word for word in _WORDS if not re.fullmatch(_JOINED, word)), key=len, reverse=True)
_WORD = rf"(?:{_JOINED}|{'|'.join(_SINGLE)})"
# What happens so often: no claim commits itself to the figure, and one that does is told by the word.
_OFTEN = {"twice": 2, "thrice": 3, "quarterly": 4, "vierteljährlich": 4, "halbjährlich": 2, "half-yearly": 2}
_HOW_OFTEN = re.compile(rf"\b(?:{'|'.join(_OFTEN)})(?:e[nmrs]?)?\b", re.IGNORECASE)
_IN_WORDS = re.compile(
    rf"(?<![\w.])(?:half\s+a\s+)?{_WORD}(?:mal)?\b(?:(?:\s*-\s*|\s+|\s+and\s+){_WORD}\b){{0,12}}",
    re.IGNORECASE,
)
_ORDINALS = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINAL = re.compile(rf"\b(?P<word>{'|'.join(_ORDINALS)})\b(?!\s*[,:])", re.IGNORECASE)
_HAN_DIGITS = {
    c: v
    for v, chars in enumerate(["零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"])
    for c in chars
}
_HAN_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000, "亿": 10**8}
_HAN = re.compile(f"[{''.join(_HAN_DIGITS)}{''.join(_HAN_UNITS)}]{{1,30}}")  # no number has more signs
# A numeral's sign is a number only before what is counted: 三天 is, 三明治 and 十分 are not.
_COUNTED = re.compile(
    r"[天日年月周个名次元块秒人条款级倍折期页号岁公里米%成美欧港英日点项份台件套层间克吨升度伏瓦种位家座辆]|小时|分钟|季度|工作|星期|人民币|摄氏"
)
_CODE = re.compile(r"[A-Za-z]-?$")
_SCALES = {
    "thousand": 10**3, "million": 10**6, "millions": 10**6, "mn": 10**6, "mio": 10**6, "mio.": 10**6, "billion": 10**9,
    "billions": 10**9, "bn": 10**9, "trillion": 10**12, "hundred": 100, "dozen": 12,
    "tausend": 10**3, "tsd": 10**3, "tsd.": 10**3, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9,
    "mrd": 10**9, "mrd.": 10**9,
    "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3,
}  # fmt: skip
_SCALE_NAMES = sorted(_SCALES, key=len, reverse=True)
_SCALE = re.compile(
    rf"[\s-]?(?:(?:{'|'.join(re.escape(name) for name in _SCALE_NAMES if name.isascii())})(?![a-z])"
    rf"|(?:{'|'.join(name for name in _SCALE_NAMES if not name.isascii())}))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Numeral:
    """What stands at `start` to `end`: `1.234` can be read in two ways. `scale` is that of "3.5 million"."""

    readings: frozenset[Decimal]
    start: int
    end: int
    scale: int = 1
    stated: bool = True  # False: it may be no number at all ("one of them", 三明治)


def find_numerals(text: str) -> list[Numeral]:
    """The numbers of a text (folded to half width and simplified characters), in order."""
    found: list[Numeral] = []
    every = [*_read_digits(text), *_read_words(text), *_read_ordinals(text), *_read_frequencies(text), *_read_han(text)]
    for numeral in sorted(every, key=lambda each: each.start):
        if not found or numeral.start >= found[-1].end:  # a scale belongs to its number
            found.append(numeral)
    return found


def han_value(numeral: str) -> int:
    """二十三 → 23, 一百零五 → 105, 三亿五千万 → 350000000, 二〇二四 → 2024."""
    if not any(sign in _HAN_UNITS for sign in numeral):
        return int("".join(str(_HAN_DIGITS[sign]) for sign in numeral))
    total = section = digit = 0
    for sign in numeral:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif _HAN_UNITS[sign] == 10**8:
            total, section, digit = (total + section + digit or 1) * 10**8, 0, 0
        elif _HAN_UNITS[sign] == 10_000:
            total, section, digit = total + (section + digit or 1) * 10_000, 0, 0
        else:
            section += (digit or 1) * _HAN_UNITS[sign]
            digit = 0
    return total + section + digit


def _read_digits(text: str) -> Iterator[Numeral]:
    for match in _DIGITS.finditer(text):
        raw = match.group()
        grouped = _GROUPED.fullmatch(raw)
        readings = set()
        if grouped:
            readings.add(Decimal(_SEPARATORS.sub("", grouped["whole"]) + (grouped["rest"] or "").replace(",", ".")))
        if not grouped or _ONE_DOT.fullmatch(raw):
            readings.add(Decimal(raw.replace(",", ".")))
        scale, end = read_scale(text, match.end())
        in_code = bool(_CODE.search(text, max(0, match.start() - 3), match.start()))  # X100, WS-40: names
        yield Numeral(frozenset(reading * scale for reading in readings), match.start(), end, scale, not in_code)


def _read_words(text: str) -> Iterator[Numeral]:
    for match in _IN_WORDS.finditer(text):
        words = [word.removesuffix("mal") for word in re.findall(r"[^\W\d_]+", match.group().lower())]
        value = Decimal(_add_up_words([word for word in words if word in _WORDS]))
        value = value / 2 if words[0] == "half" else value
        if not set(words) & {"hundred", "thousand", "million", "billion", "trillion", "dozen"} and len(words) > 2:
            continue  # digits read out: "one two three"
        stated = value > 1 and (len(words) > 1 or _WORDS[words[0]] < 100)
        scale, end = read_scale(text, match.end())
        yield Numeral(frozenset({value * scale}), match.start(), end, scale, stated)


def _add_up_words(words: list[str]) -> int:
    total = section = 0
    for word in words:
        value = _WORDS[word]
        if value >= 1000:
            total, section = total + (section or 1) * value, 0
        elif word in ("hundred", "dozen"):
            section = (section or 1) * value
        else:
            section += value
    return total + section


def _read_ordinals(text: str) -> Iterator[Numeral]:
    for match in _ORDINAL.finditer(text):
        yield Numeral(frozenset({Decimal(_ORDINALS.index(match["word"].lower()) + 3)}), *match.span())


def _read_frequencies(text: str) -> Iterator[Numeral]:
    for match in _HOW_OFTEN.finditer(text):
        often = next(value for word, value in _OFTEN.items() if match.group().lower().startswith(word))
        yield Numeral(frozenset({Decimal(often)}), *match.span(), stated=False)


def _read_han(text: str) -> Iterator[Numeral]:
    for match in _HAN.finditer(text):
        if text[match.start() - 1 : match.start()].isdigit() or not set(match.group()) & (
            set(_HAN_DIGITS) | {"十", "百"}
        ):
            continue  # the scale of digits: 4200万
        counted = bool(_COUNTED.match(text, match.end())) and match.group() not in ("一", "零")  # 一些, 零件
        ordinal = (
            text[match.start() - 1 : match.start()] == "第" or text[max(0, match.start() - 2) : match.start()] == "分之"
        )
        yield Numeral(frozenset({Decimal(han_value(match.group()))}), *match.span(), stated=counted or ordinal)


def read_scale(text: str, at: int) -> tuple[int, int]:
    """What a number in digits is multiplied by, and where that ends."""
    match = _SCALE.match(text, at)
    return (_SCALES[match.group().lower().strip(" -\t\n")], match.end()) if match else (1, at)
