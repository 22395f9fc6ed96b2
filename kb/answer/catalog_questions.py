"""Questions about the documents themselves ("which documents do you have?"), answered from the catalog."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.text.language import Language, detect_language
from kb.types import Document

_ASKS = re.compile(
    r"^\W*(?:please\s+)?(?:which|what|list|show(?: me)?|name|how many)"
    r"(?:\s+(?:all|of|the|me|your|are|kind of|sorts? of))*\s+(?:documents?|files?|sources?|papers)"
    r"(?:\s+(?:do|are|have|can|you|i|we|there|in|here|know|hold|is|the|this|your|knowledge|base|got|see|available"
    r"|contain|indexed|ingested|uploaded|loaded))*\W*$"
    r"|^\W*what(?:'s| is)\s+in\s+(?:the|this|your)\s+(?:knowledge base|library|collection|index)\W*$"
    r"|^(?=.*(?:哪|什么|什麼|多少|几|幾|列|显示|顯示|清单|清單|目录|目錄|所有|全部))\W*(?:请|請)?(?:列出|列一下|显示|顯示|给我看)?(?:一下)?(?:你|您|这里|這裡|知识库|知識庫|库|目前|现在|現在|里|裡|中|都|一共|总共|總共|的|所有|全部)*"
    r"(?:有|包含|知道|收录|收錄|存了|有着)?(?:了)?(?:哪些|什么|什麼|多少份|多少|几个|幾個|几份|幾份|多少份|全部|所有)?(?:的)?"
    r"(?:文档|文件|文檔|资料|資料)(?:有哪些|有什么|有多少|有几份|清单|清單|列表|目录|目錄)?[吗嗎呢]?\W*$"
    r"|^\W*(?:welche|wie viele)\s+(?:dokumente|dateien)(?:\s+(?:hast|kennst|gibt|sind|du|es|hier|habt|ihr|da))*\W*$",
    re.IGNORECASE,
)
_LISTED = 50
_TEXT: dict[Language, tuple[str, str, str]] = {
    "en": ("No documents have been ingested yet: kb ingest ./docs", "{n} documents:", "… and {n} more."),
    "zh": ("还没有导入任何文档：kb ingest ./docs", "共有 {n} 份文档：", "……另有 {n} 份。"),
    "zh-Hant": ("還沒有匯入任何文件：kb ingest ./docs", "共有 {n} 份文件：", "……另有 {n} 份。"),
    "de": ("Es sind noch keine Dokumente eingelesen: kb ingest ./docs", "{n} Dokumente:", "… und {n} weitere."),
}


def asks_for_documents(question: str) -> bool:
    """Whether it asks which documents there are, and nothing about what they say."""
    return len(question) < 80 and bool(_ASKS.match(question.strip()))


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
