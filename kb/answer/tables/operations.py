"""What a question wants done with a table: its words for adding up, averaging, counting, ranking and listing."""

from __future__ import annotations

import re
from typing import Literal

from kb.text.stop_words import is_stop_word
from kb.text.terms import simplify_han

Operation = Literal["sum", "average", "highest", "lowest", "count", "list", "difference", "earliest", "latest"]

_MEASURES = (
    "个|位|名|条|家|份|种|笔|项|张|台|次|辆|间|本|艘|批|只|头|套|节|门|户|箱|瓶|件|场|座|栋|层"
    "|所|块|支|盒|袋|桶|顿|单|票|趟|排|期"
)
_MORE = "more|less|fewer|longer|taller|older|higher|lower|cheaper|larger|bigger|greater|heavier"
_MEHR = "mehr|weniger|länger|gr(?:ö|oe)sser|höher|niedriger|teurer|billiger|älter"
# General words of three languages; what a table calls its columns and values is never among them. Where several are
# said, the first counts: "how many units in total" asks for a sum, "the highest total" for the highest.
_WORDS: dict[Operation, str] = {
    "difference": (
        rf"\bdifference\b|\bhow (?:many|much) (?:{_MORE})\b|\bunterschied\b|\bdifferenz\b|\bum wie ?viele?\b"
        rf"|\bwie ?viele? (?:{_MEHR})\b"
        r"|相差|差额|差[多几]少?|[多少贵高长大重](?:了|出)?(?:多少|几)"
    ),
    "highest": (
        r"\b(?:highest|largest|biggest|greatest|maximum|max|most expensive|(?<!at )most|top|longest|oldest|heaviest"
        r"|dearest|costliest|priciest|tallest)\b"
        r"|最(?:高|大|多|贵|长|重|老|常|频繁)(?!\s*\d)"
        r"|\b(?:häufigste|höchste|gr(?:ö|oe)sste|meiste|teuerste|längste|schwerste|älteste)\w*"
    ),
    "lowest": (
        r"\b(?:lowest|smallest|minimum|min|cheapest|(?<!at )least|fewest|shortest|youngest|lightest)\b"
        r"|最(?:低|小|少|便宜|短|轻|年轻)(?!\s*\d)"
        r"|\b(?:niedrigste|kleinste|wenigste|billigste|günstigste|kürzeste|jüngste|leichteste)\w*"
    ),
    "average": r"\b(?:on )?averages?\b|\bmean\b|平均(?:值|数)?|\b(?:im )?(?:durchschnitt\w*|mittel)\b|\bmittelwert\b",
    "sum": (
        r"\b(?:(?:in |the )?total|sum|altogether|combined|adds? up|added up|(?:all )?together|in all|c[ao]mes? to)\b"
        r"|合计|共计|一共|加起来|加总|总(?![监经裁部则])[和计数共]?|\b(?:summe|insgesamt|gesamt\w*|zusammen)\b"
    ),
    "count": (
        rf"\bhow many\b|\bnumber of\b|\bcount\b|[几幾](?:{_MEASURES})?(?=人)|[几幾](?:{_MEASURES})"
        rf"|多少(?:{_MEASURES}|(?=人|员工))|\bwie ?viele\b|\banzahl\b"
    ),
    "earliest": (
        r"\b(?:earliest|soonest|first(?=\s+to\b|\W*$))\b|最[早先]"
        r"|\b(?:zuerst|als erste[nrs]?)\b|\bfrühest\w*"
    ),
    "latest": (
        r"\b(?:latest|most recent(?:ly)?|newest|last(?=\s+to\b|\W*$))\b|最[晚迟近新]"
        r"|\b(?:zuletzt|als letzte[nrs]?)\b|\b(?:spätest|neueste)\w*"
    ),
    "list": (
        rf"\b(?:list|show|name|which|give me|who)\b|列出|哪些|哪(?:[几个一]?(?:{_MEASURES})|[几个])|谁"
        r"|\b(?:liste|welche[mnrs]?|zeige|nenne|wer|auflisten|aufgelistet)\b"
    ),
}
_AMOUNT = re.compile(r"\bhow much\b|多少|\bwie ?viel\b", re.IGNORECASE)
# To the first word in the plural, in German to the first noun; else the first word.
_COUNTED = (
    re.compile(
        r"\b(?:how many|number of|which)((?:\s+[a-z-]+){0,2}?\s+(?:[\w-]*[^\W_s]s|people|staff|children))\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:[Ww]ie ?viele|[Aa]nzahl(?: der)?|[Ww]elche[mnrs]?)((?:\s+[a-zäöüß]+){0,2}\s+[A-ZÄÖÜ][\w-]+)\b"),
)
_COUNTED_FIRST = re.compile(r"\b(?:how many|number of|which|wie ?viele|anzahl(?: der)?|welche[mnrs]?)\s+([\w-]+)", re.I)
_DENIES = re.compile(
    r"\b(?:not|no|non|without|except|excluding|other than|neither|nicht)\b|\b(?:kein\w*|ohne|ausser)\b|n't\b"
    r"|[不未没无除非]",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(?:often|times|appear(?:s|ed|ing)?|occurs?|occurred|listed|frequent\w*|häufigsten?|öftesten)\b"
    r"|次数|频繁|出现|最常",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|und|plus|sowie)\b|[和与及跟、&]", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|than|zwischen|als)\b|之间|比", re.IGNORECASE)
