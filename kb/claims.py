"""Does a passage say what a sentence claims? Decided from words, numbers, names and negations, by no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.numerals import readable_numbers, stated_numbers
from kb.sentences import sentences
from kb.types import Span
from kb.words import terms

# Share of a claim's own words that the passage must hold. A paraphrase of a long sentence keeps about half of them; a
# short claim has nothing to spare. Chinese is compared by pairs of characters, of which rewording spares fewer.
_ENOUGH_WORDS = {1: 1.0, 2: 1.0, 3: 0.66, 4: 0.6}
_ENOUGH_OF_MANY = 0.5
_ENOUGH_PAIRS = 0.35
_LONGEST_QUOTE = 3  # sentences

_STOP = frozenset(
    "a about also an and any are as at be been being but by can could did do does each for from had has have how if in"
    " gave get gets give given gives got into is it its made make makes may might more most must never no nor not of on"
    " only or other our per shall should since so some such than that"
    " the their them then there these they this those to under up was we were what when where which while who whom"
    " whose why will with within would you your according source sources document documents states stated says".split()
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|prohibited|forbidden|excluded?|excluding)\b|n[’']t\b"
    r"|不(?!仅|但|过|同|断|少|久|管|只|论)|没有|没(?=[能会])|未(?!来)|無|无(?!论)|禁止|非(?!常|洲)|別|别(?=再)",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:[A-Z][\w’'-]*[a-z][\w’'-]*|[A-Z]{2,}[\w-]*|\w*\d\w*[A-Z]\w*)")
_DOES = re.compile(r"(?P<name>\b[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)\s+(?P<verb>[a-z]+)")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)、]|[（(]\d{1,2}[)）])\s+")
_NOUN_ENDING = re.compile(r"(?:ing|ion|ions|ment|ments|ity|ness|ly)$")
_PRONOUN = re.compile(
    r"\W*(?:he|she|it|they|his|her|its|their|this|these|that|those|the)\b|[他她它其该這这此]", re.IGNORECASE
)
_PASSIVE = re.compile(r"\bby\b|被|由|受")


@dataclass(frozen=True)
class Verdict:
    """`span` is the passage's part that comes nearest to the claim, in the passage's own offsets."""

    supported: bool
    score: float  # share of the claim's words found there, in [0, 1]
    span: Span
    reason: str = ""  # why not: words, number, name, negation, order


def states_something(sentence: str) -> bool:
    """Whether a sentence makes a claim: not a question, not an introduction, not a lone word or two."""
    text = _LIST_MARK.sub("", sentence).strip().strip("*_#>` ")
    if not text or text[-1] in ":：?？":
        return False
    said, words = len(set(content_terms(text))), len(set(text.split()))
    return len(_HAN.findall(text)) >= 4 or said >= 2 or (said == 1 and words >= 4) or bool(stated_numbers(text))


def content_terms(text: str) -> list[str]:
    """Index terms that carry meaning; numbers, which can be written in many ways, are compared apart."""
    words = re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*|[^\w\s]", text)
    return [term for term in terms(" ".join(word for word in words if word.lower() not in _STOP)) if not term.isdigit()]


def check(claim: str, passage: str, beside: str = "", question: str = "") -> Verdict:
    """The verdict on a claim against a passage.

    `beside` (title, section, table header) may supply words, numbers and names, but no quote; `question` only tells
    everyday words from names.
    """
    claim = _LIST_MARK.sub("", claim)
    span, score = _nearest(content_terms(claim), passage, terms(beside))
    scope = f"{_with_subject(passage, span)}\n{beside}"
    names = names_in(claim, f"{passage}\n{beside}\n{question}")
    reason = _objection(claim, passage[span.start : span.end], scope, names, score)
    return Verdict(not reason, score, span, reason)


def _with_subject(passage: str, span: Span) -> str:
    """The quote, led by the sentence that its pronoun looks back to."""
    quote = passage[span.start : span.end]
    before = sentences(passage[: span.start])
    return passage[before[-1].start : span.end] if before and _PRONOUN.match(quote) else quote


def _objection(claim: str, quote: str, scope: str, names: Sequence[str], score: float) -> str:
    """What speaks against it, or nothing."""
    numbers = stated_numbers(claim)
    if not numbers <= readable_numbers(scope):
        return "number"
    if any(name.casefold() not in scope.casefold() for name in names):
        return "name"
    crossing = _mostly_han(claim) != _mostly_han(quote)
    if crossing:  # words cannot be compared across languages; numbers and names can
        if not numbers and not names:
            return "words"
    elif score < _enough(claim):
        return "words"
    if bool(_NEGATION.search(claim)) != bool(_NEGATION.search(quote)):
        return "negation"
    return "order" if _swapped(claim, quote) else ""


def names_in(text: str, common: str = "") -> list[str]:
    """Capitalised words and codes, in order. A first word is a name unless `common` text writes it small."""
    first = re.match(r"\W*(\w+)", text)
    opening = first.group(1) if first else ""
    return [
        name
        for name in dict.fromkeys(match.group() for match in _NAME.finditer(text))
        if name.lower() not in _STOP and not (name == opening and _everyday(name, common))
    ]


def _everyday(word: str, common: str) -> bool:
    return word[1:].islower() and (
        bool(_NOUN_ENDING.search(word)) or bool(re.search(rf"\b{re.escape(word.lower())}", common))
    )


def _nearest(wanted: Sequence[str], passage: str, beside: Sequence[str]) -> tuple[Span, float]:
    """The shortest run of up to three sentences that holds most of the wanted terms, and their share."""
    spans = sentences(passage) or [Span(0, len(passage))]
    goal = set(wanted)
    if not goal:
        return spans[0], 0.0
    found = [goal & set(terms(passage[span.start : span.end])) for span in spans]
    given = goal & set(beside)
    runs = [
        (len(given.union(*found[at : at + size])) / len(goal) - 0.12 * size, at, size)
        for at in range(len(spans))
        for size in range(1, min(_LONGEST_QUOTE, len(spans) - at) + 1)
        if found[at]
    ]
    if not runs:
        return spans[0], len(given) / len(goal)
    _, at, size = max(runs, key=lambda run: (run[0], -run[2], -run[1]))
    share = len(given.union(*found[at : at + size])) / len(goal)
    return Span(spans[at].start, spans[at + size - 1].end), share


def _enough(claim: str) -> float:
    return _ENOUGH_PAIRS if _mostly_han(claim) else _ENOUGH_WORDS.get(len(set(content_terms(claim))), _ENOUGH_OF_MANY)


def _swapped(claim: str, quote: str) -> bool:
    """Whether one name does here what another does there, in sentences of the same voice: "Bob reports to Alice"."""
    if bool(_PASSIVE.search(claim)) != bool(_PASSIVE.search(quote)):
        return False
    does, did = _doers(claim), _doers(quote)
    return any(verb in did and not does[verb] & did[verb] for verb in does)


def _doers(text: str) -> dict[str, set[str]]:
    """For each small word right behind a name, the names it stands behind."""
    found: dict[str, set[str]] = {}
    for match in _DOES.finditer(text):
        for verb in terms(match["verb"])[:1]:
            found.setdefault(verb, set()).update(match["name"].casefold().split())
    return {verb: names for verb, names in found.items() if verb not in _STOP}


def _mostly_han(text: str) -> bool:
    return len(_HAN.findall(text)) > len(_LATIN.findall(text))
