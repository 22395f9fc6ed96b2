"""Which column of numbers a question means that names none: by what both call a sum, a price, a wage, a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.tables.operations import find_counted
from kb.answer.tables.table import Table
from kb.answer.tables.words import make_form_test
from kb.text.scripts import HAN
from kb.text.terms import extract_terms, is_stop_word, simplify_han

_NAME_WORD = re.compile(r"[^\W\d_]+")
_HEAD = 4  # letters of a word that ends a longer one: Stunden, Wochenstunden
_COUNTED = 3  # signs of a name that says enough without its last one: 夜班 of 夜班数
_UNIT = re.compile(r"[（(][^）)]*[）)]|\b[A-Z]{3}\b|%")
# What numbers are of, as a question and as a column's name say it; general words of three languages, each with the
# kinds that it may stand for where there is no column of its own.
_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pay": (
        r"\b(?:salar(?:y|ies)|wages?|earn\w*|pay rise)\b|工资|薪"
        r"|\b(?:gehalt\w*|gehälter\w*|lohn\w*|löhne\w*|verdien\w*)",
        (),
    ),
    "price": (
        r"\b(?:prices?|costs?|expensive|cheap\w*|fees?|rates?)\b|价|贵|便宜|费"
        r"|\b(?:\w*preis\w*|\w*kosten|kostet|teuer\w*|teure\w*|billig\w*|günstig\w*|\w*gebühr\w*)",
        ("money",),
    ),
    "money": (
        r"\b(?:amounts?|totals?|values?|worth|spen[dt]\w*|expen(?:se|ditur)\w*|paid|pay|invoiced?|bill(?:ed)?|revenues?"
        r"|turnover|sales|money|budget|how much)\b|金额|总额|总价|款|花了?|支出|收入|开支|多少钱|销售额"
        r"|\b(?:\w*beträge?|\w*betrag|\w*umsatz|\w*umsätze|\w*summe|ausgegeben|ausgaben|gezahlt|bezahlt|zahlen|wert)\b",
        ("price", "pay"),
    ),
    "number": (
        r"\b(?:quantit(?:y|ies)|qty|units?|pieces|number)\b|数量|件数|\b(?:menge|anzahl|stückzahl|stück)\b",
        (),
    ),
    "weight": (
        r"\b(?:weights?|heav\w+|light\w*|kg|tons?)\b|重|公斤|\b(?:gewicht\w*|schwer\w*|leicht\w*)\b",
        (),
    ),
    "length": (
        r"\b(?:lengths?|long\w*|short\w*)\b|长度|最?长的?|最?短的?|\b(?:länge\w*|längst\w*|lang|kürzest\w*)\b",
        ("duration",),
    ),
    "duration": (r"\b(?:durations?|hours?|days|minutes|time)\b|时长|天数|小时|\b(?:dauer|stunden|tage)\b", ()),
    "area": (
        r"\b(?:areas?|large\w*|small\w*|m²|m2|sqm)\b|面积|㎡|平方|\b(?:fläche\w*|wie gross|gröss\w*|klein\w*)\b",
        (),
    ),
    "age": (r"\b(?:ages?|old\w*|young\w*)\b|年龄|年纪|\b(?:alter|älteste\w*|jüngste\w*)\b", ()),
}
_CURRENCY = re.compile(r"\b(?:EUR|USD|GBP|CHF|CNY|RMB|JPY|HKD)\b|[€$£¥元]|_(?:eur|usd|gbp|chf|cny)\b", re.IGNORECASE)
_NO_MEASURE = re.compile(
    r"^(?:no|nr|id|code|sku|zip|plz|phone|tel|ext|extension|year|jahr|room|floor|raum|zimmer|etage|durchwahl|telefon)\b|\b(?:no|nr|id|code|number|phone|year)\.?$"
    r"|编号|号码|电话|序号|年份|工号|号$|分机|房间|床位|楼层|手机|邮编",
    re.IGNORECASE,
)

_UNIT_PRICE = re.compile(
    r"单价|进价|unit.?(?:price|cost)|(?:price|cost|rate)s? (?:per|each|a)\b|per unit|\beach\b"
    r"|(?:stück|einzel|einheits|einkaufs)(?:preis|kosten)|preis (?:pro|je)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"^(?:(?:(?:over)?all )?ranks?(?:ing)?|pos(?:ition)?|place|rang|platz|platzierung)\b|名次|排名", re.IGNORECASE
)


def is_place(column: str) -> bool:
    """Whether its numbers count from the best on: the highest of them is the first."""
    return bool(_PLACE.search(simplify_han(column)))


def is_unit_price(column: str) -> bool:
    """Whether its numbers are prices of one of what another column counts: their sum says nothing."""
    return bool(_UNIT_PRICE.search(simplify_han(column)))


def kinds_asked(question: str) -> list[str]:
    """What a question's words tell of the numbers that it asks for."""
    text = simplify_han(question)
    kinds = [kind for kind, (pattern, _) in _KINDS.items() if re.search(pattern, text, re.IGNORECASE)]
    return kinds or (["money"] if _CURRENCY.search(text) else [])


