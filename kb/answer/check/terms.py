"""What a text says by its words alone: terms without numbers, units, dates, opposites and negations."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.answer.check.dates import find_moments
from kb.answer.check.opposites import remove_poles
from kb.answer.check.quantities import BOUND, find_quantities, fold_text, replace_places
from kb.answer.check.units import CURRENCIES
from kb.text.language import group_language
from kb.text.stop_words import NARROWING, all_stop_words, stop_words
from kb.text.terms import extract_terms, simplify_han

# What a claim is compared by apart (limits, who, not), and what is said of documents.
_STOP = (stop_words("en") - NARROWING) | frozenset(
    "according also between both can document documents each gave get gets give given gives got made make makes"
    " may might more most must never no nor not only other per says shall since source sources stated states under"
    " whose will within yes".split()
)
# The same for the other European languages; of German words those that NARROWING has in English.
_STOP_ABROAD = all_stop_words() - frozenset(
    "alle allem allen aller alles anderer anderen einige einigen einiger gegen hinter jede jedem jeden jeder jedes kein"
    " keine keinem keinen keiner manche manchen nach nicht nur ohne sehr selbe über unter viel vor während"
    " zwischen bis".split()
)
# Characters that join words and mean little by themselves; pairs across them are no words.
_JOINING = re.compile(
    r"[的了是在和与及将把被也就着该此这那它她]|其(?![他余])|(?<!其)他|(?<![行认作成以])为|从(?![事业属])|[起止](?=\s*(?:\||$|[，。至]))"
    r"|应当|应该|可以|需要|必须|或者|并且|对于|由于|能够"
)
_MEASURING = re.compile(
    r"\b(?:amount\w*|weigh\w*|total\w*|equals?|lasts?|takes?|num?ber\w*|rate|approximately|about|around|roughly)\b"
    r"|价格|金额|大约|大概|左右|约(?=\d)|共计|合计|达到?|需要",
    re.IGNORECASE,
)
BOUNDS = re.compile(
    f"{BOUND.pattern.replace('P<most>', ':').replace('P<least>', ':')}|及?以[上下内](?![来往前后])", re.IGNORECASE
)
_PRICING = re.compile(r"\b(?:cost\w*|pric\w*)\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def content_terms(text: str) -> tuple[str, ...]:
    """Index terms that carry meaning; numbers with their units, opposites and negations are compared apart."""
    bare = remove_places(text, find_measurements(text))
    if any(each.unit for each in find_quantities(text)):
        bare = _MEASURING.sub(" | ", bare)
    if any(each.unit in CURRENCIES for each in find_quantities(text)):
        bare = _PRICING.sub(" | ", bare)
    bare = _JOINING.sub(" | ", remove_poles(BOUNDS.sub(" | ", bare)))
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]", bare)
    silent = _STOP | _STOP_ABROAD if group_language(text) == "other" else _STOP
    return tuple(
        term for term in extract_terms(" ".join(word for word in words if word.lower() not in silent)) if _tells(term)
    )


def simplify_text(text: str) -> str:
    """Quantities, dates and characters written one way, so that two texts can be compared."""
    return simplify_han(fold_text(text))


def find_measurements(text: str) -> list[tuple[int, int]]:
    """Where numbers with their units and dates stand; the digits of a name ("X100", "WS-40") belong to it."""
    numbers = [(each.start, each.end) for each in find_quantities(text) if each.stated]
    return numbers + [(moment.start, moment.end) for moment in find_moments(text)]


def remove_places(text: str, places: list[tuple[int, int]]) -> str:
    """Of places that overlap, the later ones are cut where the ones before end."""
    apart, at = [], 0
    for start, end in sorted(places):
        apart.append((max(start, at), max(end, at), " | "))
        at = max(end, at)
    return replace_places(text, apart)


def _tells(term: str) -> bool:
    return not term.isdigit() and (len(term) > 1 or not term.isascii())
