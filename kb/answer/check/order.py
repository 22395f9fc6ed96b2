"""What comes first: a claim that tells two events in another order than its source."""

from __future__ import annotations

import re

from kb.answer.check.terms import content_terms
from kb.text.sentences import CLAUSE_MARKS

# The connectives of Temporal.Asynchronous in the Penn Discourse Treebank 3.0, and those that DiMLex and the Chinese
# Discourse Treebank list for the same relation. Of what was not read this finds 2 of 70 wrong claims by people, and
# doubts 2 of 1,700 right ones.
_THEN = re.compile(
    r"\b(?:then|afterwards|after that|thereafter|subsequently|dann|danach|anschließend|daraufhin|sodann)\b"
    r"|然后|再(?![次生度婚])|随后|接着",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:before|prior to|bevor)\b|之前|(?<![目当以提面从空年日])前(?![者往提言沿景期台端身])", re.IGNORECASE
)
_AFTER = re.compile(
    r"\b(?:after|once|nachdem|sobald)\b|之后|以后|(?<![最然售背随先])后(?![者来果台续期面])", re.IGNORECASE
)
_SENTENCE = re.compile(rf"[{CLAUSE_MARKS}\n]|\.(?=\s|$)")
_COMMA = re.compile("[,，]")

Order = tuple[frozenset[str], frozenset[str]]


def tells_other_order(claim: str, source: str) -> bool:
    """Whether what the claim says comes first comes second in the source, and none of the source's orders agrees."""
    said = _find_orders(source)
    return any(
        any(_is_same_order((second, first), other) for other in said)
        and not any(_is_same_order((first, second), other) for other in said)
        for first, second in _find_orders(claim)
    )


def _is_same_order(one: Order, other: Order) -> bool:
    return not one[0].isdisjoint(other[0]) and not one[1].isdisjoint(other[1])


def _find_orders(text: str) -> list[Order]:
    """The terms of what comes first and of what comes second, for each sentence that says so."""
    found = []
    for sentence in _SENTENCE.split(text):
        for connective in (_THEN, _BEFORE, _AFTER):
            marks = list(connective.finditer(sentence))
            if len(marks) == 1 and (parts := _split_at(sentence, marks[0], connective)):
                first, second = (frozenset(content_terms(part)) for part in parts)
                found.append((first - second, second - first))
    return found


def _split_at(sentence: str, mark: re.Match[str], connective: re.Pattern[str]) -> tuple[str, str] | None:
    before, behind = sentence[: mark.start()], sentence[mark.end() :]
    if connective is _THEN:
        return before, behind
    if not mark[0].isascii():  # 前 and 后 close what they speak of: "X前Y" is "before X, Y"
        return (behind, before) if connective is _BEFORE else (before, behind)
    if not content_terms(before):  # "Before X, Y"
        comma = _COMMA.search(behind)
        if comma is None:
            return None
        before, behind = behind[comma.end() :], behind[: comma.start()]
    return (before, behind) if connective is _BEFORE else (behind, before)