def remove_kinds(text: str) -> str:
    """A question without the words that only tell what its numbers are of."""
    for pattern, _ in _KINDS.values():
        text = re.sub(pattern, " | ", text, flags=re.IGNORECASE)
    return text


def plain_name(column: str) -> str:
    """A column's name without its unit, in Chinese without the sign that says that it counts."""
    name = _UNIT.sub(" ", simplify_han(column)).strip()
    return name[:-1] if len(name) > _COUNTED and name[-1] in "数额量" else name


def find_columns(question: str, left: str, table: Table, named: Sequence[str]) -> list[str]:
    """The columns of numbers that may be meant: those named, partly named, of the kind that is asked for, or the only.

    `left`: what of the question is not understood yet.
    """
    numbers = [
        name
        for name in table.numbers
        if name and name not in table.dates and not _NO_MEASURE.search(simplify_han(name).strip())
    ]
    if said := [name for name in numbers if name in named]:
        return said
    numbers = [name for name in numbers if not table.is_serial(name)]
    shared = {name: count_shared_words(left, name) for name in numbers}
    if _is_another_meant(left, table, max(shared.values(), default=0)):
        return []
    if not any(shared.values()):  # Chlorwert: of "freies Chlor"
        shared = {name: _count_leaning_words(left, name) or _has_own_sign(left, name, numbers) for name in numbers}
    partly = [name for name in numbers if shared[name] == max(shared.values()) > 0]
    asked = kinds_asked(question)
    if len(partly) == 1 or (partly and not asked):
        return partly
    for kind in sorted(asked, key=lambda kind: kind != "money"):  # 总价: of sums before prices
        for wanted in (kind, *_KINDS[kind][1]):
            if fitting := [name for name in partly or numbers if wanted in _kinds_of(name, table)]:
                return fitting
    if not asked and len(numbers) > 1:  # "how many did we buy": their number, if anything
        return [name for name in numbers if "number" in _kinds_of(name, table)]
    return [] if asked else numbers


def find_counted_column(question: str, table: Table) -> str:
    """The one column whose name ends what a question counts; "" where none does, or more than one.

    `Stunden` of "wie viele Wochenstunden". Of 2,000 questions of WikiTableQuestions that were not read 260 instead of
    258 are right by that, and 77 instead of 78 wrong.
    """
    counted = find_counted(question).lower()
    found = [name for name in table.measures if _ends_with_word(counted, simplify_han(name).lower())]
    return found[0] if len(found) == 1 else ""


def _ends_with_word(counted: str, column: str) -> bool:
    return any(len(word) >= _HEAD and counted.endswith(word) for word in _NAME_WORD.findall(column))


def _is_another_meant(left: str, table: Table, shared: int) -> bool:
    """Whether a column that says nothing here is named by more words: its numbers are in another part of the table."""
    empty = [name for name in table.names if name and not any(table.column(name))]
    return any(count_shared_words(left, name) > shared for name in empty)


def count_shared_words(text: str, column: str) -> int:
    """How many words of a name, a column's or a table's, a text has."""
    named = {term for term in extract_terms(simplify_han(column)) if not is_stop_word(term)}
    return len(named & set(extract_terms(text)))


def _count_leaning_words(text: str, column: str) -> int:
    """How many words of a column's name a word of the text is made from, or the other way round."""
    forms = [make_form_test(term) for term in extract_terms(simplify_han(column)) if not is_stop_word(term)]
    return sum(any(map(is_form, extract_terms(text))) for is_form in forms)


def _has_own_sign(text: str, column: str, columns: Sequence[str]) -> bool:
    """Whether a Chinese text has a sign of this name that no other of the columns has: 还欠多少 of 欠费.

    Of 30 questions to Chinese tables that were not read one more is right.
    """
    others = "".join(simplify_han(name) for name in columns if name != column)
    return any(sign in text and sign not in others for sign in plain_name(column) if HAN.match(sign))


def kinds_named(column: str) -> list[str]:
    """What a column's name tells of its numbers."""
    name = simplify_han(column).replace("_", " ")
    kinds = [kind for kind, (pattern, _) in _KINDS.items() if re.search(pattern, name, re.IGNORECASE)]
    return kinds or (["money"] if _CURRENCY.search(column) else [])


def _kinds_of(column: str, table: Table) -> list[str]:
    """The same, or what the currency in each of its cells tells."""
    said = [cell for cell in table.column(column) if cell]
    return kinds_named(column) or (["money"] if all(map(_CURRENCY.search, said)) else [])
