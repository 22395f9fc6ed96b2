"""A spreadsheet's numbers as their formats show them: dates, percent, thousands, decimals, currency."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

# The formats that files name by number only.
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 27: "yyyy-mm-dd", 28: "yyyy-mm-dd", 29: "yyyy-mm-dd", 30: "yyyy-mm-dd",
    31: "yyyy-mm-dd", 32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: "yyyy-mm-dd", 37: "#,##0",
    38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
    50: "yyyy-mm-dd", 57: "yyyy-mm-dd", 58: "yyyy-mm-dd",
}  # fmt: skip
LITERAL = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', re.IGNORECASE)
CURRENCY = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"?([$€£¥])"?')
EPOCH = datetime.datetime(1899, 12, 30)
EPOCH_1904 = datetime.datetime(1904, 1, 1)


@dataclass(frozen=True)
class _Format:
    date: bool
    time: bool
    percent: bool
    plain: bool  # shown with the digits that it has
    places: int
    thousands: bool
    symbol: str


def format_cell(number: str, number_format: str, from_1904: bool = False) -> str:
    """`number`, as it stands in the file, as a reader of the sheet sees it; dates as ISO 8601 has them."""
    try:
        value = float(number)
    except ValueError:
        return number
    form = _parsed(number_format)
    if (form.date or form.time) and 0 <= value < 2_958_466:  # the last day of 9999
        return _moment(value, form, from_1904)
    if form.percent:
        return f"{value * 100:.{form.places}f}%"
    if form.plain:
        return f"{value:.15g}" if abs(value) < 1e15 else number
    digits = f"{abs(value):{',' if form.thousands else ''}.{form.places}f}"
    return ("-" if value < 0 else "") + form.symbol + digits


@lru_cache(maxsize=1000)
def _parsed(number_format: str) -> _Format:
    first = number_format.split(";")[0]
    bare = LITERAL.sub("", first).lower()
    currency = CURRENCY.search(first)
    decimals = re.search(r"[0#?]\.([0#?]+)", bare)
    date = bool(re.search("[yd]|m{3}", bare)) and "general" not in bare
    return _Format(
        date=date,
        time=bool(re.search("[hs]", bare)),
        percent="%" in bare,
        plain=not re.search("[0#]", bare) or "e+" in bare or "e-" in bare or "/" in bare,
        places=len(decimals[1]) if decimals else 0,
        thousands="," in bare,
        symbol=(currency[1] or currency[2]) if currency else "",
    )


def _moment(value: float, form: _Format, from_1904: bool) -> str:
    if not form.date:
        minutes, seconds = divmod(round(value * 86_400), 60)
        clock = f"{minutes // 60:02}:{minutes % 60:02}"
        return f"{clock}:{seconds:02}" if seconds else clock
    epoch = EPOCH_1904 if from_1904 else EPOCH
    if not from_1904 and value < 60:
        epoch += datetime.timedelta(days=1)  # these files believe that 29 February 1900 was a day
    moment = epoch + datetime.timedelta(seconds=round(value * 86_400))
    if not form.time or moment.time() == datetime.time(0):  # programs write bare days as midnight
        return moment.date().isoformat()
    return moment.isoformat(" ", "seconds" if moment.second else "minutes")
