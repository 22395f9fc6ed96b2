"""A model's reply as it comes: held back until it is clear that it is no refusal, then checked claim by claim."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.check.reasons import not_found, strip_notes, write_note
from kb.answer.checker import Checker
from kb.answer.generation.citations import Citer
from kb.answer.generation.marks import opens_source
from kb.answer.generation.prompt import NOT_FOUND
from kb.answer.selection.selection import Choice
from kb.engines.protocols import Done
from kb.text.sentences import split_sentences
from kb.types import Hit

_FIRST_SENTENCE = 160  # characters at most that are looked at before any is shown: is it a refusal?
_LEAD = re.compile(r"^\s*\**(?:assistant|answer|response|antwort|答案|回答|答)\**\s*[:：]\**\s*", re.IGNORECASE)
# How a model says that the sources do not hold the answer.
_NOT_THERE = re.compile(
    r"\b(?:sources?|documents?|context|passages?|text|information|excerpts?|materials?)\b[^.]{0,60}"
    r"\b(?:do(?:es)?\s+not|don[’']t|doesn[’']t|did\s+not|cannot|can[’']t|lacks?|no)\b[^.]{0,50}"
    r"\b(?:contain|mention|provide|say|state|include|specify|specified|hold|have|answer|information|address|cover|discuss|give)"
    r"|\b(?:i|we)\s+(?:do\s+not|don[’']t|cannot|can[’']t|could\s+not|couldn[’']t|was\s+not\s+able|am\s+(?:not|un)\s*able)\b"
    r"[^.]{0,40}\b(?:know|find|answer|determine|locate|tell|say)\b"
    r"|\b(?:there\s+is|contains?|provides?|found|has|have)\s+no\s+(?:information|mention|answer|details?|data)\b"
    r"|\b(?:is|are|was|were)\s+not\s+(?:mentioned|stated|specified|provided|given|found|included|covered|discussed|answered)\b"
    r"[^.]{0,40}\b(?:sources?|documents?|context|passages?|text)\b"
    r"|\b(?:none of|nothing in)\s+(?:the|these|your)\s+(?:\w+\s+)?(?:sources?|documents?|excerpts?|passages?)\b"
    r"|\bno\s+(?:relevant\s+)?(?:information|answer|mention|data)\b[^.]{0,30}\b(?:found|available|given|provided)\b"
    r"|\b(?:answer|information)\s+(?:is|was)\s+(?:not|un)\s*(?:available|known)\b|^\W*n/?a\W*$"
    r"|\b(?:i\s+am|i['’]m)\s+(?:sorry,?\s+but\s+)?(?:i\s+am\s+|i['’]m\s+)?(?:unable|not\s+able)\b"
    r"|\b(?:quellen|dokument\w*|unterlagen|text|information\w*)\b[^.]{0,60}\b(?:nicht|keine?)\b"
    r"|\b(?:documents?|sources?|texte)\b[^.]{0,40}\bne\b[^.]{0,40}\bpas\b|\b(?:documentos?|fuentes?|texto)\b[^.]{0,40}\bno\b"
    r"|(?:資料|文書|ドキュメント)[^。]{0,30}(?:ありません|いません|ない)|답(?:을|이)[^.]{0,20}(?:없|않)",
    re.IGNORECASE,
)
_NOT_THERE_IN_CHINESE = re.compile(
    r"(?:文档|文件|资料|資料|来源|來源|上下文|文中|原文|信息|内容|內容|材料)[^。]{0,30}"
    r"(?:没有|沒有|未|并未|並未|无|無|不|没)[^。]{0,20}(?:提及|提到|包含|包括|说明|說明|答案|信息|找到|涉及|给出|給出|提供|记载|相关)"
    r"|(?:无法|無法|不能)(?:回答|确定|確定|得知|从|從|根据|根據|找到|提供)|(?:没有|沒有|未能?|找不到)(?:找到)?(?:相关|相關|答案)|不知道"
)


class Reply:
    """One reply; what `feed` and `finish` return is shown."""

    def __init__(self, hits: Sequence[Hit], question: str, checker: Checker, statements: Sequence[Choice] = ()) -> None:
        self.citer = Citer(hits, question, checker, statements)
        self.done = Done(complete=False, reason="")
        self.refused = False
        self.silent = False  # it had nothing that could be shown
        self._head: str | None = ""  # None once the text flows
        self._visible = False
        self._refuses = False  # for certain: what follows is not looked at until the end

    @property
    def is_mostly_unfounded(self) -> bool:
        """Whether most of its claims were found in no source."""
        return self.citer.unsupported > self.citer.supported

    @property
    def is_finished_early(self) -> bool:
        """Whether nothing that may still come would be shown."""
        if self.citer.is_repeating:
            return True
        if self.citer.closed:
            self.done = Done()
            return True
        return False

    def feed(self, piece: str) -> str:
        """What can be shown now."""
        if self._head is None:
            return self._note_letters(self.citer.feed(piece))
        self._head += piece
        if self._refuses:
            return ""
        if opens_source(self._head):
            opened, self._head = self._head, None
            return self._note_letters(self.citer.feed(opened))
        undecided = len(self._head) < _FIRST_SENTENCE and len(split_sentences(self._head)) < 2
        if undecided or is_refusal(self._head):
            self._refuses = not undecided and len(self._head) >= _FIRST_SENTENCE
            return ""
        head, self._head = _LEAD.sub("", self._head), None
        return self._note_letters(self.citer.feed(head))

    def finish(self) -> str:
        """The rest; nothing of a refusal that was held back, unless something in it was cited after all."""
        text = self.citer.feed(_LEAD.sub("", self._head or "")) + self.citer.finish()
        self.silent = not self._visible and not any(letter.isalnum() for letter in text)
        if self.silent:
            return ""
        held_back, own_words = self._head is not None, strip_notes(text)
        supported = any(citation.supported for citation in self.citer.citations)
        self.refused = not supported and (says_not_found(own_words) or (held_back and is_refusal(own_words)))
        if self.refused:
            return "" if held_back else text
        if self.citer.citations or self.citer.unsupported:
            return text
        self.citer.unsupported = 1
        return text.rstrip() + write_note(not_found(text))  # "Yes."

    def _note_letters(self, text: str) -> str:
        self._visible = self._visible or any(letter.isalnum() for letter in text)
        return text


def is_refusal(text: str) -> bool:
    """Whether the text's first sentences say that the answer is not there; whether it is one shows in what follows."""
    return says_not_found(text) or bool(_NOT_THERE.search(text) or _NOT_THERE_IN_CHINESE.search(text))


def says_not_found(text: str) -> bool:
    """Whether it holds the words that the prompt asked for."""
    return NOT_FOUND in re.sub(r"[\s*_`\"'.]+", " ", text).upper()
