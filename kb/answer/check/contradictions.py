"""Where one of claim and source says no, the opposite, or must for may: compared clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.answer.check.clauses import Clause, clause_of, split_clauses
from kb.answer.check.modality import is_stronger
from kb.answer.check.nearest import find_lacking, shares_words
from kb.answer.check.opposites import count_negations, is_opposed
from kb.answer.check.reasons import Doubt
from kb.answer.check.terms import content_terms
from kb.text.language import group_language
from kb.text.sentences import CLAUSE_MARKS

_SENTENCE = re.compile(rf"[{CLAUSE_MARKS}\n]|\.(?=\s|$)")
_PART = re.compile(r"[:,，()](?!\d)|\s(?=(?:and|but|while|whereas|or|und|aber|während|oder)\s)|而(?!且)|但")
_FEWEST = 2  # words by which a part of a sentence is known again
# What says no of one thing in passing, "never by the driver", "nicht der Betrieb": no verb, so the sentence's holds.
_LEFT_OUT = re.compile(
    r"[,\s](?:but\s+|and\s+)?(?:not|never|rather\s+than|instead\s+of)\s+(?:(?:by|to|from|in|on|for|with|at)\s+)?"
    r"(?:the|an?|your|our|their|his|her|its|this|that)\s+(?P<en>[\w\s-]{2,40}?)(?=[,.;:]|\s(?:but|and|or|by|when|if|as)\s|$)"
    r"|,\s*(?:aber\s+|und\s+)?nicht\s+(?:(?:an|von|durch|mit|für|im|in)\s+)?(?:de[rmns]|die|das|eine?[rmns]?)\s+"
    r"(?P<de>[\w\s-]{2,40}?)(?=[,.;:]|$)"
    r"|(?:而不是|而非|[，,]不是|[，,]而不由)(?P<zh>[^，。；,;]{1,10})",
    re.IGNORECASE,
)
# What limits without a "no", so that a claim may say it with one: "permitted with consent only" and "not without".
_LIMITS = re.compile(
    r"\b(?:unless|except\w*|exclud\w*|only|until|till|otherwise|no\s+longer|instead|rather|außer|ausgenommen|nur|erst|bis"
    r"|sofern|höchstens|spätestens|entfällt)\b|除|只|仅|以外|方可|才|为止|直到|仍",
    re.IGNORECASE,
)


def find_contradiction(claim: str, quote: str) -> Doubt | None:
    """Whether a clause says no where the source does not, or names the opposite."""
    said = split_clauses(quote)
    crossing = group_language(claim) != group_language(quote)
    even = clause_of(claim).negations % 2 == clause_of(quote).negations % 2
    denied: Doubt | None = None
    for clause in split_clauses(claim):
        nearest = _find_nearest_clauses(clause, said)
        if not even and not any(clause.negations % 2 == other.negations % 2 for other in nearest):
            denied = Doubt("negation", unclear=not any(shares_words(clause, other) for other in nearest))
            if not denied.unclear:
                return denied
        if nearest and not crossing and all(is_opposed(clause.poles, other.poles) for other in nearest):
            return Doubt("opposite")
        if not crossing and all(is_stronger(clause.text, other.text) for other in nearest):
            return Doubt("modality")
    return denied


def denies_part(claim: str, passage: str) -> bool:
    """Whether the passage says no of a part that the claim affirms in the same words, or the other way round."""
    return _has_part_left_out(claim, passage) or _has_part_turned(claim, passage)


def _find_nearest_clauses(clause: Clause, said: Sequence[Clause]) -> list[Clause]:
    """Those that share most with it."""
    shared = [clause.count_shared(other) for other in said]
    best = max(shared, default=0)
    return [other for other, count in zip(said, shared, strict=True) if count == best] if best else list(said)


def _has_part_left_out(claim: str, passage: str) -> bool:
    goal, own = frozenset(content_terms(claim)), list(_list_left_out(claim))
    if count_negations(claim) > len(own):
        return False
    for sentence in _SENTENCE.split(passage):
        for left_out in _list_left_out(sentence):
            rest = goal - left_out
            spoken_of = bool(left_out) and not find_lacking(left_out, goal) and left_out not in own
            if spoken_of and len(find_lacking(rest, content_terms(sentence))) <= len(rest) / 2:
                return True
    return False


def _list_left_out(sentence: str) -> Iterator[frozenset[str]]:
    for match in _LEFT_OUT.finditer(sentence):
        yield frozenset(content_terms(match[match.lastgroup or 0]))


def _has_part_turned(claim: str, passage: str) -> bool:
    """Whether all words of a part stand in parts of the passage that say no where it does not, or yes where it does."""
    said = [part for part in _split_parts(passage) if not _LIMITS.search(part)]
    for part in _split_parts(claim):
        goal = content_terms(part)
        if len(set(goal)) < _FEWEST or _LIMITS.search(part):
            continue
        alike = [other for other in said if _is_within(goal, content_terms(other))]
        if alike and all(_is_turned(part, other) for other in alike):
            return True
    return False


def _is_turned(one: str, other: str) -> bool:
    return clause_of(one).negations % 2 != clause_of(other).negations % 2


def _is_within(goal: Sequence[str], said: Sequence[str]) -> bool:
    """Whether one of two parts has all words of the other; of a short one that is little."""
    return not find_lacking(goal, said) or (len({*said}) > _FEWEST and not find_lacking(said, goal))


def _split_parts(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        yield from filter(None, map(str.strip, _PART.split(sentence)))
