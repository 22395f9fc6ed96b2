"""Units of time, money, weight, length and the like: what is measured, and in how much of its base."""

from __future__ import annotations

import re
from decimal import Decimal

CURRENCIES = frozenset("EUR USD GBP CNY JPY HKD CHF".split())
_TABLE = """
s 1: seconds second secs sec 秒钟 秒 sekunden sekunde
s 60: minutes minute mins min 分钟 minuten
s 3600: hours hour hrs hr 个小时 小时 stunden stunde
s 86400: days day 天 日 tage tagen tag jours jour días día
s 604800: weeks week 周 星期 个星期 礼拜 个礼拜 wochen woche semaines semanas
workday 1: working-days working-day business-days business-day workdays workday 个工作日 工作日
workday 1: werktagen werktage werktag arbeitstagen arbeitstage arbeitstag
month 1: months month 个月 月 monate monaten monat mois meses
month 12: years year yrs yr 年 周年 jahre jahren jahr ans años
EUR 1: € eur euros euro 欧元
USD 1: $ us$ usd dollars dollar 美元 美金 美刀
GBP 1: £ gbp 英镑
CNY 1: ¥ rmb cny yuan renminbi 元 块钱 块 人民币 元人民币
JPY 1: jpy yen 日元
HKD 1: hkd 港元 港币
CHF 1: chf francs franken 瑞士法郎
cent 1: cents cent ct
GBP 0.01: pence
% 1: % percent per-cent percents pct prozent percentage-points percentage-point 个百分点 百分点 成点
% 0.1: ‰ per-mille per-mil permille promille
% 100: times fold 倍
g 1: grams gram grammes 克
g 1000: kg kgs kilograms kilogram kilos kilo 公斤 千克
g 0.001: mg milligrams milligram 毫克
g 1000000: tons ton tonnes tonne 吨
lb 1: pounds pound lbs lb 磅
oz 1: ounces ounce oz
m 1: metres metre meters meter 米
m 1000: km kilometres kilometre kilometers kilometer 公里 千米
m 0.01: cm centimetres centimetre centimeters centimeter 厘米
m 0.001: mm millimetres millimetre millimeters millimeter 毫米
mile 1: miles mile 英里
foot 1: feet foot ft 英尺
inch 1: inches inch 英寸
yard 1: yards yard 码
l 1: litres litre liters liter 升
l 0.001: ml millilitres milliliters 毫升
°C 1: °c degrees-celsius degree-celsius degrees-c celsius 摄氏度
°F 1: °f degrees-fahrenheit degree-fahrenheit degrees-f fahrenheit 华氏度
V 1: volts volt 伏特 伏
W 1: watts watt 瓦特 瓦
W 1000: kw kilowatts kilowatt 千瓦
MB 1: mb megabytes megabyte
MB 1000: gb gigabytes gigabyte
MB 1000000: tb terabytes terabyte
page 1: pages page 页
"""
# Letters that are units only as they stand: "5 g" is, "5 G" and a word's first letter are not.
_LETTERS = {
    "g": ("g", "1"),
    "m": ("m", "1"),
    "h": ("s", "3600"),
    "t": ("g", "1000000"),
    "V": ("V", "1"),
    "W": ("W", "1"),
}
UNITS: dict[str, tuple[str, Decimal]] = {
    name.replace("-", " "): (head.split()[0], Decimal(head.split()[1]))
    for head, names in (line.split(":") for line in _TABLE.strip().splitlines())
    for name in names.split()
} | {letter: (unit, Decimal(factor)) for letter, (unit, factor) in _LETTERS.items()}
_NAMES = [name for name in sorted(UNITS, key=len, reverse=True) if name not in _LETTERS]
# Nothing begins as a word and as a sign: kept apart, so that what may follow a word is compiled once and not for each.
_WORDS = [re.escape(name).replace(r"\ ", r"[\s-]+") for name in _NAMES if name[-1].isascii() and name[-1].isalpha()]
_SIGNS = [re.escape(name) for name in _NAMES if not (name[-1].isascii() and name[-1].isalpha())]
_AFTER = re.compile(
    rf"[\s-]{{0,2}}(?P<unit>(?i:(?:{'|'.join(_WORDS)})(?![A-Za-z])|{'|'.join(_SIGNS).replace('|年|', '|年(?!代)|')})"
    rf"|[{''.join(_LETTERS)}](?![A-Za-zÀ-ÿ]))"
)
_OF_SOMETHING = re.compile(r"\s+(?:the|that|of|as|more|higher|normal|regular)\b")
_BEFORE = re.compile(r"(?P<unit>us\$|[$€£¥]|\b(?:usd|eur|gbp|cny|rmb|chf|hkd|jpy)|人民币)\s?$", re.IGNORECASE)


def unit_after(text: str, at: int) -> tuple[str, Decimal, int] | None:
    """The unit that follows a number, how much of its base it is, and where its name ends."""
    match = _AFTER.match(text, at)
    if not match:
        return None
    name = re.sub(r"[\s-]+", " ", match["unit"])
    unit, factor = UNITS.get(name) or UNITS[name.lower()]
    if name.lower() == "times" and not _OF_SOMETHING.match(text, match.end()):
        return None  # "three times a week", "36 times"
    return unit, factor, match.end()


def unit_before(text: str, at: int) -> tuple[str, Decimal, int] | None:
    """The sign of a currency in front of a number, and where it begins."""
    match = _BEFORE.search(text, max(0, at - 5), at)
    return (*UNITS[match["unit"].lower()], match.start()) if match else None


def named_unit(text: str) -> str:
    """The one unit that a table's header names: `Price EUR` → EUR, `Weight kg` → kg, else nothing."""
    for word in re.findall(r"[^\s()\[\]/,，（）：:]+", text):
        if word in _LETTERS or (word.lower() in UNITS and UNITS[word.lower()][0] not in ("s", "month", "page")):
            return str(word)
    return ""