_GROWS = {
    True: re.compile(
        r"\b(?:gr[eo]w\w*|growth|increas\w*|r[io]se\w?)\b|\b(?:gestiegen|stieg\w*|zugenommen|gewachsen|zuwachs|anstieg)\b"
        r"|增长|增加|上涨|上升|涨",
        re.IGNORECASE,
    ),
    False: re.compile(
        r"\b(?:fell|fallen|declin\w*|decreas\w*|dropp?\w*|shr[aiu]nk\w*)\b"
        r"|\b(?:gefallen|gesunken|sank\w*|abgenommen|zurückgegangen|rückgang)\b|下降|减少|下跌|降低",
        re.IGNORECASE,
    ),
}
# How rows stand to each other, or to what is named: where nothing has understood it, a result is another question's.
_RELATION = re.compile(
    r"\b(?:before|after|between|until|other|same|besides|aside from|consecutive(?:ly)?|in a row|exactly|per|or"
    r"|more|less|fewer|than|as (?:many|much)|first|last|next|previous|preceding|following|below|above|second|third)\b"
    r"|\b(?:vorher|nachher|davor|danach|ander\w+|gleich\w*|zwischen|mehr|weniger|oder|je|pro|erste\w*|letzte\w*"
    r"|nächste\w*|vorige\w*|vorherige\w*)\b|之前|之后|以前|以后|其他|其它|别的|相同|一样|之间|除了|还是|每|比|第[一二三]|最后|首",
    re.IGNORECASE,
)
# What any question to a table may say: of its rows, of having and doing in general.
_FILLING = re.compile(
    r"\b(?:all|every|each|there|have|has|had|with|whose|where|than|rows?|lines?|columns?|records?|entries|entry|items?"
    r"|do|does|did|please|out of|values?|year|tables?|sheets?|spreadsheets?|lists?|people|persons?|employees|staff"
    r"|work\w*|buy|bought|purchased?|order(?:ed)?|sold|sell|made|make|get|got|still|yet|currently|now|so far|overall"
    r"|across|our|we|us|employ\w*|bring\w*|everyone|everybody|receiv\w*|ever|single|one|ones)\b"
    r"|所有|全部|一共|总共|分别|其中|记录|条数|行|人员|员工|东西|目前|现在|采购了?|买了?|卖了?|用了?|共|[有人个名位条的中里在是为了和从被给过谁次笔]"
    r"|公司|属于|\b(?:belong\w*|gehör\w*|everything|alles|plus|stored|kept|located|stehen|steht|liegen|liegt|gehen|geht)\b"
    r"|\b(?:owns?|owned|whole|entire|c[ao]mes?|takes?|took)\b"
    r"|\b(?:ganze[nmrs]?|kommen|kam(?:en)?|besitz(?:t|en)|dauert|dauern|dauerten)\b"
    r"|\b(?:alle[nrs]?|jede[nrs]?|gibt|zeilen?|spalten?|tabellen?|einträge|haben|hat|hatten|mit|leute|personen"
    r"|mitarbeiter\w*|arbeiten|arbeitet|gekauft|verkauft|bestellt|noch|aktuell|derzeit|bisher|wir|uns|unsere\w*|im|am)\b",
    re.IGNORECASE,
)


