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
    r"|^\W*what(?:'s| is| do you have)?\s+(?:all\s+)?in\s+(?:here|there|(?:the|this|your)\s+(?:knowledge base"
    r"|library|collection|index|folder))\W*$"
    r"|^\W*what (?:is|are) (?:this|these|the)(?: collection| documents| files)? about\W*$"
    r"|^\W*what do you (?:know|have)\W*$"
    r"|^\W*was (?:ist|gibt es|liegt|steht) (?:hier|da)(?: drin| alles)*\W*$|^\W*(?:这里|這裡|库里"
    r"|知识库里?)(?:都|面)?有(?:些)?(?:什么|什麼|哪些)\W*$"
    r"|^(?=.*(?:哪|什么|什麼|多少|几|幾|列|显示|顯示|清单|清單|目录|目錄|所有|全部))\W*(?:请|請)?(?:列出|列一下|显示|顯示|给我看)?(?:一下)?(?:你|您|这里|這裡|知识库|知識庫|库|目前|现在|現在|里|裡|中|都|一共|总共|總共|的|所有|全部)*"
    r"(?:有|包含|知道|收录|收錄|存了|有着)?(?:了)?(?:哪些|什么|什麼|多少份|多少|几个|幾個|几份|幾份|多少份|全部|所有)?(?:的)?"
    r"(?:文档|文件|文檔|资料|資料)(?:有哪些|有什么|有多少|有几份|清单|清單|列表|目录|目錄)?[吗嗎呢]?\W*$"
    r"|^\W*(?:welche|wie viele)\s+(?:dokumente|dateien)(?:\s+(?:hast|kennst|gibt|sind|du|es|hier|habt|ihr|da))*\W*$"
    r"|^\W*(?:give me |show me )?(?:an? |the )?(?:overview|table of contents)(?: (?:of|over) (?:the |these "
    r"|this |your |all )*(?:documents?|files?|collection|everything|library|folder))?\W*$"
    r"|^\W*(?:what|which) (?:kinds? of |sorts? of )?(?:data|topics?|contents?|information|material"
    r"|subjects?)\s+(?:do (?:you|i|we) have|(?:is|are) (?:in )?(?:here|there|covered)|does (?:this"
    r"|the) \w+ (?:cover|contain|have))(?: (?:here|there|in here|covered))?\W*$"
    r"|^\W*what (?:does|do) (?:this|these|the|your) (?:collection|folder|library|documents|files|space|wiki"
    r"|knowledge base)\s+(?:contain|cover|hold|have|include)s?\W*$"
    r"|^\W*(?:概览|概述|总览|目录)\W*$|^\W*(?:这里|這裡|这个?(?:文件夹|目录|库|知识库))(?:里|裡|中)?(?:都|主要)?(?:有|是|包含|讲|关于)(?:了)?(?:些)?(?:什么|什麼|哪些)(?:内容|資料|资料|数据|主题)?\W*$"
    r"|^\W*(?:ein )?(?:überblick|übersicht)\W*$|^\W*welche (?:daten|themen|inhalte) (?:gibt es|hast du"
    r"|sind)(?: hier| da)?\W*$",
    re.IGNORECASE,
)
_MENTIONS = re.compile(
    r"^\W*(?:which|what|how many|list(?: all)?(?: the)?|show(?: me)?(?: all)?)\s+(?:of the |of these |the "
    r"|all )?(?:documents?|files?|papers|contracts|sources?|pages)"
    r"\s+(?:that |which )?(?:do |does )?(?:mention|contain|refer to|name|talk about|discuss|cite|are about"
    r"|speak of)s?(?:ing)?\s+(?:the (?:words?|terms?|names?)\s+)?(?P<en>.+?)\W*$"
    r"|^\W*where (?:is|are|do we mention) (?P<where>.+?) mentioned\W*$"
    r"|^\W*(?:哪些|哪份|哪几份|哪几个|有哪些|哪个|什么)(?:文档|文件|资料|文檔|資料)(?:里|中|裡)?(?:都)?(?:提到|提及|包含|涉及|讲到|說到|说到|写到|出现)(?:了|过)?(?P<zh>.+?)[吗呢]?\W*$"
    r"|^\W*(?:in welchen|welche) (?:dokumenten?|dateien)\s+(?:wird|werden|erwähnen|nennen|enthalten"
    r"|steht|stehen|kommt|kommen)\s+(?P<de>.+?)(?:\s+(?:erwähnt|genannt|vor))?\W*$",
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


def asks_who_mentions(question: str) -> str:
    """What it asks to be told the documents with: "Halden" of "which documents mention Halden?"; else nothing."""
    match = _MENTIONS.match(question.strip()) if len(question) < 120 else None
    named = next((part for part in match.groupdict().values() if part), "") if match else ""
    return named.strip(" \"'“”‘’《》「」")


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
