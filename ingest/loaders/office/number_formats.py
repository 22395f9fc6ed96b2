"""Numbers as a section of a number format (ECMA-376, 18.8.31) shows them: digits, padding, words around them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|'
    r"\[(?:(?P<sign><=|>=|<>|<|>|=)(?P<bound>-?[\d.]+)|\$(?P<currency>[^\]-]*)(?P<locale>-[^\]]*)?|"
    r"(?P<elapsed>h+|m+|s+)|[^\]]*)\]|"
    r"(?P<general>general)|(?P<half>am/pm|a/p|上午/下午)|(?P<power>E[+-])|(?P<date>y+|m+|d+|h+|s+|e+)|"
    r"(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
ENGLISH = 0x09  # the last byte of the number of a locale


@dataclass(frozen=True)
class Condition:
    sign: str
    bound: float

    def holds(self, value: float) -> bool:
        return SIGNS[self.sign](value, self.bound)

    def says_negative(self) -> bool:
        return self.sign in ("<", "<=") and self.bound <= 0


@dataclass(frozen=True)
class FormatSection:
    """What one of a format's parts consists of: kinds and their words, as `("literal", "km")` or `("digit", "0")`."""

    tokens: tuple[tuple[str, str], ...]
    condition: Condition | None = None
    is_foreign: bool = False  # names of months and days are not English


def parse_section(words: str) -> FormatSection:
    tokens: list[tuple[str, str]] = []
    condition = None
    foreign = False
    for found in TOKENS.finditer(words):
        kind = found.lastgroup or ""
        if found["sign"]:
            try:
                condition = Condition(found["sign"], float(found["bound"]))
            except ValueError:
                condition = None
        elif found["currency"] is not None:
            tokens.append(("literal", found["currency"]))
            foreign = foreign or _is_foreign(found["locale"] or "")
        elif kind in ("quoted", "escaped", "other"):
            tokens.append(("literal", found[kind]))
        elif kind:
            tokens.append((kind, found[0] if kind == "elapsed" else found[kind]))
    return FormatSection(tuple(tokens), condition, foreign)


def write_general(number: str, value: float, section: FormatSection, signed: bool) -> str:
    """A number with the digits that it has, and what stands around it."""
    shown = f"{value:.15g}" if abs(value) < 1e15 else number
    shown = shown if signed else shown.removeprefix("-")
    return "".join(shown if kind == "general" else words for kind, words in section.tokens if kind in FIXED)


FIXED = ("general", "literal", "comma", "point", "slash", "percent")


def format_number(value: float, section: FormatSection) -> str:
    """A number by a section that is neither a date nor general."""
    kinds = [kind for kind, _ in section.tokens]
    if "digit" not in kinds:
        return ("-" if value < 0 else "") + "".join(words for kind, words in section.tokens if kind in FIXED)
    exact = Decimal(f"{abs(value):.15g}") * 100 ** kinds.count("percent")
    if "power" in kinds:
        text = _scientific(exact, section.tokens)
    elif "slash" in kinds and kinds.index("slash") > kinds.index("digit"):
        text = _fraction(exact, section.tokens)
    else:
        text = _plain(exact, section.tokens)
    return ("-" if value < 0 and re.search("[1-9]", text) else "") + text.strip()


