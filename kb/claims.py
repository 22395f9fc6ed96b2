"""Does a passage say what a sentence claims? Decided from its words, numbers, names and opposites, by no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.bindings import compared_otherwise, done_by_others, subject_elsewhere, told_of_others
from kb.clauses import PRONOUN, Clause, clause_of, clauses, content_terms
from kb.dates import told
from kb.names import names_in
from kb.opposites import opposed
from kb.quantities import CALENDAR, Quantity, among, folded, quantities
from kb.sentences import sentences
from kb.tables import labelled
from kb.types import Span
from kb.words import simplified, terms

# Share of a claim's own words that the passage must hold. A paraphrase of a long sentence keeps about half of them; a
# short claim has nothing to spare. Chinese is compared by pairs of characters, of which rewording spares fewer.
_ENOUGH_WORDS = {1: 1.0, 2: 1.0, 3: 0.66, 4: 0.6}
_ENOUGH_OF_MANY = 0.5
_ENOUGH_PAIRS = 0.4
_ENOUGH_BESIDE_NUMBERS = 0.3  # of a claim that holds two numbers or more, all of which are there
_LONGEST_QUOTE = 3  # sentences
_LOOKED_BACK = 400  # characters
_LONG_QUOTE = 16  # letters of quoted words, from which on they must be the document's own; half of it for Chinese

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)、]|[（(]\d{1,2}[)）])\s+")
_REPLY = re.compile(
    r"^\W*(?:(?:i'm|i am) not (?:\w+ )?(?:sure|certain)[^,]{0,20}, but|"
    r"(?:yes|no|nein|ja|oui|non|sí|correct|right)\b\s*[,.:;–-]|(?:是的|不是|不可以|不能|不行|不会|没有|可以|能|对|不)[，,。：])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"「『]([^”\"」』\n]+)[”\"」』]")
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
_ENGLISH = frozenset("the of and to is are in for by on not with from must may can be at as per".split())
_FOREIGN = frozenset(
    "der die das und ist nicht ein eine für mit beträgt wird werden darf muss le la les des est une pour avec el los"
    " las es una del il di che per è sind sich auf dem den von zu".split()
)


@dataclass(frozen=True)
class Verdict:
    """`span` is the passage's part that comes nearest to the claim, in the passage's own offsets."""

    supported: bool
    score: float  # share of the claim's words found there, in [0, 1]
    span: Span
    reason: str = ""  # why not: words, number, name, quote, negation, opposite, order


def states_something(sentence: str) -> bool:
    """Whether a sentence makes a claim: not a question, not an introduction, not a lone word or two."""
    text = _LIST_MARK.sub("", sentence).strip().strip("*_#>` ")
    if not text or _COURTESY.match(text):
        return False
    if text[-1] in "?？" and not _ASKS_ALONG.search(text):
        return False
    plain = _plain(text)
    said, words, counted = len(set(content_terms(plain))), len(set(text.split())), stated_numbers(plain)
    if text[-1] in ":：" and text[0] not in "{[" and (_ANNOUNCES.search(text) or (said < 4 and not counted)):
        return False
    return len(_HAN.findall(text)) >= 4 or said >= 2 or (said == 1 and words >= 4) or bool(counted)


def check(claim: str, passage: str, beside: str = "", question: str = "", page: int | None = None) -> Verdict:
    """The verdict on a claim against a passage.

    `beside` (title, section, table header) may supply words, numbers and names, but no quote; `page` is the passage's
    own; `question` only tells everyday words from names.
    """
    claim = _recased(_plain(_REPLY.sub("", _LIST_MARK.sub("", claim.strip()))), f"{beside}\n{passage}")
    beside = _plain(beside)
    span, score = _nearest(claim, passage, beside)
    quote = _plain(labelled(passage[span.start : span.end], f"{beside}\n{passage}"))
    scope = f"{_plain(_before(passage, span))}\n{quote}\n{beside}"
    # Where every noun has a capital, capitals tell no names.
    names = [] if _language(claim) == "other" else _names(claim, _plain(f"{passage}\n{beside}\n{question}"))
    reason = (
        _missing_number(claim, scope, f"{_plain(passage)}\n{beside}", page)
        or _missing_name(names, scope)
        or _misquoted(claim, f"{passage}\n{beside}")
        or _missing_words(claim, quote, names, score)
        or _turned_round(claim, quote)
        or _misattributed(claim, scope, _plain(labelled(passage, beside)))
    )
    return Verdict(not reason, score, span, reason)


def _recased(claim: str, passage: str) -> str:
    """A claim all in capitals, or in none, with the names as the passage writes them."""
    if claim not in (claim.lower(), claim.upper()) or len(_LATIN.findall(claim)) < 3:
        return claim
    claim = claim.lower()
    for name in names_in(passage):
        claim = re.sub(rf"\b{re.escape(name.lower())}\b", name.replace("\\", ""), claim)
    return claim


def _plain(text: str) -> str:
    return simplified(folded(text))


def stated_numbers(text: str) -> list[Quantity]:
    """The quantities that a claim commits itself to."""
    return [each for each in quantities(text) if each.stated]


def _names(claim: str, common: str) -> list[str]:
    return names_in(clause_of(claim).unnumbered, common)


def _before(passage: str, span: Span) -> str:
    """The sentences that a quote's pronoun looks back to, if it begins with one."""
    before = sentences(passage[: span.start])
    start = span.start
    while before and start > span.start - _LOOKED_BACK and PRONOUN.match(passage, start):
        start = before.pop().start
    return passage[start : span.start]


