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
