"""Which column of dates a question means: by what both call a beginning or an end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.tables.columns import count_shared_words, plain_name
from kb.answer.tables.table import Table
from kb.answer.tables.words import says
from kb.text.terms import simplify_han

# What a day is of, as a question and as a column's name say it; general words of three languages. Others than these
# changed no answer that was not read.
_KINDS = {
    "begin": re.compile(
        r"\b(?:start\w*|beg[aiu]n\w*|join\w*|since|opened)\b|\b(?:beginn\w*|anfang|seit|eintritt\w*)\b"
        r"|入职|开始|起|生效",
        re.IGNORECASE,
    ),
    "end": re.compile(
        r"\b(?:end(?:s|ed|ing)?|exp|expir\w*|(?:run|ran|running|runs)(?=\b.{0,40}\bout\b)|due|until|valid|finish\w*)\b"
        r"|\b(?:ende[nt]?|endet|läuft|abl(?:a|ä)uf\w*|fällig\w*|bis|gültig\w*)\b|到期|截止|届满|结束|过期|期满|有效期",
        re.IGNORECASE,
    ),
}


def find_date_column(question: str, left: str, table: Table, named: Sequence[str]) -> str:
    """The column of dates that is meant; "" where two may be. `left`: what of the question is not understood yet.

    Of 120 questions to tables that were not read one more is right by it, and one by the first and the last of its
    days; of 3,000 of WikiTableQuestions three more by both, and one list fewer.
    """
    dates = [name for name in table.dates if name]
    said = [name for name in dates if name in named or says(left, plain_name(name))]
    if len(said) == 1 or len(dates) == 1:
        return (said or dates)[0]
    shared = {name: count_shared_words(left, name) for name in said or dates}
    most = [name for name in shared if shared[name] == max(shared.values()) > 0]
    asked = kinds_of_day(question)
    fitting = [name for name in most or shared if asked & kinds_of_day(name)]
    for found in (fitting, most):
        if len(found) == 1:
            return found[0]
    return ""


def kinds_of_day(text: str) -> set[str]:
    """Whether words tell of a beginning or of an end."""
    said = simplify_han(text).replace("_", " ").replace(".", " ")
    return {kind for kind, pattern in _KINDS.items() if pattern.search(said)}


def remove_day_words(text: str) -> str:
    """A question without the words that only tell what its days are of."""
    for pattern in _KINDS.values():
        text = pattern.sub(" | ", text)
    return text