def _plain(value: Decimal, tokens: Sequence[tuple[str, str]]) -> str:
    point = next((at for at, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    last = max(at for at, (kind, _) in enumerate(tokens) if kind == "digit")
    last_whole = max((at for at, (kind, _) in enumerate(tokens[:point]) if kind == "digit"), default=-1)
    scaling = [at for at in _commas_after(tokens, last_whole if point > last_whole else last)]
    scaling += _commas_after(tokens, last) if last != last_whole else []
    value /= 1000 ** len(scaling)
    places = sum(kind == "digit" for kind, _ in tokens[point:])
    whole, _, decimals = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".partition(".")
    grouped = any(kind == "comma" and at not in scaling and at < last_whole for at, (kind, _) in enumerate(tokens))
    before = _whole([*tokens[:point]], "" if whole == "0" else whole, grouped)
    after = _decimals(tokens[point + 1 :], decimals)
    return before + ("." if point < len(tokens) else "") + after


def _commas_after(tokens: Sequence[tuple[str, str]], last: int) -> Iterator[int]:
    """The commas right behind the last digit: each takes away three digits."""
    at = last + 1
    while 0 < at < len(tokens) and tokens[at][0] == "comma":
        yield at
        at += 1


def _whole(tokens: Sequence[tuple[str, str]], digits: str, grouped: bool) -> str:
    """The digits from the right in their places; what is left over goes to the first of them."""
    parts: list[str] = []
    left = sum(kind == "digit" for kind, _ in tokens)
    taken = 0
    for kind, words in reversed(tokens):
        if kind != "digit":
            parts.append("" if kind == "comma" else words if kind in FIXED else "")
            continue
        left -= 1
        must = any(other == "0" for one, other in _first_digits(tokens, left + 1) if one == "digit")
        ending = digits[: max(len(digits) - taken, 0)]
        piece = ending if left == 0 else ending[-1:]
        if not piece and must:
            piece = "0"
        for digit in reversed(piece):
            parts.append("," if grouped and taken and taken % 3 == 0 else "")
            parts.append(digit)
            taken += 1
    return "".join(reversed(parts))


def _first_digits(tokens: Sequence[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    return [token for token in tokens if token[0] == "digit"][:count]


def _decimals(tokens: Sequence[tuple[str, str]], digits: str) -> str:
    places = [words for kind, words in tokens if kind == "digit"]
    needed = max((at + 1 for at, place in enumerate(places) if place == "0" or digits[at] != "0"), default=0)
    parts, at = [], 0
    for kind, words in tokens:
        if kind == "digit":
            parts.append(digits[at] if at < needed else "")
            at += 1
        elif kind in ("literal", "percent", "slash"):
            parts.append(words)
    return "".join(parts)


def _scientific(value: Decimal, tokens: Sequence[tuple[str, str]]) -> str:
    at = next(index for index, (kind, _) in enumerate(tokens) if kind == "power")
    mantissa, rest = tokens[:at], tokens[at + 1 :]
    point = next((index for index, (kind, _) in enumerate(mantissa) if kind == "point"), len(mantissa))
    step = max(sum(kind == "digit" for kind, _ in mantissa[:point]), 1)
    places = sum(kind == "digit" for kind, _ in mantissa[point:])
    exponent = value.adjusted() // step * step if value else 0
    if value and (value.scaleb(-exponent)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) >= 10**step:
        exponent += step
    width = sum(kind == "digit" for kind, _ in rest)
    sign = "-" if exponent < 0 else "+" if tokens[at][1].endswith("+") else ""
    words = "".join(words for kind, words in rest if kind in FIXED)
    shown = _plain(value.scaleb(-exponent), mantissa)
    return f"{shown}E{sign}{abs(exponent):0{max(width, 1)}}{words}"


def _fraction(value: Decimal, tokens: Sequence[tuple[str, str]]) -> str:
    """`2 1/2`, or `5/2` where no place is left for a whole number; the denominator as long as its places, or fixed."""
    at = next(index for index, (kind, _) in enumerate(tokens) if kind == "slash")
    below = "".join(words for kind, words in tokens[at + 1 :] if kind == "digit" or words.isdecimal())
    stated = "".join(words for kind, words in tokens[at + 1 :] if words.isdecimal())
    apart = any(kind == "literal" and not words.strip() for kind, words in tokens[:at])
    whole = int(value) if apart else 0
    left = Fraction(value) - whole
    if stated.strip("0"):
        above, under = (
            int((Decimal(left.numerator) / left.denominator * int(stated) + Decimal("0.5")) // 1),
            int(stated),
        )
    else:
        near = left.limit_denominator(10 ** max(len(below), 1) - 1)
        above, under = near.numerator, near.denominator
    if apart and above == under:
        whole, above = whole + 1, 0
    if not above:
        return str(whole)
    return f"{whole} {above}/{under}" if whole else f"{above}/{under}"


def _is_foreign(locale: str) -> bool:
    code = locale.removeprefix("-").split(",")[0]
    try:
        return int(code, 16) & 0xFF not in (ENGLISH, 0)
    except ValueError:
        return bool(code) and not code.lower().startswith("en")
