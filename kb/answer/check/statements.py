"""Which sentences state something: not questions, introductions, courtesies, nor a lone word or two."""

from __future__ import annotations

import re

from kb.answer.check.quantities import stated_numbers
from kb.answer.check.terms import content_terms, simplify_text
from kb.text.scripts import HAN

LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)、]|[（(]\d{1,2}[)）])\s+")
_ANNOUNCES = re.compile(
    r"\b(?:following|here|below|as follows|these|list|summary|found|according|overview|answer|sources?|documents?)\b"
    r"|如下|以下|下列|这些|根据|总结|以上|包括",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"\W*(?:(?:please )?(?:let me know|feel free|don't hesitate)|i hope (?:this|that) helps"
    r"|(?:you're|you are) welcome|thank you"
    r"|如有(?:其他|任何)|希望(?:这|以上)?.{0,6}(?:有所?帮助|帮到)|请随时|欢迎(?:随时|继续))",
    re.IGNORECASE,
)
_ASKS_ALONG = re.compile(
    r"\bdid you know\b|\bdon't you\b|\b(?:is|are|does|do)n't (?:it|they)\b|你知道|不是吗|对吧|wusstest", re.IGNORECASE
)
# The words for asking, answering and documents: what is made of them alone says nothing that a source could bear out.
# Of 33,102 sentences of the kits' documents and 143 labelled claims, written without a look at these, none is.
_INTRODUCING = frozenset(
    "a according all an answer answers are as based context document documents find follow following follows found from"
    " given here i in information is it no of on passage passages provided question say says simple short so source"
    " sources states text that the these this to we what yes you your"
    " antwort auf den der die dokument dokumente dokumenten frage ihre ja lautet laut nein quellen"
    " unterlagen zufolge".split()
)
_INTRODUCES_IN_CHINESE = re.compile(
    r"(?=.*(?:答案|回答|文档|文件|资料|来源))"
    r"(?:答案|回答|根据|依据|按照|以上|以下|所|提供|这些|您|你|的|问题|文档|文件|资料|来源|内容|是|为|肯定|否定|可以|不|能|对|[\s，,。：:])+"
)


def states_something(sentence: str) -> bool:
    """Whether a sentence makes a claim: not a question, not an introduction, not a lone word or two."""
    text = LIST_MARK.sub("", sentence).strip().strip("*_#>` ")
    if not text or _COURTESY.match(text):
        return False
    if text[-1] in "?？" and not _ASKS_ALONG.search(text):
        return False
    folded = simplify_text(text)
    said, words, counted = len(set(content_terms(folded))), len(set(text.split())), stated_numbers(folded)
    if text[-1] in ":：" and text[0] not in "{[" and (_ANNOUNCES.search(text) or (said < 4 and not counted)):
        return False
    return len(HAN.findall(text)) >= 4 or said >= 2 or (said == 1 and words >= 4) or bool(counted)


def is_introduction(sentence: str) -> bool:
    """Whether it only leads in, as "The answer is yes." does: what follows is to be borne out."""
    words = re.findall(r"\w+", sentence.lower())
    return all(word in _INTRODUCING for word in words) or bool(_INTRODUCES_IN_CHINESE.fullmatch(sentence.strip()))
