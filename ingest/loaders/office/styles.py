"""What Word keeps apart from a paragraph: its style, its level as a heading, and the number that is shown before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
CHINESE = "零一二三四五六七八九"
HEADING = re.compile(r"(?:heading|标题|標題) ?([1-9])")


@dataclass(frozen=True)
class Style:
    """`level` 0 is no heading; `number_id` and `depth` are the list's, as they stand in the file."""

    name: str = ""  # in lower case
    level: int = 0
    number_id: str = ""
    depth: str = ""
    struck: bool = False
    hidden: bool = False
    raised: str = ""  # "superscript", "subscript" or neither


PLAIN = Style()
OFF = ("0", "false", "off", "none")  # values of properties that are switched off; without a value they are on


def read_styles(root: Any) -> dict[str, Style]:
    """Style id → style, with what it has from the styles it is based on."""
    found = {} if root is None else {style.get(W + "styleId", ""): style for style in root.iter(W + "style")}
    return {key: _resolve(key, found) for key in found}


def _resolve(key: str, found: dict[str, Any]) -> Style:
    name = read_value(found[key], "name").lower()
    level, number_id, depth, raised = 0, "", "", ""
    struck = hidden = None
    seen: set[str] = set()
    while key in found and key not in seen:
        seen.add(key)
        paragraph = found[key].find(W + "pPr")
        level = level or _level(found[key], paragraph)
        numbers = paragraph.find(W + "numPr") if paragraph is not None else None
        number_id = number_id or read_value(numbers, "numId")
        depth = depth or read_value(numbers, "ilvl")
        look = found[key].find(W + "rPr")
        if look is not None:
            struck = is_on(look, "strike", "dstrike") if struck is None else struck
            hidden = is_on(look, "vanish") if hidden is None else hidden
            raised = raised or read_value(look, "vertAlign")
        key = read_value(found[key], "basedOn")
    level = 0 if name.startswith("toc") else level
    return Style(name, level, number_id, depth, bool(struck), bool(hidden), raised)


def is_on(properties: Any, *names: str) -> bool | None:
    """Whether one of the properties is switched on; None where nothing is said of them."""
    said = [properties.find(W + name) for name in names] if properties is not None else []
    values = [one.get(W + "val", "true") not in OFF for one in said if one is not None]
    return any(values) if values else None


def _level(style: Any, paragraph: Any) -> int:
    outline = read_value(paragraph, "outlineLvl")
    if outline.isdecimal():
        return int(outline) + 1 if int(outline) < 9 else 0
    name = read_value(style, "name").lower()
    numbered = HEADING.fullmatch(name)
    return int(numbered[1]) if numbered else int(name == "title")


def read_value(element: Any, name: str) -> str:
    """What a property of that name says; empty without one."""
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val", "") if child is not None else ""


@dataclass
class _Level:
    start: int
    form: str
    text: str  # "%1.%2" stands for the numbers of the first two levels
    plain: bool  # all its numbers in decimal, as laws are cited


@dataclass
class _List:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class ListNumbering:
    """Counts as it goes: ask once for each numbered paragraph, in the order of the document."""

    def __init__(self, root: Any) -> None:
        abstract = {} if root is None else {e.get(W + "abstractNumId"): e for e in root.iter(W + "abstractNum")}
        shared = {key: _List(_levels(element)) for key, element in abstract.items()}
        self._lists: dict[str, _List] = {}
        for number in () if root is None else root.iter(W + "num"):
            found = shared.get(read_value(number, "abstractNumId"))
            if found:
                self._lists[number.get(W + "numId", "")] = _restart(found, number)

    def label(self, number_id: str, depth: int) -> str:
        """What stands before the next paragraph of that list at that depth (from 0); "" for bullets."""
        found = self._lists.get(number_id)
        level = found.levels.get(depth) if found else None
        if not found or not level:
            return ""
        found.counts[depth] = found.counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in found.counts if other > depth]:
            del found.counts[deeper]
        return "" if level.form in ("bullet", "none") else re.sub(r"%(\d)", _make_formatter(found, level), level.text)


def _make_formatter(found: _List, level: _Level) -> Callable[[re.Match[str]], str]:
    def number(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        at = found.levels.get(depth)
        count = found.counts.get(depth, at.start if at else 1)
        return format_number(count, "decimal" if level.plain or not at else at.form)

    return number


def _levels(abstract: Any) -> dict[int, _Level]:
    levels = {}
    for element in abstract.iter(W + "lvl"):
        start = read_value(element, "start")
        levels[int(element.get(W + "ilvl", "0"))] = _Level(
            int(start) if start.isdecimal() else 1,
            read_value(element, "numFmt") or "decimal",
            read_value(element, "lvlText"),
            element.find(W + "isLgl") is not None,
        )
    return levels


def _restart(found: _List, number: Any) -> _List:
    """The list that others share too, or one that counts for itself where this one starts anew."""
    starts = {int(e.get(W + "ilvl", "0")): read_value(e, "startOverride") for e in number.iter(W + "lvlOverride")}
    if not any(starts.values()):
        return found
    levels = {
        depth: _Level(int(starts[depth]), level.form, level.text, level.plain)
        if starts.get(depth, "").isdecimal()
        else level
        for depth, level in found.levels.items()
    }
    return _List(levels)


def format_number(count: int, form: str) -> str:
    """The number in Word's `form`; decimal where the form is not known."""
    if form.endswith("Roman"):
        roman = _roman(count)
        return roman.upper() if form.startswith("upper") else roman
    if form.endswith("Letter") and count > 0:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if form.startswith("upper") else letters
    if "hinese" in form or form in ("japaneseCounting", "taiwaneseCounting", "ideographDigital"):
        return _chinese(count)
    return f"{count:02}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in ROMAN:
        text += letters * (count // value)
        count %= value
    return text


def _chinese(count: int) -> str:
    if not 0 < count < 1000:
        return str(count)
    hundreds, tens, ones = count // 100, count // 10 % 10, count % 10
    text = f"{CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else CHINESE[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (CHINESE[ones] if ones else "")