def _missing_number(claim: str, scope: str, around: str, page: int | None) -> str:
    whole, said = clause_of(claim), clause_of(scope)
    years = {moment.year for stated in said.moments for moment in stated.readings if moment.year}
    known = [*said.quantities, *(Quantity(frozenset({Decimal(year)}), 0, 0, CALENDAR) for year in years)]
    known += [Quantity(frozenset({Decimal(page)}), 0, 0, "page")] if page is not None else []
    numbers = {int(value) for each in known for value in each.values if value == value.to_integral_value()}
    if not all(told(moment, said.moments, numbers) for moment in whole.moments):
        return "number"
    for each in stated_numbers(claim):
        found = among(each, known, around)
        if not found:
            return "number"
        if each.bound and all(other.bound == -each.bound for other in found):
            return "opposite"
    return ""


def _missing_name(names: Sequence[str], scope: str) -> str:
    folded_scope = scope.casefold()
    return "" if all(_stem(name) in folded_scope for name in names) else "name"


def _stem(name: str) -> str:
    """Without what grammar adds: "Luther's", and the end of "Germany" beside "German"."""
    bare = re.sub(r"['’]s?$", "", name.casefold())
    return bare[: len(bare) - 2] if len(bare) >= 7 and bare.isalpha() and bare.isascii() else bare


def _misquoted(claim: str, passage: str) -> str:
    """Words in quotation marks must be the document's own, where there are many of them."""
    letters = _letters(passage)
    for match in _QUOTED.finditer(claim):
        said = _letters(match[1])
        long = len(said) >= (_LONG_QUOTE // 2 if _mostly_han(match[1]) else _LONG_QUOTE)
        if long and said not in letters and _language(match[1]) == _language(passage):
            return "quote"
    return ""


def _missing_words(claim: str, quote: str, names: Sequence[str], score: float) -> str:
    if _language(claim) != _language(quote):  # words cannot be compared across languages; numbers and names can
        whole = clause_of(claim)
        return "" if stated_numbers(claim) or whole.moments or names else "words"
    return "" if score >= _enough(claim) else "words"


def _turned_round(claim: str, quote: str) -> str:
    """Whether a clause says no where the source does not, or names the opposite."""
    said = clauses(quote)
    crossing = _language(claim) != _language(quote)
    even = clause_of(claim).negations % 2 == clause_of(quote).negations % 2
    for clause in clauses(claim):
        nearest = _nearest_clauses(clause, said)
        if not even and not any(clause.negations % 2 == other.negations % 2 for other in nearest):
            return "negation"
        if nearest and not crossing and all(opposed(clause.poles, other.poles) for other in nearest):
            return "opposite"
    return ""


def _nearest_clauses(clause: Clause, said: Sequence[Clause]) -> list[Clause]:
    """Those that share most with it."""
    shared = [clause.shared(other) for other in said]
    best = max(shared, default=0)
    return [other for other, count in zip(said, shared, strict=True) if count == best] if best else list(said)


def _misattributed(claim: str, scope: str, passage: str) -> str:
    if compared_otherwise(claim, scope) or done_by_others(claim, scope) or told_of_others(claim, passage):
        return "order"
    return "order" if subject_elsewhere(claim, scope, passage) else ""


def _nearest(claim: str, passage: str, beside: str) -> tuple[Span, float]:
    """The shortest run of up to three sentences that holds most of what is claimed, and the share of its terms."""
    spans = sentences(passage) or [Span(0, len(passage))]
    whole = clause_of(claim)
    goal = set(whole.terms)
    said = [clause_of(_plain(labelled(passage[span.start : span.end], f"{beside}\n{passage}"))) for span in spans]
    led = [clause_of(_plain(_before(passage, span))) for span in spans]
    found = [(goal & (each.terms | lead.terms)) | whole.anchors_in(each) for each, lead in zip(said, led, strict=True)]
    turned = [0.05 * (whole.negations % 2 == each.negations % 2) for each in said]  # of two alike, the one that agrees
    given = goal & {*terms(beside), *content_terms(beside)}
    longest = min(_LONGEST_QUOTE, len(clauses(claim)))  # what one clause says stands in one sentence
    size_of_goal = len(goal) + len(whole.anchors)
    if not size_of_goal:
        return spans[0], 0.0
    runs = [
        (len(given.union(*found[at : at + size])) / size_of_goal - 0.12 * size + turned[at], at, size)
        for at in range(len(spans))
        for size in range(1, min(longest, len(spans) - at) + 1)
        if found[at]
    ]
    if not runs:
        return spans[0], len(given) / max(1, len(goal))
    _, at, size = max(runs, key=lambda run: (round(run[0], 6), -run[2], -run[1]))
    share = len(goal & given.union(*found[at : at + size])) / len(goal) if goal else 0.0
    return Span(spans[at].start, spans[at + size - 1].end), share


def _enough(claim: str) -> float:
    whole = clause_of(claim)
    if not whole.terms:
        return 0.0 if whole.anchors or whole.names else 1.0
    if len(whole.anchors) > 1:
        return _ENOUGH_BESIDE_NUMBERS
    return _ENOUGH_PAIRS if _mostly_han(claim) else _ENOUGH_WORDS.get(len(whole.terms), _ENOUGH_OF_MANY)


def _mostly_han(text: str) -> bool:
    return len(_HAN.findall(text)) > len(_LATIN.findall(text))


def _language(text: str) -> str:
    """Roughly: Chinese, English or another European language, as far as words can be compared."""
    if _mostly_han(text):
        return "han"
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
    foreign, english = (sum(word in known for word in words) for known in (_FOREIGN, _ENGLISH))
    return "other" if foreign > english else "en"


def _letters(text: str) -> str:
    return "".join(character for character in _plain(text).casefold() if character.isalnum())
