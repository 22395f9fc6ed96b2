"""Conditions and exceptions of a source that a claim leaves out."""

from __future__ import annotations

import re

from kb.answer.check.nearest import find_lacking
from kb.answer.check.terms import content_terms
from kb.text.sentences import CLAUSE_MARKS, WIDE_MARKS

# What begins a condition or an exception: the connectives of Contingency.Condition and Expansion.Exception in the Penn
# Discourse Treebank 3.0, and those that DiMLex and the Chinese Discourse Treebank list for the same relations.
_OPENS = (
    r"(?:but\s+)?(?:only\s+)?\b(?:if|unless|provided(?:\s+that)?|except(?:\s+(?:for|that|if))?|as\s+long\s+as|other\s+than|otherwise)\b"
    r"|(?:nur\s+|aber\s+)?\b(?:wenn|falls|sofern|soweit|solange|außer|ausgenommen|es\s+sei\s+denn|vorausgesetzt|sonst)\b"
    r"|(?:但|且)?(?:如果|假如|倘若|若(?!干)|除非|除(?!了|以|法|此)|只要|只有)"
)
_PIECES = re.compile(
    rf"[{CLAUSE_MARKS}\n()（）—–]|[:：,，](?!\d)|\.(?=\s|$)|(?<!\bbut)(?<!\bonly)(?<!\bnur)(?<!\baber)\s(?=(?:{_OPENS}))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(rf"[!?{WIDE_MARKS[:3]}\n]|\.(?=\s|$)")  # what rules a condition stands in the same one
_CONDITION = re.compile(rf"\W*(?:and\s+|or\s+|und\s+|oder\s+)?(?:{_OPENS})", re.IGNORECASE)
# Shares of a condition's words: from which on a claim does not tell it, and the question did not ask under it.
_LACKING, _UNASKED = 0.75, 0.5


def find_condition(claim: str, quote: str, question: str = "") -> str:
    """The condition that the quote sets to what the claim tells of it, and neither claim nor question names; or ""."""
    goal, asked = set(content_terms(claim)), set(content_terms(question))
    return next(filter(None, (_find_in_sentence(sentence, goal, asked) for sentence in _SENTENCE.split(quote))), "")


def _find_in_sentence(sentence: str, goal: set[str], asked: set[str]) -> str:
    pieces = [piece.strip() for piece in _PIECES.split(sentence) if piece and piece.strip()]
    shared = [len(goal & set(content_terms(piece))) for piece in pieces]
    for at, piece in enumerate(pieces):
        terms = set(content_terms(piece))
        lacking = find_lacking(terms, goal)
        if not _CONDITION.match(piece) or not terms or len(lacking) < _LACKING * len(terms):
            continue
        if len(find_lacking(lacking, asked)) < _UNASKED * len(terms):
            continue
        ruled = [at - 1, at + 1] if at else [at + 1]
        if any(place < len(pieces) and shared[place] and shared[place] == max(shared) for place in ruled):
            return piece
    return ""
