"""Rows of a table read with their header: each number with the unit of its column."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.answer.check.numerals import read_scale
from kb.answer.check.units import named_unit, unit_after
from kb.text.statements.headers import are_labelled
from kb.text.statements.rows import pair_cells

_UNIT_COLUMNS = frozenset("unit units einheit einheiten 单位".split())
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_RECORD = re.compile(r"[^:：;；|]{1,40}[:：][^;；]*[;；][^:：;；]{1,40}[:：]")  # two values with their names


# The unit that ends a setting's name: `rotate_days: 14`, "有效期_小时": 8.
_SETTING_UNITS = {"s": "seconds", "sec": "seconds", "min": "minutes", "h": "hours"}
_SETTING = re.compile(
    r"_(?P<unit>s|sec|seconds|min|minutes|h|hours|days|weeks|months|mb|gb|percent|秒|分钟|小时|天|周|月|元)\"?\s*[:=]\s*"
    r"\"?\d+(?:[.,]\d+)?(?=\"?\s*(?:[,;}\]]|$))",
    re.IGNORECASE | re.MULTILINE,
)


def label_rows(text: str, around: str) -> str:
    """The text with its table rows as `Item: Desk; Price: 420 EUR`; the header is the first row of `around`.

    A setting's number has the unit that its name ends in.
    """
    text = _SETTING.sub(lambda match: f"{match[0]} {_SETTING_UNITS.get(match['unit'].lower(), match['unit'])}", text)
    if "|" not in text:
        return text
    header = _find_header(around)
    return "\n".join(_label_row(line, header) for line in text.splitlines())


def is_row(line: str) -> bool:
    """Whether a line is a row of a Markdown table, or written `name: value; name: value`."""
    return bool(_split_cells(line) or _RECORD.match(line))


@lru_cache(maxsize=256)
def _find_header(around: str) -> list[str]:
    """The first row's cells; none where that is empty, or the first of a form."""
    lines = [line for line in around.splitlines() if line.lstrip().startswith("|")]
    rows = [cells for line in lines if len(cells := _split_cells(line)) > 1]
    return rows[0] if rows and lines[0].strip("| \t") and not are_labelled(rows) else []


def _label_row(line: str, header: list[str]) -> str:
    cells = _split_cells(line)
    if len(cells) < 2 or cells == header:
        return line
    if not header:
        return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pair_cells(cells))
    if len(cells) != len(header):
        return "; ".join(cells)
    told = next((cell for name, cell in zip(header, cells, strict=True) if name.lower() in _UNIT_COLUMNS), "")
    return "; ".join(f"{name}: {_add_unit(cell, told or name)}" for name, cell in zip(header, cells, strict=True))


def _add_unit(cell: str, name: str) -> str:
    """A bare number with the unit that its column's name tells."""
    unit, number = named_unit(name), _NUMBER.search(cell)
    if not unit or not number or cell[: number.start()].strip(" -(+~≈"):
        return cell
    _, end = read_scale(cell, number.end())
    return cell if unit_after(cell, end) else f"{cell[:end]} {unit}{cell[end:]}"


def _split_cells(line: str) -> list[str]:
    if not line.lstrip().startswith("|") or not line.strip("|-: \t"):
        return []
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
