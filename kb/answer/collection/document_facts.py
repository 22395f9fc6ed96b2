"""Questions about a document rather than its text ("who wrote the flood report?"), from what its file states."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Literal

from kb.text.language import Language
from kb.text.terms import extract_terms, is_stop_word, simplify_han
from kb.types import Document, Message

Fact = Literal["author", "created", "edited", "pages"]

_LONGEST = 160  # characters of such a question
_FILE = r"(?:(?:the|das|die|der|den|dem)\s+)?(?:(?:file|document|datei|dokument|文件|文档)\s*)?"
_WAYS: tuple[tuple[Fact, Language, str], ...] = (
    ("author", "en", rf"who (?:wrote|authored|drafted|prepared|is the author of) {_FILE}(?P<what>.+?)"),
    ("author", "de", rf"wer hat {_FILE}(?P<what>.+?) (?:geschrieben|verfasst|erstellt)"),
    ("author", "de", rf"wer ist der (?:autor|verfasser) (?:von |des |der ){_FILE}(?P<what>.+?)"),
    ("author", "zh", r"谁(?:写的?|撰写的?|起草的?)了?(?P<what>.+?)"),
    ("author", "zh", r"(?P<what>.+?)的?(?:作者|撰写人|起草人)是谁"),
    ("author", "zh", r"(?P<what>.+?)是谁(?:写|撰写|起草)的"),
    ("created", "en", rf"when was {_FILE}(?P<what>.+?) (?:written|created|made|drafted|sent)"),
    ("created", "de", r"wann wurde (?P<what>.+?) (?:geschrieben|verfasst|erstellt)"),
    ("created", "zh", r"(?P<what>.+?)是?(?:什么时候|何时)(?:写|创建|撰写)的"),
    ("edited", "en", rf"when was {_FILE}(?P<what>.+?) (?:last )?(?:changed|edited|modified|updated|revised)(?: last)?"),
    ("edited", "de", r"wann wurde (?P<what>.+?) (?:zuletzt )?(?:geändert|bearbeitet|aktualisiert)"),
    ("edited", "zh", r"(?P<what>.+?)(?:最后|最近)?(?:是)?(?:什么时候|何时)(?:修改|更新)的"),
    ("pages", "en", rf"how many pages (?:does|has|are in|are there in) {_FILE}(?P<what>.+?)(?: have| has)?"),
    ("pages", "de", r"wie viele seiten hat (?P<what>.+?)"),
    ("pages", "zh", r"(?P<what>.+?)(?:一共)?有(?:多少|几)页"),
)
# What stands for a document that was named before, or is the only one.
_POINTER = re.compile(
    r"(?:it|this|that|(?:(?:the|this|that) )?(?:document|file)"
    r"|es|sie|das|dies(?:es?)?|(?:(?:das|die|dieses?) )?(?:dokument|datei)|它|[这该本]?[份个]?(?:文件|文档))",
    re.IGNORECASE,
)
_ASKS = [(fact, language, re.compile(rf"^\W*(?:{way})\W*$", re.IGNORECASE)) for fact, language, way in _WAYS]
_SAID: dict[Language, dict[str, str]] = {
    "en": {
        "author": "{path} states {value} as its author.",
        "created": "{path} states that it was made on {value}.",
        "edited": "{path} states that it was last changed on {value}.",
        "pages": "{path}: {value} pages.",
    },
    "zh": {
        "author": "{path} 标明的作者是 {value}。",
        "created": "{path} 标明创建于 {value}。",
        "edited": "{path} 标明最后修改于 {value}。",
        "pages": "{path}：{value} 页。",
    },
    "de": {
        "author": "{path} nennt als Verfasser {value}.",
        "created": "{path} gibt an, am {value} erstellt worden zu sein.",
        "edited": "{path} gibt an, zuletzt am {value} geändert worden zu sein.",
        "pages": "{path}: {value} Seiten.",
    },
}


def tell_fact(question: str, read_documents: Callable[[], Sequence[Document]], history: Sequence[Message] = ()) -> str:
    """The answer from what the files state; "" where it is no such question, no one document is meant, or none says.

    "it" is the document that the conversation asked about before, or the only one.
    """
    if len(question) > _LONGEST:
        return ""
    asked = simplify_han(question.strip())
    for fact, language, pattern in _ASKS:
        if match := pattern.match(asked):
            document = _find_meant(match["what"], read_documents(), history)
            value = _read_value(fact, document) if document else ""
            return _SAID[language][fact].format(path=document.path, value=value) if document and value else ""
    return ""


def _find_meant(named: str, documents: Sequence[Document], history: Sequence[Message]) -> Document | None:
    document = find_document(named, documents)
    if document or not _POINTER.fullmatch(named.strip()):
        return document
    turns = [simplify_han(turn.content.strip()) for turn in history if turn.role == "user"]
    for turn in reversed(turns):
        asked = next((match["what"] for *_, pattern in _ASKS if (match := pattern.match(turn[:_LONGEST]))), "")
        if not _POINTER.fullmatch(asked.strip()):
            at = [one for one in documents if _read_file_name(one).casefold() in turn.casefold()]
            document = find_document(asked, documents) or (at[0] if len(at) == 1 else None)
            if document:
                return document
            break
    return documents[0] if len(documents) == 1 else None


def find_document(named: str, documents: Sequence[Document]) -> Document | None:
    """The one that is meant: by its file's name, or by all words that tell anything; None where it may be several."""
    named = named.strip(" \"'“”‘’《》「」")
    at = [one for one in documents if _read_file_name(one).casefold() == named.casefold() or one.path == named]
    if not at:
        wanted = {term for term in extract_terms(named) if not is_stop_word(term)}
        at = [one for one in documents if wanted and wanted <= _name_terms(one)]
    return at[0] if len(at) == 1 else None


def _read_value(fact: Fact, document: Document) -> str:
    stated = document.properties
    if fact == "pages":  # a format without pages is kept as one
        return str(document.pages) if document.media_type.endswith(("/pdf", "presentation")) else ""
    return {"author": stated.author, "created": stated.created, "edited": stated.edited}[fact].replace("T", " ")


def _read_file_name(document: Document) -> str:
    return PurePosixPath(document.path).name


def _name_terms(document: Document) -> frozenset[str]:
    return frozenset(extract_terms(simplify_han(f"{document.title} {PurePosixPath(document.path).stem}")))
