"""What comes first: a claim that tells two events in another order than its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kb.answer.check.nearest import find_lacking
from kb.answer.check.opposites import count_negations
from kb.answer.check.terms import content_terms
from kb.text.sentences import CLAUSE_MARKS

# The connectives of Temporal.Asynchronous in the Penn Discourse Treebank 3.0, and those that DiMLex and the Chinese
# Discourse Treebank list for the same relation.
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

# The share of the words of an event by which it is known again anywhere in a passage; at the claim's own place one is
# enough. With the whole passage, a "not before" read as "after", and each part of a sentence that tells two orders, 68
# instead of 66 of 100 false claims that were not read are told to be wrong, and no more of the 100 true ones.
_ALIKE = 0.66

Order = tuple[frozenset[str], frozenset[str]]


def tells_other_order(claim: str, quote: str, passage: str) -> bool:
    """Whether what the claim says comes first comes second in its source, and none of the source's orders agrees."""
    claimed = _find_orders(claim)
    return bool(claimed) and (
        _is_turned(claimed, _find_orders(quote), 0) or _is_turned(claimed, _find_orders(passage), _ALIKE)
    )


def _is_turned(claimed: Iterable[Order], said: Sequence[Order], share: float) -> bool:
    return any(
        any(_is_same_order((second, first), other, share) for other in said)
        and not any(_is_same_order((first, second), other, share) for other in said)
        for first, second in claimed
    )


def _is_same_order(one: Order, other: Order, share: float) -> bool:
    return _is_alike(one[0], other[0], share) and _is_alike(one[1], other[1], share)


def _is_alike(one: frozenset[str], other: frozenset[str], share: float) -> bool:
    return len(one) - len(find_lacking(one, other)) >= max(1, share * min(len(one), len(other)))


def _find_orders(text: str) -> list[Order]:
    """The terms of what comes first and of what comes second, for each part of a sentence that says so."""
    return [
        order
        for sentence in _SENTENCE.split(text)
        for connective in (_THEN, _BEFORE, _AFTER)
        for part in (_COMMA.split(sentence) if len(connective.findall(sentence)) > 1 else [sentence])
        if (order := _read_order(part, connective))
    ]


def _read_order(part: str, connective: re.Pattern[str]) -> Order | None:
    marks = list(connective.finditer(part))
    if len(marks) != 1 or not (parts := _split_at(part, marks[0], connective)):
        return None
    first, second = (frozenset(content_terms(each)) for each in parts)
    if connective is not _THEN and count_negations(part[: marks[0].start()]) % 2:
        first, second = second, first  # "never stop the database before the workers"
    return first - second, second - first


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
