"""What kind of answer a question asks for, as far as its words tell: a number, an amount or a time, or anything."""

from __future__ import annotations

import re

from kb.answer.check.dates import moments
from kb.answer.check.quantities import folded, quantities

_ASKS_HOW_MUCH = re.compile(
    r"\bhow (?:many|much|long|often|old|big|large|high|far|soon|late|early|tall|wide|deep|fast|heavy)\b|\bwhen\b"
    r"|\bwhat (?:number|rate|share|percentage|percent|fraction|amount|price|time|year|date|day|age)\b"
    r"|\bwhich (?:number|year|day|date|month|week|port|grade)\b"
    r"|多少|[几幾]|多(?:久|长|長|大|高|远|遠|快|重|宽|寬|深)|何时|何時|什么时候|什麼時候|哪一?[年天月]",
    re.IGNORECASE,
)


def asks_how_much(question: str) -> bool:
    """Whether its answer must hold a number or a date."""
    return bool(_ASKS_HOW_MUCH.search(question))


def says_how_much(text: str) -> bool:
    """Whether a number or a date stands in it, in whatever form."""
    plain = folded(text)
    return bool(quantities(plain) or moments(plain))
