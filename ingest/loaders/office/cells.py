"""A spreadsheet's values as their number formats show them."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.loaders.office.date_formats import format_moment, is_date, is_time
from ingest.loaders.office.number_formats import FormatSection, format_number, parse_section, write_general

# The formats that files name by number only. Dates among them are shown as the reader's country has them.
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0;-$#,##0", 6: "$#,##0;-$#,##0",
    7: "$#,##0.00;-$#,##0.00", 8: "$#,##0.00;-$#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 27: "yyyy-mm-dd", 28: "yyyy-mm-dd", 29: "yyyy-mm-dd",
    30: "yyyy-mm-dd", 31: "yyyy-mm-dd", 32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: "yyyy-mm-dd",
    37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: "yyyy-mm-dd", 57: "yyyy-mm-dd", 58: "yyyy-mm-dd",
}  # fmt: skip
LAST_DAY = 2_958_466  # of 9999
SECTIONS = re.compile(r'(?:[^;"\\\[]|"[^"]*"?|\\.|\[[^\]]*\]?)*', re.DOTALL)


def format_cell(number: str, number_format: str, from_1904: bool = False) -> str:
    """`number`, as it stands in the file, as a reader of the sheet sees it; whole dates as ISO 8601 has them."""
    try:
        value = float(number)
    except ValueError:
        return number
    if number_format == "General":
        return f"{value:.15g}" if abs(value) < 1e15 else number
    sections = _parse(number_format)
    section, signed = _choose(value, sections)
    if not section.tokens:
        return ""
    kind = _kind(section)
    if kind == "general":
        return write_general(number, value, section, signed)
    if kind == "moment":
        return format_moment(value, section, from_1904) if 0 <= value < LAST_DAY else number
    return format_number(value if signed else abs(value), section)


def format_text(text: str, number_format: str) -> str:
    """A text as its cell shows it: a format may put words around it, or hide it."""
    if number_format in ("General", "@") or ("@" not in number_format and number_format.count(";") < 3):
        return text
    sections = _parse(number_format)
    section = sections[3] if len(sections) > 3 else sections[-1]
    if len(sections) > 3 and not section.tokens:
        return ""
    if not any(kind == "text" for kind, _ in section.tokens):
        return text
    return "".join(text if kind == "text" else words for kind, words in section.tokens if kind in ("text", "literal"))


@lru_cache(maxsize=1000)
def _kind(section: FormatSection) -> str:
    if any(kind == "general" for kind, _ in section.tokens):
        return "general"
    return "moment" if is_date(section) or is_time(section) else "number"


def _choose(value: float, sections: tuple[FormatSection, ...]) -> tuple[FormatSection, bool]:
    """The section for a value, and whether a minus sign is put before a negative one."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or section.condition.holds(value):
                return section, section.condition is None or not section.condition.says_negative()
        return FormatSection((("literal", "#"),)), False
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    return numeric[2] if value == 0 and len(numeric) > 2 else numeric[0], True


@lru_cache(maxsize=1000)
def _parse(number_format: str) -> tuple[FormatSection, ...]:
    parts: list[str] = []
    at = 0
    while at <= len(number_format) and len(parts) < 4:
        found = SECTIONS.match(number_format, at)
        parts.append(found[0] if found else "")
        at += len(parts[-1]) + 1
    while len(parts) > 1 and not parts[-1] and not number_format.endswith(";"):
        parts.pop()
    return tuple(map(parse_section, parts))
