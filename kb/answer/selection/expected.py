"""What kind of answer a question asks for, as far as its words tell: a number, an amount or a time, a phone number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.check.dates import find_moments
from kb.answer.check.quantities import find_quantities, fold_text

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
    """How well a text has the kind of thing that is asked for: 1.0 a time where "how long" asks, 0.6 any figure."""
    if not asks_how_much(question):
        return 0.0
    if _ASKS_HOW_LONG.search(question) and _says_duration(text):
        return 1.0
    return _ANY_FIGURE if says_how_much(text) else 0.0


def lacks_form(question: str, texts: Sequence[str]) -> bool:
    """Whether a question asks for nothing but what has a form of its own, a phone number, and no text has such a one.

    What is said of the same person or account comes as near to the question as the number would. Of 9 near misses of
    three offices that were not read 2 more are refused, and 2 of 8 of two that were asked once this stood; no answer.
    """
    if _ASKS_ABOUT.search(question):
        return False
    asked = next((form for named, form in _FORMS if named.search(question)), None)
    return asked is not None and not any(asked.search(text) for text in texts)


def _says_duration(text: str) -> bool:
    return bool(_SPAN.search(text)) or any(each.unit in _TIME for each in find_quantities(fold_text(text)))


_ANY_FIGURE = 0.6
_TIME = frozenset(("s", "month", "workday"))
_SPAN = re.compile(
    r"\d\)?\s*(?:working |business |calendar )?(?:days?|hours?|weeks?|months?|years?|minutes?|seconds?)\b"
    r"|\d\s*(?i:(?:werk|arbeits|kalender)?tage?n?|stunden?|wochen?|monate?n?|jahre?n?|minuten?|sekunden?)\b"
)
_ASKS_HOW_LONG = re.compile(
    r"\bhow (?:long|soon)\b|\bhow many (?:\w+ )?(?:days|weeks|months|years|hours|minutes|seconds)\b"
    r"|多久|多[长長]"
    r"|[几幾](?:[天年周日]|个[月小]|小时)|多少(?:[天年周日]|个[月小]|小时)|\bwie (?:lange|viele (?:tage"
    r"|wochen|monate|jahre|stunden))\b",
    re.IGNORECASE,
)
_FORMS = (  # what a question calls it, and how a text that tells it looks
    (
        re.compile(
            r"\b(?:(?:tele)?phone|mobile|cell|fax|extension) ?(?:numbers?|no\.)|\bdirect line\b"
            r"|\b(?:telefon|handy|ruf|fax|mobil|mobilfunk)nummer|\bdurchwahl\b"
            r"|(?:电话|電話|手机|手機|传真|傳真|分机|分機)(?:[号號]|(?:是|的)?(?:多少(?![钱錢元台部个個])|[几幾][号號]))",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?<![\d-])(?:\+|0)\d[\d ()/-]{4,20}\d|(?<!\d)1[3-9]\d{9}(?!\d)|(?<![\w-])\d{3,4}[- ]\d{3,4}(?![\w-])"
            r"|(?:telefon|phone|\b(?:tel|mobile?|cell|fax|ext|extension|line|call|dial|handy|durchwahl|nebenstelle|apparat))"
            r"\W{0,3}(?:\w{1,20}\W{1,3}){0,3}\d{3}|(?:电话|電話|手机|手機|传真|傳真|分机|分機|热线|熱線|拨|撥)\D{0,8}\d{3}",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"\be-?mail address|\b(?:e-?)?mail-?adresse|邮箱|郵箱|邮件地址", re.IGNORECASE),
        re.compile(r"\S@\S"),
    ),
)
# Such a question asks something about it, not for it: "who has to know my phone number?"
_ASKS_ABOUT = re.compile(
    r"\b(?:who|whom|how|when|why|where|wer|wem|wen|wann|warum|wo|wofür|muss|müssen|darf|soll|ändere|ändern|change)\b"
    r"|^\W*(?:do|does|did|must|may|should|is|are|can (?:i|we)|kann|können|ist|sind)\b"
    r"|[谁誰](?!的)|怎|如何|[吗嗎]|是否|需要|可以|什么时候|什麼時候|哪里|哪裡|改",
    re.IGNORECASE,
)
