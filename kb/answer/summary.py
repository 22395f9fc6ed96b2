"""A document in brief, without a model: its first statement and those with figures, in its own order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import PurePosixPath

from kb.answer.expected import says_how_much
from kb.answer.quotes import Quote
from kb.answer.selection import LARGEST, Choice, statements_of
from kb.answer.subject import measure_coverage, weigh_subject
from kb.store.reader import Reader
from kb.text.stop_words import is_stop_word
from kb.text.terms import extract_terms, simplify_han
from kb.types import Hit

_ASKS = re.compile(
    r"\b(?:summar(?:y|i[sz]e)|sum up|gist of|main points|key points|in brief|outline of|overview of|tl;?dr)\b"
    r"|总结|概括|概述|摘要|归纳|要点|\bzusammenfass\w*|\bfass\w*\b(?P<what>.{0,60})\bzusammen\b"
    r"|\b(?:überblick|übersicht) über\b|\bwichtigste[nr]? punkte\b",
    re.IGNORECASE,
)
_BRIEFLY = re.compile(r"\b(?:short(?:ly)?|brief(?:ly)?|concise(?:ly)?|kurz|knapp)\b|简[单要短]|一下", re.IGNORECASE)
_COMPARES = re.compile(r"\bcompare\b|\bvergleich(?:e|en)?\b|比较|比較|对比|對比", re.IGNORECASE)
_JOINING = frozenset("please bitte 请 請 和 与 跟 vs mit".split())
_PAGES = 3  # of a longer document the beginning
_STATEMENTS = 8  # of two documents half as many of each
_LEAST, _LETTERS = 12, 4  # characters of a statement that tells anything
_NAMED = 0.4  # share of the question's words that the document's name must say


def asks_for_summary(question: str) -> bool:
    return bool(_ASKS.search(question))


def summarise(question: str, hits: Sequence[Hit], store: Reader) -> list[Quote]:
    """Of the document that the question names; nothing where it names none of those found."""
    wanted = weigh_subject(_BRIEFLY.sub(" ", _ASKS.sub(lambda match: match["what"] or " ", question)), store)
    named: dict[str, tuple[float, int, int, Hit]] = {}
    for n, hit in enumerate(hits, start=1):
        name = simplify_han(" ".join((hit.chunk.title, hit.path, *hit.chunk.heading[:1])))
        share = measure_coverage(wanted, {name: (frozenset(extract_terms(name)), 1.0)})
        if share >= _NAMED:
            shortest = min(len(extract_terms(hit.chunk.title)), len(extract_terms(PurePosixPath(hit.path).stem)))
            named.setdefault(hit.chunk.document, (-share, shortest, n, hit))
    if not named:
        return []
    _, _, n, hit = min(named.values(), key=lambda each: each[:3])
    return [Quote(choice) for choice in _choose_statements(n, hit, store)]


def compare_files(question: str, hits: Sequence[Hit], store: Reader) -> list[Quote]:
    """Of both documents, where a question names two by their file names and asks for nothing but to compare them."""
    left = simplify_han(question).casefold()
    named: dict[str, tuple[int, Hit]] = {}
    for n, hit in enumerate(hits, start=1):
        name = simplify_han(PurePosixPath(hit.path).name).casefold()
        if hit.chunk.document not in named and name in left:
            named[hit.chunk.document] = n, hit
            left = left.replace(name, " ")
    if len(named) != 2 or not _COMPARES.search(left):
        return []
    words = re.findall(r"\w+", _COMPARES.sub(" ", left))
    if not all(word in _JOINING or is_stop_word(word) for word in words):
        return []
    return [Quote(one) for n, hit in named.values() for one in _choose_statements(n, hit, store, _STATEMENTS // 2)]


def _choose_statements(n: int, hit: Hit, store: Reader, most: int = _STATEMENTS) -> list[Choice]:
    places = [(hit.chunk.document, at) for at in range(_PAGES)]
    pages = store.pages_at(places)
    every = []
    for place in places:
        page = pages.get(place)
        if page is not None and len(page.text) <= LARGEST:
            on_page = replace(hit, chunk=replace(hit.chunk, page=page.number, page_index=place[1]))
            said = [one for one in statements_of(page, hit.path) if one.kind != "list" and _tells_anything(one.text)]
            every += [Choice(n, on_page, one, 0.0) for one in said]
    chosen = _spread(every)[:most]
    return [choice for choice in every if choice in chosen]


def _tells_anything(text: str) -> bool:
    """Not "LH-2024-11 1", which stands on each page."""
    return len(text) >= _LEAST and sum(map(str.isalpha, text)) >= _LETTERS


def _spread(every: Sequence[Choice]) -> list[Choice]:
    """One statement of each section, then a second of each and so on: the first of all, else those with figures."""
    sections: dict[tuple[str, ...], list[Choice]] = {}
    for choice in every:
        sections.setdefault(choice.statement.context, []).append(choice)
    ordered = [
        sorted(those, key=lambda one: one is not every[0] and not says_how_much(one.statement.plain_text))
        for those in sections.values()
    ]
    return [choice for turn in zip_longest(*ordered) for choice in turn if choice is not None]
