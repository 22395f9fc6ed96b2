"""What kind of answer a question asks for, as far as its words tell: a number, an amount or a time, or anything."""

from __future__ import annotations

import re

from kb.answer.check.dates import find_moments
from kb.answer.check.quantities import find_quantities, fold_text
from kb.answer.check.units import CURRENCIES

_ASKS_HOW_MUCH = re.compile(
    r"\bhow (?:many|much|long|often|old|big|large|high|far|soon|late|early|tall|wide|deep|fast|heavy)\b|\bwhen\b"
    r"|\bwhat (?:number|rate|share|percentage|percent|fraction|amount|price|time|year|date|day|age)\b"
    r"|\bwhich (?:number|year|day|date|month|week|port|grade)\b"
    r"|多少|[几幾]|多(?:久|长|長|大|高|远|遠|快|重|宽|寬|深)|何时|何時|什么时候|什麼時候|哪一?[年天月]"
    r"|\bwie ?(?:viele?|lange|oft|hoch|groß|alt|weit|spät|früh|teuer|schwer|schnell)\b|\bwann\b|\bwas kostet\b",
    re.IGNORECASE,
)


def asks_how_much(question: str) -> bool:
    """Whether its answer must hold a number or a date."""
    return bool(_ASKS_HOW_MUCH.search(question))


def says_how_much(text: str) -> bool:
    """Whether a number or a date stands in it, in whatever form."""
    plain = fold_text(text)
    return bool(find_quantities(plain) or find_moments(plain))


def measure_fit(question: str, text: str) -> float:
    """How well a text has the kind of thing that is asked for: 1.0 a date, time or sum of its own, 0.6 any figure."""
    if not asks_how_much(question):
        return 0.0
    for asks, says in _KINDS:
        if asks.search(question):
            return 1.0 if says(text) else _ANY_FIGURE if says_how_much(text) else 0.0
    return _ANY_FIGURE if says_how_much(text) else 0.0


def _says_date(text: str) -> bool:
    stated = find_moments(fold_text(text))
    return any(moment.month for each in stated for moment in each.readings) or bool(_DAY.search(text))


def _says_duration(text: str) -> bool:
    return bool(_SPAN.search(text)) or any(each.unit in _TIME for each in find_quantities(fold_text(text)))


def _says_sum(text: str) -> bool:
    return any(each.unit in CURRENCIES for each in find_quantities(fold_text(text)))


_ANY_FIGURE = 0.6
_TIME = frozenset(("s", "month", "workday"))
_DAY = re.compile(r"每[周月年].{0,6}[\d一二三四五六日号]")
_SPAN = re.compile(
    r"\d\)?\s*(?:working |business |calendar )?(?:days?|hours?|weeks?|months?|years?|minutes?|seconds?)\b"
    r"|\d\s*(?i:(?:werk|arbeits|kalender)?tage?n?|stunden?|wochen?|monate?n?|jahre?n?|minuten?|sekunden?)\b"
)
_KINDS = (
    (
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:date|day|year|month)\b|什么时候|什麼時候|何时|何時|哪一?[天年月日]"
            r"|几[号月]|\bwann\b",
            re.IGNORECASE,
        ),
        _says_date,
    ),
    (
        re.compile(
            r"\bhow (?:long|soon)\b|\bhow many (?:\w+ )?(?:days|weeks|months|years|hours|minutes|seconds)\b"
            r"|多久|多[长長]"
            r"|[几幾](?:[天年周日]|个[月小]|小时)|多少(?:[天年周日]|个[月小]|小时)|\bwie (?:lange|viele (?:tage"
            r"|wochen|monate|jahre|stunden))\b",
            re.IGNORECASE,
        ),
        _says_duration,
    ),
    (re.compile(r"\bhow much\b|多少[钱錢元]|\bwie ?viel\b|\bwie teuer\b|\bwas kostet\b", re.IGNORECASE), _says_sum),
)
