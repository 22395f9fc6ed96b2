"""What a question wants done with a table: its words for adding up, averaging, counting, ranking and listing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from kb.answer.check.numerals import numerals

Operation = Literal["sum", "average", "highest", "lowest", "count", "list"]

_MEASURES = "个|位|名|条|家|份|种|笔|项|张|台"
# General words of three languages; what a table calls its columns and values is never among them.
_WORDS: dict[Operation, str] = {
    "average": r"\b(?:on )?averages?\b|\bmean\b|平均(?:值|数)?|\b(?:im )?durchschnitt\w*|\bmittelwert\b",
    "highest": (
        r"\b(?:highest|largest|biggest|greatest|maximum|max|most expensive|most|top)\b|最(?:高|大|多|贵)"
        r"|\b(?:höchste|gr(?:ö|oe)(?:ß|ss)te|meiste|teuerste)\w*"
    ),
    "lowest": (
        r"\b(?:lowest|smallest|minimum|min|cheapest|least|fewest)\b|最(?:低|小|少|便宜)"
        r"|\b(?:niedrigste|kleinste|wenigste|billigste)\w*"
    ),
    "sum": (
        r"\b(?:(?:in |the )?total|sum|altogether|combined|add(?:ed)? up)\b|合计|总和|总额|总计|共计"
        r"|\b(?:summe|insgesamt|gesamt\w*)"
    ),
    "count": (
        rf"\bhow many\b|\bnumber of\b|\bcount\b|[几幾](?:{_MEASURES})?(?=人)|有[几幾](?:{_MEASURES})"
        rf"|多少(?:{_MEASURES}|(?=人|员工))|\bwie viele\b|\banzahl\b"
    ),
    "list": (
        rf"\b(?:list|show|name|which|give me)\b|列出|哪些|哪几(?:{_MEASURES})?"
        r"|\b(?:liste|welche[rs]?|zeige|nenne)\b"
    ),
}
_BOUND = re.compile(
    r"(?P<over>\b(?:more than|over|above|greater than|higher than|exceeding|mehr als|über)\b|超过|高于|大于|多于|[>＞])"
    r"|(?P<under>\b(?:less than|under|below|lower than|fewer than|weniger als|unter)\b|低于|小于|少于|不到|[<＜])",
    re.IGNORECASE,
)
_DEAR = re.compile(r"\b(?:expensive|cheap\w*|teuer\w*|billig\w*)\b|贵|便宜", re.IGNORECASE)
_PRICE = re.compile(r"\b(?:price|cost)s?\b|价格?|单价|费用|preis|kosten", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:not|no|non|without|except|excluding|other than|neither|nicht)\b|\b(?:kein\w*|ohne|ausser)\b|n't\b"
    r"|[不未没无除非]",
    re.IGNORECASE,
)
_FILLING = re.compile(
    r"\b(?:all|every|each|there|have|has|with|whose|where|than|rows?|records?|entries|entry|items?|do|does"
    r"|please|out of|value|values|year)\b"
    r"|所有|全部|一共|总共|分别|其中|[有人个名位条的中里在是为了和共]|\b(?:alle[nrs]?|jede[nrs]?|gibt|zeilen?|einträge|haben|hat|mit)\b",
    re.IGNORECASE,
)


def operation_of(question: str) -> tuple[Operation, str] | None:
    """The operation, and the question without its words; None where there is none, or more than one could be meant."""
    found = [(kind, pattern) for kind, pattern in _WORDS.items() if re.search(pattern, question, re.IGNORECASE)]
    reckoned = [(kind, pattern) for kind, pattern in found if kind != "list"]
    if len(reckoned) > 1 or not found:
        return None
    kind, _ = (reckoned or found)[0]
    bare = question
    for _, pattern in found:
        bare = re.sub(pattern, " ", bare, flags=re.IGNORECASE)
    return kind, bare


def remove_filling(text: str) -> str:
    """What is left of a question without the words that any question to a table may have."""
    return _FILLING.sub(" ", text)


def bound_of(text: str) -> tuple[Literal["over", "under"], Decimal, str] | None:
    """ "more than 100": which side, of what number, and the text without it."""
    match = _BOUND.search(text)
    if match is None:
        return None
    numbers = [each for each in numerals(text) if each.start >= match.end() and each.start - match.end() <= 8]
    if not numbers or len(numbers[0].readings) != 1:
        return None
    [value] = numbers[0].readings
    side: Literal["over", "under"] = "over" if match["over"] else "under"
    return side, value, text[: match.start()] + " " + text[numbers[0].end :]


def asks_for_price(question: str) -> bool:
    """Whether the dearest or the cheapest is asked for, which no column is called."""
    return bool(_DEAR.search(question))


def names_price(column: str) -> bool:
    return bool(_PRICE.search(column))


def denies(text: str) -> bool:
    """Whether something is asked not to be so, which no condition here can say."""
    return bool(_DENIES.search(text))
