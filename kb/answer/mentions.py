"""Which documents mention something, each with the first statement that does."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.prompt import disarm_text
from kb.answer.quotes import citation_of
from kb.answer.selection import Choice, statements_near
from kb.store.reader import Reader
from kb.text.language import Language
from kb.text.terms import extract_terms, is_stop_word, simplify_han
from kb.types import Citation, Hit

_LOOKED_AT = 200  # chunks
_LISTED = 20  # documents
_HEAD: dict[Language, tuple[str, str, str]] = {
    # of one document, of several, and where not all are listed
    "en": ("{n} document mentions “{what}”:", "{n} documents mention “{what}”:", "… and {n} more."),
    "zh": ("提到“{what}”的文档有 {n} 份：", "提到“{what}”的文档有 {n} 份：", "……另有 {n} 份。"),
    "zh-Hant": ("提到「{what}」的文件有 {n} 份：", "提到「{what}」的文件有 {n} 份：", "……另有 {n} 份。"),
    "de": ("{n} Dokument erwähnt „{what}“:", "{n} Dokumente erwähnen „{what}“:", "… und {n} weitere."),
}


def find_mentions(what: str, store: Reader) -> tuple[list[Hit], list[Citation]]:
    """A hit and a citation for each document that says it, all of its words in one statement; by path."""
    wanted = [term for term in dict.fromkeys(extract_terms(what)) if not is_stop_word(term)] or extract_terms(what)
    found: dict[str, tuple[Hit, Choice]] = {}
    for near in store.keyword_search(wanted, _LOOKED_AT):
        document = near.chunk.document
        if document in found or not set(wanted) <= set(extract_terms(near.chunk.index_text)):
            continue
        hit = Hit(near.chunk, 1.0, near.path)
        pages = store.pages_at({(document, near.chunk.page_index)}).values()
        on_page = (statement for page in pages for statement in statements_near(page, hit))
        said = (one for one in on_page if _says(what, wanted, " ".join((*one.context, one.plain_text))))
        if (first := next(said, None)) is not None:
            found[document] = (hit, Choice(0, hit, first, 1.0))
    ordered = sorted(found.values(), key=lambda each: each[0].path)
    return (
        [hit for hit, _ in ordered],
        [citation_of(Choice(n, one.hit, one.statement, 1.0)) for n, (_, one) in enumerate(ordered, start=1)],
    )


def list_mentions(what: str, citations: Sequence[Citation], language: Language) -> str:
    """The documents, and what they say of it, with their marks."""
    one, many, more = _HEAD.get(language, _HEAD["en"])
    head = one if len(citations) == 1 else many
    lines = [f"- {one.path}: “{disarm_text(' '.join(one.quote.split()))}” [{one.n}]" for one in citations[:_LISTED]]
    rest = [more.format(n=len(citations) - _LISTED)] if len(citations) > _LISTED else []
    return "\n".join([head.format(n=len(citations), what=what), *lines, *rest])


def _says(what: str, wanted: Sequence[str], text: str) -> bool:
    if simplify_han(what).casefold() in simplify_han(text).casefold():
        return True
    return what.isascii() and set(wanted) <= set(extract_terms(text))
