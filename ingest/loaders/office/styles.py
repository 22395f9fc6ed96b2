"""What Word's styles say of a paragraph: its name, whether it is a heading, which list it counts in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING = re.compile(r"(?:heading|标题|標題) ?([1-9])")


@dataclass(frozen=True)
class Style:
    """`level` 0 is no heading; `number_id` and `depth` are the list's, as they stand in the file."""

    name: str = ""  # in lower case
    level: int = 0
    number_id: str = ""
    depth: str = ""


PLAIN = Style()


def read_styles(root: Any) -> dict[str, Style]:
    """Style id → style, with what it has from the styles it is based on."""
    found = {} if root is None else {style.get(W + "styleId", ""): style for style in root.iter(W + "style")}
    return {key: _resolved(key, found) for key in found}


def _resolved(key: str, found: dict[str, Any]) -> Style:
    name = _value(found[key], "name").lower()
    level, number_id, depth = 0, "", ""
    seen: set[str] = set()
    while key in found and key not in seen:
        seen.add(key)
        level = level or _level(found[key])
        numbers = found[key].find(f"{W}pPr/{W}numPr")
        number_id = number_id or _value(numbers, "numId")
        depth = depth or _value(numbers, "ilvl")
        key = _value(found[key], "basedOn")
    return Style(name, 0 if name.startswith("toc") else level, number_id, depth)


def _level(style: Any) -> int:
    outline = _value(style.find(W + "pPr"), "outlineLvl")
    if outline.isdecimal():
        return int(outline) + 1 if int(outline) < 9 else 0
    name = _value(style, "name").lower()
    numbered = HEADING.fullmatch(name)
    return int(numbered[1]) if numbered else int(name == "title")


def _value(element: Any, name: str) -> str:
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val", "") if child is not None else ""
