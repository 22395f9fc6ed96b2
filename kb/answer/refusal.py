"""How a model says that the sources do not hold the answer."""

from __future__ import annotations

import re

from kb.answer.prompt import NOT_FOUND

_ENGLISH = re.compile(
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
_CHINESE = re.compile(
    r"(?:文档|文件|资料|資料|来源|來源|上下文|文中|原文|信息|内容|內容|材料)[^。]{0,30}"
    r"(?:没有|沒有|未|并未|並未|无|無|不|没)[^。]{0,20}(?:提及|提到|包含|包括|说明|說明|答案|信息|找到|涉及|给出|給出|提供|记载|相关)"
    r"|(?:无法|無法|不能)(?:回答|确定|確定|得知|从|從|根据|根據|找到|提供)|(?:没有|沒有|未能?|找不到)(?:找到)?(?:相关|相關|答案)|不知道"
)


def is_refusal(text: str) -> bool:
    """Whether the text's first sentences say that the answer is not there; whether it is one shows in what follows."""
    return says_not_found(text) or bool(_ENGLISH.search(text) or _CHINESE.search(text))


def says_not_found(text: str) -> bool:
    """Whether it holds the words that the prompt asked for."""
    return NOT_FOUND in re.sub(r"[\s*_`\"'.]+", " ", text).upper()