# The one of two that has more: "which is larger, A or B".
_COMPARATIVES: dict[Operation, str] = {
    "highest": (
        r"\b(?:more|higher|larger|bigger|greater|longer|older|taller|heavier|dearer|wider|deeper)\b"
        r"|\b(?:mehr|höher\w*|gr(?:ö|oe)sser\w*|länger\w*|älter\w*|schwerer\w*|teurer\w*)\b|更?(?:多|高|大|长|贵|重)"
    ),
    "lowest": (
        r"\b(?:less|fewer|lower|smaller|shorter|younger|lighter|cheaper)\b"
        r"|\b(?:weniger|niedriger\w*|kleiner\w*|kürzer\w*|jünger\w*|leichter\w*|billiger\w*|günstiger\w*)\b|更?(?:少|低|小|短|便宜|轻)"
    ),
}
_EITHER = re.compile(r"\bor\b|\boder\b|还是|哪(?:一?个|种|家)?更|谁更|\bof the two\b", re.IGNORECASE)


def compares_two(question: str) -> bool:
    """Whether one of two that are named is asked for."""
    return bool(_EITHER.search(question))


def operation_of(question: str) -> tuple[Operation, str] | None:
    """The operation, and the question without its words; None where there is none."""
    found = [(kind, pattern) for kind, pattern in _WORDS.items() if re.search(pattern, question, re.IGNORECASE)]
    if compares_two(question) and not any(kind in ("difference", "average") for kind, _ in found):
        compared = [each for each in _COMPARATIVES.items() if re.search(each[1], question, re.IGNORECASE)]
        ranked = any(kind in ("highest", "lowest") for kind, _ in found)
        found = [*compared, *found] if len(compared) == 1 and not ranked else found
        question = _EITHER.sub(" | ", question) if ranked or len(compared) == 1 else question
    if not found:
        return ("sum", _AMOUNT.sub(" ", question)) if _AMOUNT.search(question) else None
    bare = question
    for _, pattern in found:
        bare = re.sub(pattern, " ", bare, flags=re.IGNORECASE)
    if found[0][0] == "difference":
        bare = _BETWEEN.sub(" ", bare)
    return found[0][0], _AMOUNT.sub(" ", bare)


def asks_to_calculate(question: str) -> bool:
    """Whether a question asks for a list, a number, a sum or the like."""
    return operation_of(simplify_han(question)) is not None


def asks_to_reckon(question: str) -> bool:
    """Whether it asks for what no row says by itself: a sum, an average, a number of rows, the first of all."""
    found = operation_of(simplify_han(question))
    return found is not None and found[0] != "list" and not asks_how_much(question)


def asks_how_much(question: str) -> bool:
    """Whether it asks for an amount of one thing, which one place may say as well as a sum."""
    found = operation_of(simplify_han(question))
    return found is not None and found[0] == "sum" and not asks_for("sum", simplify_han(question))


def asks_for(operation: Operation, question: str) -> bool:
    """Whether it says so itself: "how much" alone may want what one row says."""
    return bool(re.search(_WORDS[operation], question, re.IGNORECASE))


def name_counted(question: str) -> str:
    """What "how many" counts or "which" asks for, as the question names it: "small boats"; "" where it is no noun."""
    match = next((found for pattern in _COUNTED if (found := pattern.search(question))), None)
    words = match[1].split() if match else []
    return "" if any(map(is_stop_word, words)) else " ".join(words)


def find_counted(question: str) -> str:
    """The one word of it that says what each row is, which a table seldom says: "boats"."""
    match = _COUNTED_FIRST.search(question)
    return name_counted(question).rpartition(" ")[2] or (match[1] if match else "")


def remove_filling(text: str) -> str:
    """What is left of a question without the words that any question to a table may have."""
    return _FILLING.sub(" | ", text)


def asks_how_often(text: str) -> bool:
    """Whether rows are to be counted of each value, and no numbers ranked."""
    return bool(_OFTEN.search(text))


def remove_frequency(text: str) -> str:
    return _OFTEN.sub(" ", text)


def joins(text: str) -> bool:
    """Whether things are named side by side."""
    return bool(_AND.search(text))


def find_growth(text: str) -> tuple[bool, str] | None:
    """Whether what grew is asked for, or what fell, and the text without the word; None where neither is."""
    said = [grew for grew, pattern in _GROWS.items() if pattern.search(text)]
    return (said[0], _BETWEEN.sub(" ", _GROWS[said[0]].sub(" ", text))) if len(said) == 1 else None


def relates(text: str) -> bool:
    """Whether rows are meant by how they stand to others."""
    return bool(_RELATION.search(text))


def denies(text: str) -> bool:
    """Whether something is asked not to be so."""
    return bool(_DENIES.search(text))


def remove_denial(text: str) -> str:
    return _DENIES.sub(" ", text)
