"""What a statement says that it changes: which clauses, and that something is otherwise than before."""

from __future__ import annotations

import re

from kb.answer.check.dates import find_dates
from kb.answer.check.quantities import fold_text
from kb.text.sentences import split_sentences
from kb.text.statements.prose import NUMBERED_PART
from kb.text.terms import simplify_han

_CHANGED = re.compile(
    r"\b(?:replaced|deleted|now|amended|superseded|extended|increas\w+|rais\w+|ris(?:es?|en|ing)|reduc\w+"
    r"|lower\w*|chang\w+|adjust\w*|instead of|no longer|terminat\w+|cancel\w*|withdrawn|rescinded|rather than"
    r"|substitut\w+|shorten\w*|lengthen\w*|modified|varied|reads? as|with effect from)\b"
    r"|修改为|修改成|调整为|变更为|更改为|替换为|改为|改成|延长[至到]|提高[至到]|降低[至到]|缩短[至到]|顺延|增[至加]|减[至少]|废止|终止"
    r"|取消|不再|删除|删去"
    r"|\b(?:ersetzt|geändert|gestrichen|verlängert|verkürzt|erhöht|herabgesetzt|steigt|gesenkt|gekündigt"
    r"|aufgehoben|statt|anstelle|gefasst|fassung|lautet|tritt an die stelle|künftig|nunmehr|jetzt|neuerdings)\b",
    re.IGNORECASE,
)
# Before a date, or behind it: what holds from a day on was otherwise until then. With folders of announcements (_NOTICE
# of kb.answer.precedence.validity) 41 instead of 38 of 60 questions that were not read are answered well, none worse.
_BEGINS = re.compile(r"(?:\b(?:from|as of|effective|starting|beginning|ab(?: dem)?)|[自从])\s*$", re.IGNORECASE)
_BEGUN = re.compile(r"\s*(?:起|开始|onwards?\b)", re.IGNORECASE)
_STAYS = re.compile(
    r"\b(?:unchanged|unaffected|remains?|stays?|continues?)\b|不变|继续有效|仍然?有效"
    r"|\b(?:bleib\w*|unverändert|unberührt|gilt fort|fortgelten)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    rf"\b{NUMBERED_PART}\s+(\d{{1,3}}(?:\.\d{{1,3}})*)"
    r"|§\s*(\d{1,3}(?:\.\d{1,3})*)|(第[〇零一二三四五六七八九十百\d]{1,6}[条款节])",
    re.IGNORECASE,
)

_PARAGRAPH = re.compile(
    r"\b(?:Abs(?:atz|\.)|para(?:graph|\.)?|sub-?(?:clause|section|paragraph))\s*\(?(\d{1,3})\b", re.IGNORECASE
)


def clauses_changed(statement: str, *, in_amendment: bool = False) -> frozenset[str]:
    """The clauses that a statement changes: `3.1`, `第六条`; none where it only refers to them.

    In a document that amends another it changes every clause that it names, unless its sentence says that it stays.
    """
    text = simplify_han(statement)
    if not _CLAUSE.search(text):
        return frozenset()
    is_change = bool(_CHANGED.search(text))
    sentences = [text[each.start : each.end] for each in split_sentences(text)]
    return frozenset(
        next(filter(None, match))
        for sentence in sentences
        if is_change or (in_amendment and not _STAYS.search(sentence))
        for match in _CLAUSE.findall(sentence)
    )


def names_paragraphs(text: str) -> frozenset[str]:
    """The numbers of the paragraphs of a clause that a text names: `2` of "§ 7 Abs. 2"."""
    return frozenset(_PARAGRAPH.findall(text))


def names_clause(text: str) -> bool:
    """Whether a text names any clause, of whatever it says."""
    return bool(_CLAUSE.search(simplify_han(text)))


def remove_clauses(text: str) -> str:
    """A text without the clauses that it names."""
    return _CLAUSE.sub(" ", text)


def remove_change(statement: str) -> str:
    """A statement without the words that tell a change."""
    return _CHANGED.sub(" ", simplify_han(statement))


def tells_a_change(statement: str) -> bool:
    """Whether a statement says that something is otherwise than before, or from a day on."""
    text = simplify_han(statement)
    return bool(_CHANGED.search(text)) or _begins_on_day(fold_text(text))


def _begins_on_day(text: str) -> bool:
    return any(_BEGINS.search(text[: day.start]) or _BEGUN.match(text, day.end) for day in find_dates(text))
