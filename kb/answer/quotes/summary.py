"""A document in brief, without a model: its first statement and those with figures, in its own order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import PurePosixPath

from kb.answer.precedence.references import read_validities
from kb.answer.precedence.validity import FIRST_LINE, is_later_version, read_version
from kb.answer.quotes.quotes import Quote
from kb.answer.selection.expected import says_how_much
from kb.answer.selection.named_document import find_named
from kb.answer.selection.selection import Choice, list_statements
from kb.store.reader import Reader
from kb.text.statements import Statement
from kb.text.stop_words import is_stop_word
from kb.text.terms import simplify_han
from kb.types import Hit

_ASKS = re.compile(
    r"\b(?:summar(?:y|i[sz]e)|sum up|gist of|main points|key points|in brief|outline of|overview of|tl;?dr)\b"
    r"|总结|概括|概述|摘要|归纳|要点|\bzusammenfass\w*|\bfass\w*\b(?P<what>.{0,60})\bzusammen\b"
    r"|\b(?:überblick|übersicht) über\b|\bwichtigste[nr]? punkte\b",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:brief(?:ly)?|short(?:ly)?|quick(?:ly)?|kurz|knapp|mal|mir)\b|简要|简短|简单|大致|大概", re.IGNORECASE
)
_COMPARES = re.compile(r"\bcompare\b|\bvergleich(?:e|en)?\b|比较|比較|对比|對比", re.IGNORECASE)
_JOINING = frozenset("please bitte 请 請 和 与 跟 vs mit".split())
_PAGES = 3  # of a longer document the beginning
_STATEMENTS = 8  # of two documents half as many of each
_LEAST = 6  # letters of a statement that tells anything: of a footer are fewer, a date and a number


def asks_for_summary(question: str) -> bool:
    return bool(_ASKS.search(question))


def summarise(question: str, hits: Sequence[Hit], store: Reader) -> list[Quote]:
    """Of the document that the question names, the latest of its versions; nothing where it names none."""
    bare = _MANNER.sub(" ", _ASKS.sub(lambda match: match["what"] or " ", question))
    named = find_named(bare, hits, store, FIRST_LINE)
    return [Quote(choice) for choice in _choose_statements(*_find_meant(bare, named, store), store)] if named else []


def _find_meant(question: str, named: Sequence[tuple[int, Hit]], store: Reader) -> tuple[int, Hit]:
    """Of documents that a question names alike the version that it names, else the latest that is no draft."""
    read = read_validities([hit for _, hit in named], store)
    version = read_version(simplify_han(question))
    latest, *others = [one for one in named if read[one[1].chunk.document].version == version] or named
    for each in others:
        new, old = (read[hit.chunk.document] for _, hit in (each, latest))
        latest = each if not new.standing and is_later_version(new, old) else latest
    return latest


def compare_files(question: str, hits: Sequence[Hit], store: Reader) -> list[Quote]:
    """Of both documents, where a question names two by their file names and asks for nothing but to compare them."""
    named, left = _find_files(simplify_han(question).casefold(), hits)
    if len(named) != 2 or not _COMPARES.search(left):
        return []
    words = re.findall(r"\w+", _COMPARES.sub(" ", left))
    if not all(word in _JOINING or is_stop_word(word) for word in words):
        return []
    return [Quote(one) for n, hit in named for one in _choose_statements(n, hit, store, _STATEMENTS // 2)]


def _find_files(question: str, hits: Sequence[Hit]) -> tuple[list[tuple[int, Hit]], str]:
    """The hits of the documents that a question calls by their files' names, and what else it says.

    The suffix may be left out. Long names come first: `lease` stands in `lease elm house` too.
    """
    files = {hit.chunk.document: (n, hit) for n, hit in reversed(list(enumerate(hits, start=1)))}
    named: list[tuple[int, Hit]] = []
    for n, hit in sorted(files.values(), key=lambda each: -len(PurePosixPath(each[1].path).stem)):
        path = PurePosixPath(simplify_han(hit.path).casefold())
        pattern = rf"(?<![a-z\d_-]){re.escape(path.stem)}(?:{re.escape(path.suffix)})?(?![a-z\d_-])"
        left = re.sub(pattern, " ", question)
        if left != question:
            named.append((n, hit))
            question = left
    return sorted(named), question


def _choose_statements(n: int, hit: Hit, store: Reader, most: int = _STATEMENTS) -> list[Choice]:
    listed = list_statements(n, hit, _PAGES, store)
    every = [one for one in listed if _count_letters(one.statement) >= _LEAST]
    chosen = [*every[:1], *_take_by_section(every[1:])][:most]
    return [choice for choice in every if choice in chosen]


def _take_by_section(every: Sequence[Choice]) -> Iterator[Choice]:
    """One of each section, those with figures first, then another of each: the first section is no summary of all.

    Of 13 summaries of offices that were read 13 instead of 10 are answered well, of 2 not read 1 instead of none.
    """
    sections: dict[tuple[str, ...], list[Choice]] = {}
    for one in every:
        sections.setdefault(one.statement.context, []).append(one)
    ordered = [sorted(part, key=lambda one: not says_how_much(one.statement.plain_text)) for part in sections.values()]
    for turn in zip_longest(*ordered):
        yield from (one for one in turn if one is not None)


def _count_letters(one: Statement) -> int:
    return sum(map(str.isalpha, one.plain_text))
