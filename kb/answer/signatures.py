"""Who signed a document and when it was issued: the lines below its text, which say nothing of what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from kb.answer.check.dates import find_moments
from kb.answer.quotes import Quote
from kb.answer.selection import LARGEST, Choice
from kb.answer.subject import measure_coverage, weigh_subject
from kb.store.reader import Reader
from kb.text.statements import Statement
from kb.text.terms import extract_terms, simplify_han
from kb.types import Hit, Page

_ASKS_WHO = re.compile(
    r"\bwho (?:has |have )?(?:counter)?signed\b|\bsigned by whom\b|\bsignator(?:y|ies)\b|\bwhose signature\b"
    r"|\b(?:wer|von wem)\b.{0,80}\b(?:unterschrieben|unterzeichnet|gezeichnet)\b|\bwer unterschrieb\b"
    r"|谁(?:签的?字|签署|签发|签的|落款)|(?:签字|签署|签发|落款).{0,8}(?:是谁|哪位)",
    re.IGNORECASE,
)
_ASKS_WHEN = re.compile(
    r"\bwhen (?:was|were|did)\b.{0,80}\b(?:issued|signed|dated|published|circulated|sent out|announced)\b"
    r"|\bwhat is the date of\b|\bfrom what date is\b"
    r"|\bwann\b.{0,80}\b(?:unterschrieben|unterzeichnet|herausgegeben|veröffentlicht|verschickt|ausgestellt)\b"
    r"|\bvon wann (?:ist|stammt|datiert)\b|\bwelches datum trägt\b"
    r"|(?:什么时候|何时|哪[一]?天|几号|几月几号)(?:发布|发出|印发|发|签|下发|签署|签订|公布)的?|落款(?:日期|时间)|(?:发布|印发|签署|签订)(?:日期|时间)",
    re.IGNORECASE,
)
_NAMED = 0.3  # share of the question's words that the document's name must say
_PAGES = 3  # from the end of a document: annexes may follow what is signed
_LINE = 120  # characters of a line of such a block
_LINES = 6
_ENDS = ".!?。！？;；:：,，"
_MARKED = re.compile(r"\t|^\W*(?:[|#•*+>-]|\d+[.)、]|第[^ ]{1,6}[条章])")
_SIGNS = re.compile(
    r"\b(?:signed|signature|for and on behalf|by:|approved|director|manager|chief|officer|president|chair\w*|secretary"
    r"|head of|gez\.|unterschrift|geschäftsführer\w*|leiter\w*|vorstand|direktor\w*|für (?:den|die) |i\. ?[av]\.)"
    r"|校长|院长|主任|经理|董事|总监|处长|部长|局长|签字|签名|盖章|法定代表人|代表",
    re.IGNORECASE,
)


def asks_who_signed(question: str) -> bool:
    """Whether it asks who signed something, or when that was issued."""
    return bool(_ASKS_WHO.search(question) or _ASKS_WHEN.search(question))


def find_signatures(question: str, hits: Sequence[Hit], store: Reader, *, known: bool) -> list[Quote]:
    """The last such lines of the document that the question names; none where it has none, or none is named.

    `known`: whether the documents tell of what is asked, so that the first hit's is meant where none is named.
    """
    if not hits:
        return []
    named, n, hit = _find_named(question, hits, store)
    if named < _NAMED and not known:
        return []
    document = hit.chunk.document
    pages = next((one.pages for one in store.documents() if one.id == document), 0)
    every = store.pages_at({(document, at) for at in range(max(0, pages - _PAGES), pages)})
    needed = _SIGNS.search if _ASKS_WHO.search(question) else _says_day
    for place in sorted(every, reverse=True):
        page = every[place]
        blocks = [block for block in _find_blocks(page) if needed(block.text)] if len(page.text) <= LARGEST else []
        if blocks:
            on_page = replace(hit, chunk=replace(hit.chunk, page=page.number, page_index=place[1]))
            return [Quote(Choice(n, on_page, blocks[-1], 0.0))]
    return []


def _find_named(question: str, hits: Sequence[Hit], store: Reader) -> tuple[float, int, Hit]:
    """The hit whose document's name says most of the question's words, and how many: the first of those alike."""
    wanted = weigh_subject(question, store)

    def measure(hit: Hit) -> float:
        name = simplify_han(f"{hit.chunk.title} {PurePosixPath(hit.path).stem}")
        return measure_coverage(wanted, {name: (frozenset(extract_terms(name)), 1.0)})

    named = [(measure(hit), -n, hit) for n, hit in enumerate(hits, start=1)]
    share, n, hit = max(named, key=lambda each: each[:2])
    return share, -n, hit


def _find_blocks(page: Page) -> list[Statement]:
    """Runs of short lines that are no sentences, headings, items or rows, nor stand at the page's edge."""
    apart = [(span.start, span.end) for span in page.boilerplate] + [
        (each.start, each.start + len(each.title)) for each in page.headings
    ]
    found: list[Statement] = []
    start = end = at = lines = 0
    for line in [*page.text.splitlines(keepends=True), "\n", "."]:
        bare = line.strip()
        begin, at = at + len(line) - len(line.lstrip()), at + len(line)
        other = _MARKED.search(bare) or any(one <= begin < after for one, after in apart)
        if bare and not other and len(bare) <= _LINE and bare[-1] not in _ENDS:
            start, lines = (start, lines + 1) if lines else (begin, 1)
            end = begin + len(bare)
        elif bare and lines:
            is_wrapped = not other and "\n\n" not in page.text[end:begin] and begin < len(page.text)
            if is_wrapped:  # its last paragraph is the beginning of a sentence
                end = max(start, page.text.rfind("\n\n", start, end))
            if lines <= _LINES and start < end:
                found.append(Statement(start, end, page.text[start:end]))
            lines = 0
    return found


def _says_day(text: str) -> bool:
    return any(each.day for stated in find_moments(text) for each in stated.readings)
