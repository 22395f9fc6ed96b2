"""Questions about the documents themselves ("which documents do you have?"), answered from the catalog."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from kb.text.language import Language, detect_language
from kb.text.stop_words import is_stop_word
from kb.text.terms import extract_terms, simplify_han
from kb.types import Document

# What a question to the catalog is made of, in three languages, beside the stop words: a question of anything else is
# one to the documents' text. Most of it asks for documents by name; "what is in here?" by the place alone.
_LISTS = re.compile(
    r"\b(?:which|list|show|name|how many|give me|overview|table of contents|welche[nrs]?|wie viele|zeige?|liste|nenne?"
    r"|überblick|übersicht)\b|列出|列一下|列|显示|給我看|给我看|哪些|哪几[个份]|多少份?|几[个份]|清单|列表|目录|概览|概述|总览",
    re.IGNORECASE,
)
_WHAT = re.compile(r"\b(?:what(?:['’]s)?|was|worum)\b|什么|啥", re.IGNORECASE)
_DOCUMENTS = re.compile(
    r"\b(?:documents?|files?|sources?|papers|data|topics?|contents?|information|material|subjects?|everything"
    r"|collection|folder|library|knowledge base|index|space|wiki|dokumenten?|dateien|unterlagen|daten|themen|inhalte"
    r"|ordner|sammlung|overview|table of contents|überblick|übersicht)\b"
    r"|概览|概述|总览|目录|文档|文件夹?|资料|材料|内容|数据|主题|知识库|库",
    re.IGNORECASE,
)
_HERE = re.compile(r"\b(?:here|there|hier|da)\b|这里|这个?(?=库|文件夹|目录)", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:please|got|know|hold|contains?|see|available|ingested|indexed|uploaded|loaded|cover(?:ed|s)?|kinds?|sorts?"
    r"|includes?|geht|gibt|liegt|liegen|steht|hast|habt|kennst|kennt|eigentlich|alles|insgesamt|bitte|drin|mal|mir)\b"
    r"|请|一下|目前|现在|一共|总共|主要|所有|全部|包含|知道|收录|存了|关于|我们|[你您的里中都有着了吗呢些是和讲]",
    re.IGNORECASE,
)
# Documents by the kind of their file.
_KINDS = {
    re.compile(r"\b(?:spread)?sheets?\b|\btabellen\b|表格|电子表", re.IGNORECASE): (
        ".xlsx",
        ".xls",
        ".xlsb",
        ".ods",
        ".csv",
        ".tsv",
    ),
    re.compile(r"\bpdfs?\b", re.IGNORECASE): (".pdf",),
    re.compile(r"\be-?mails?\b|邮件", re.IGNORECASE): (".eml", ".msg", ".mbox"),
    re.compile(r"\b(?:presentations?|slides?|präsentationen|folien)\b|演示文稿|幻灯片", re.IGNORECASE): (
        ".pptx",
        ".ppt",
        ".odp",
    ),
}
_LONGEST = 80  # characters of such a question
_LISTED = 50
_TEXT: dict[Language, tuple[str, str, str]] = {
    "en": ("No documents have been ingested yet: kb ingest ./docs", "{n} documents:", "… and {n} more."),
    "zh": ("还没有导入任何文档：kb ingest ./docs", "共有 {n} 份文档：", "……另有 {n} 份。"),
    "zh-Hant": ("還沒有匯入任何文件：kb ingest ./docs", "共有 {n} 份文件：", "……另有 {n} 份。"),
    "de": ("Es sind noch keine Dokumente eingelesen: kb ingest ./docs", "{n} Dokumente:", "… und {n} weitere."),
}


def find_documents(question: str, read_documents: Callable[[], Sequence[Document]]) -> list[Document] | None:
    """Those that it asks for: all, those of a kind of file, or of a folder; None where it asks for no documents.

    "How many ADRs are there?" asks for what lies in a folder `adr`; what files are called is no such list.
    """
    asked = simplify_han(question.strip())
    if len(asked) >= _LONGEST:
        return None
    kinds = [endings for kind, endings in _KINDS.items() if kind.search(asked)]
    named = _name_rest(asked)
    lists, what = bool(_LISTS.search(asked)), bool(_WHAT.search(asked))
    if not named:
        names_documents = bool(kinds or _DOCUMENTS.search(asked) or (what and _HERE.search(asked)))
        if not names_documents or not (lists or what):
            return None
        wanted = tuple(ending for endings in kinds for ending in endings)
        return [each for each in read_documents() if each.path.lower().endswith(wanted or "")] or None
    if not lists:
        return None
    return [
        each for each in read_documents() if any(named == set(extract_terms(p)) for p in _list_folders(each))
    ] or None


def _name_rest(asked: str) -> set[str]:
    """The terms of a question that are no part of asking for documents."""
    for pattern in (*_KINDS, _LISTS, _WHAT, _DOCUMENTS, _HERE, _SAYING):
        asked = pattern.sub(" | ", asked)
    words = [word for word in re.findall(r"[^\W_][\w'’-]*", asked) if not is_stop_word(word)]
    return {term for word in words for term in extract_terms(word) or [word]}


def _list_folders(document: Document) -> Sequence[str]:
    return [simplify_han(part) for part in PurePosixPath(document.path).parts[:-1]]


def list_catalog(question: str, documents: Sequence[Document]) -> str:
    """The documents, by path, in the question's language."""
    none, head, more = _TEXT.get(detect_language(question), _TEXT["en"])
    if not documents:
        return none
    lines = [f"- {document.path}" + (f" ({document.title})" if _tells(document) else "") for document in documents]
    rest = [more.format(n=len(lines) - _LISTED)] if len(lines) > _LISTED else []
    return "\n".join([head.format(n=len(lines)), *lines[:_LISTED], *rest])


def _tells(document: Document) -> bool:
    """Whether the title adds anything to the path."""
    return bool(document.title) and document.title.casefold() not in document.path.casefold().replace("_", " ")
