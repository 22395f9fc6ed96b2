"""What changed between two documents of which one amends or replaces the other: each statement beside the old one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kb.answer.precedence.amendments import tells_a_change
from kb.answer.precedence.precedence import displaces
from kb.answer.precedence.references import read_validities
from kb.answer.precedence.shared_words import count_common_words
from kb.answer.precedence.validity import Validity, replaces
from kb.answer.quotes.quotes import Quote
from kb.answer.selection.selection import Choice, list_statements
from kb.store.reader import Reader
from kb.types import Hit

_ASKS = re.compile(
    r"\b(?:what(?:['’]?s| has| have| is| was)?|which|list|show|summari[sz]e|describe)\b.{0,40}\b(?:chang(?:ed?|es)"
    r"|differ\w*|new|amended|modified|updated)\b"
    r"|\bdifferences? between\b|\bhow (?:do|does|did)\b.{0,60}\b(?:differ|change)\b"
    r"|(?:改|变|變|修订|修改|更新|调整)(?:了|动|化|更)?(?:什么|哪些|啥)|(?:有(?:什么|哪些)|什么)(?:变化|变动|不同|区别|改动|修改)|区别(?:是|在)"
    r"|\bwas (?:hat sich|wurde|ist)\b.{0,40}\b(?:geändert|verändert|neu|anders)\b|\bunterschiede?\b",
    re.IGNORECASE,
)
_NAMED = 3  # hits among whose documents the newer one is
_SHOWN = 24  # statements, of which mostly each second is the old one


def asks_what_changed(question: str) -> bool:
    return bool(_ASKS.search(question))


def find_changes(hits: Sequence[Hit], store: Reader) -> list[Quote]:
    """The statements of the first hit's document that changed others, each followed by what it changed."""
    first = {hit.chunk.document: (n, hit) for n, hit in reversed(list(enumerate(hits, start=1)))}
    documents = read_validities([hit for _, hit in first.values()], store)
    for _, hit in sorted(first.values(), key=lambda each: each[0])[:_NAMED]:
        new = hit.chunk.document
        replaced = [old for old in documents if old != new and replaces(documents[new], documents[old])]
        if replaced and (quotes := _pair_statements(new, replaced, first, documents, store)):
            return quotes
    return []


def _pair_statements(
    new: str, replaced: Sequence[str], first: dict[str, tuple[int, Hit]], documents: dict[str, Validity], store: Reader
) -> list[Quote]:
    before = [choice for old in replaced for choice in _list_statements(*first[old], store)]
    quotes: list[Quote] = []
    left_out = 0
    for one in _list_statements(*first[new], store):
        olds = [old for old in before if displaces(one, old, documents)]
        if not olds and not tells_a_change(one.statement.text):
            continue
        if len(quotes) >= _SHOWN:
            left_out += 1
            continue
        quotes.append(Quote(one))
        if olds:
            latest = max(documents[old.hit.chunk.document].date for old in olds)
            of_latest = [old for old in olds if documents[old.hit.chunk.document].date == latest]
            quotes.append(Quote(max(of_latest, key=partial(count_common_words, one)), True, latest))
    return [*quotes[:-1], replace(quotes[-1], left_out=left_out)] if quotes else []


def _list_statements(n: int, hit: Hit, store: Reader) -> list[Choice]:
    """To the page after the one that is shown of a document."""
    return list_statements(n, hit, hit.chunk.page_index + 2, store)
