"""Which documents mention something, each with the first statement that does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.generation.prompt import disarm_text
from kb.answer.quotes.quotes import citation_of
from kb.answer.selection.selection import Choice, statements_near
from kb.store.reader import Reader
from kb.text.language import Language
from kb.text.terms import extract_terms, is_stop_word, simplify_han
from kb.types import Citation, Hit

_LOOKED_AT = 200  # chunks
_LISTED = 20  # documents
_LONGEST = 120  # characters of such a question
# Who mentions what, in three languages; what is mentioned stands behind, in front of or between the other words.
_EN = r"(?:documents?|files?|papers|contracts|sources?|pages|e-?mails)"
_DE = r"(?:dokumenten?|dateien|unterlagen|schriftstücken?|verträgen?|e-?mails)"
_ZH = r"(?:文档|文件|资料|材料|邮件|文檔|資料|郵件)"
_WHICH_ZH = r"(?:有?哪些|哪[一几幾]?[份个個篇]|什么)"
_MENTIONS = tuple(
    re.compile(rf"\W*{pattern}\W*", re.IGNORECASE)
    for pattern in (
        rf"(?:which|what|how many|list(?: all)?(?: the)?|show(?: me)?(?: all)?)\s+(?:of the |of these |the |all )?{_EN}"
        r"\s+(?:that |which )?(?:do |does )?(?:mention|contain|refer to|name|talk about|discuss|cite|are about|concern"
        r"|deal with|have to do with|say (?:some|any)thing about|speak of)s?(?:ing)?"
        r"\s+(?:the (?:words?|terms?|names?)\s+)?(?P<what>.+?)",
        rf"in (?:which|what|how many)(?: of the)? {_EN} (?:is|are|do|does|can) (?P<what>.+?)"
        r" (?:mentioned|named|discussed|appear|occur|be found|found|come up)",
        r"where (?:is|are|do we mention|does|do) (?P<what>.+?) (?:mentioned|appear|occur|come up)",
        rf"(?:in )?welchen? {_DE} (?:wird|werden|erwähnen|nennen|enthalten|behandeln|betreffen|handeln von|stehe?n?t?"
        r"|kommt|kommen|taucht|tauchen|geht es um|ist(?: die rede)? von)"
        r" (?:etwas (?:über|von|zu[mr]?) )?(?P<what>.+?)(?: (?:erwähnt|genannt|behandelt|vor|auf|die rede))?",
        r"wo (?:überall )?(?:wird|werden|kommt|kommen|ist von) (?P<what>.+?)(?: überall)?"
        r" (?:erwähnt|genannt|vor|die rede)",
        rf"{_WHICH_ZH}{_ZH}(?:(?:里面?|中|裡)?(?:都)?有?(?:提到|提及|包含|涉及|讲到|說到|说到|写到|谈到|出现|关于|和|跟|与)|(?:里面?|中|裡)都?有)"
        r"(?:了|过(?![敏期户程失夜]))?(?P<what>.+?)(?:的内容|有关|相关)?[吗呢]?",
        rf"(?P<what>.+?)(?:都|一共)?(?:出现)?在{_WHICH_ZH}{_ZH}(?:里面?|中|裡)?(?:都)?有?(?:被?(?:提到|提及|出现))?[了过]?",
        rf"(?:提到|提及|涉及|关于|有关)(?:了|过(?![敏期户程失夜]))?(?P<what>.+?)的{_ZH}(?:都|一共|总共)?有(?:哪些|哪[几幾][份个個]|[几幾多]少?[份个個])",
    )
)
_ARTICLE = re.compile(r"(?:the|an?|de[nmrs]|die|das|eine[nmrs]?)\s+", re.IGNORECASE)
_HEAD: dict[Language, tuple[str, str, str]] = {
    # of one document, of several, and where not all are listed
    "en": ("{n} document mentions “{what}”:", "{n} documents mention “{what}”:", "… and {n} more."),
    "zh": ("提到“{what}”的文档有 {n} 份：", "提到“{what}”的文档有 {n} 份：", "……另有 {n} 份。"),
    "zh-Hant": ("提到「{what}」的文件有 {n} 份：", "提到「{what}」的文件有 {n} 份：", "……另有 {n} 份。"),
    "de": ("{n} Dokument erwähnt „{what}“:", "{n} Dokumente erwähnen „{what}“:", "… und {n} weitere."),
}


def asks_who_mentions(question: str) -> str:
    """What it asks to be told the documents with: "Halden" of "which documents mention Halden?"; else nothing."""
    asked = question.strip()
    tried = (pattern.fullmatch(asked) for pattern in _MENTIONS) if len(asked) < _LONGEST else ()
    match = next(filter(None, tried), None)
    named = match["what"].strip(" \"'“”‘’„《》「」") if match else ""
    return named[found.end() :] if (found := _ARTICLE.match(named)) else named


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
