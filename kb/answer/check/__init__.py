"""Does a passage say what a sentence claims? Decided from its words, numbers, names and opposites, by no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kb import cancel, limits
from kb.answer.check.bindings import compared_otherwise, done_by_others, subject_elsewhere, told_of_others
from kb.answer.check.clauses import Clause, clause_of, clauses, plain
from kb.answer.check.dates import is_stated
from kb.answer.check.names import names_in
from kb.answer.check.nearest import looked_back_to, nearest
from kb.answer.check.opposites import opposed
from kb.answer.check.quantities import CALENDAR, Quantity, among, stated_numbers
from kb.answer.check.statements import LIST_MARK, states_something
from kb.answer.check.tables import label_rows
from kb.answer.checker import Source, Verdict
from kb.text.language import tongue
from kb.text.scripts import LATIN, mostly_han
from kb.text.sentences import split_sentences
from kb.types import Span

__all__ = ["RULES", "Verdict", "check", "stated_numbers", "states_something"]

# Share of a claim's own words that the passage must hold. A paraphrase of a long sentence keeps about half of them; a
# short claim has nothing to spare. Chinese is compared by pairs of characters, of which rewording spares fewer.
_ENOUGH_WORDS = {1: 1.0, 2: 1.0, 3: 0.66, 4: 0.6}
_ENOUGH_OF_MANY = 0.5
_ENOUGH_PAIRS = 0.4
_ENOUGH_BESIDE_NUMBERS = 0.3  # of a claim that holds two numbers or more, all of which are there
_LONG_QUOTE = 16  # letters of quoted words, from which on they must be the document's own; half of it for Chinese

_REPLY = re.compile(
    r"^\W*(?:(?:i'm|i am) not (?:\w+ )?(?:sure|certain)[^,]{0,20}, but|"
    r"(?:yes|no|nein|ja|oui|non|sí|correct|right)\b\s*[,.:;–-]|(?:是的|不是|不可以|不能|不行|不会|没有|可以|能|对|不)[，,。：])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"「『]([^”\"」』\n]+)[”\"」』]")


class RuleChecker:
    """The Checker of rules alone: no model is asked."""

    def check(self, claim: str, source: Source) -> Verdict:
        return check(claim, source.text, source.beside, source.question, source.page)


RULES = RuleChecker()


def check(claim: str, passage: str, beside: str = "", question: str = "", page: int | None = None) -> Verdict:
    """The verdict on a claim against a passage.

    `beside` (title, section, table header) may supply words, numbers and names, but no quote; `page` is the passage's
    own; `question` only tells everyday words from names. Of a passage the first 20,000 characters are read, and a claim
    of more than 2,000 is no sentence that could be supported.
    """
    cancel.ask_on()
    passage, beside, question = (text[: limits.PASSAGE] for text in (passage, beside, question))
    if len(claim) > limits.CLAIM:
        return Verdict(False, 0.0, (split_sentences(passage) or [Span(0, len(passage))])[0], "words")
    claim = _recased(plain(_REPLY.sub("", LIST_MARK.sub("", claim.strip()))), f"{beside}\n{passage}")
    beside = plain(beside)
    span, score = nearest(claim, passage, beside)
    quote = plain(label_rows(passage[span.start : span.end], f"{beside}\n{passage}"))
    scope = f"{plain(looked_back_to(passage, span, split_sentences(passage)))}\n{quote}\n{beside}"
    # Where every noun has a capital, capitals tell no names.
    names = [] if tongue(claim) == "other" else _names(claim, plain(f"{passage}\n{beside}\n{question}"))
    reason = (
        _missing_number(claim, scope, f"{plain(passage)}\n{beside}", page)
        or _missing_name(names, scope)
        or _misquoted(claim, f"{passage}\n{beside}")
        or _missing_words(claim, quote, names, score)
        or _turned_round(claim, quote)
        or _misattributed(claim, scope, plain(label_rows(passage, beside)))
    )
    return Verdict(not reason, score, span, reason)


def _recased(claim: str, passage: str) -> str:
    """A claim all in capitals, or in none, with the names as the passage writes them."""
    if claim not in (claim.lower(), claim.upper()) or len(LATIN.findall(claim)) < 3:
        return claim
    claim = claim.lower()
    for name in names_in(passage):
        if name.lower() not in claim:
            continue
        claim = re.sub(rf"\b{re.escape(name.lower())}\b", name.replace("\\", ""), claim)
    return claim


def _names(claim: str, common: str) -> list[str]:
    return names_in(clause_of(claim).unnumbered, common)


def _missing_number(claim: str, scope: str, around: str, page: int | None) -> str:
    whole, said = clause_of(claim), clause_of(scope)
    years = {moment.year for stated in said.moments for moment in stated.readings if moment.year}
    known = [*said.quantities, *(Quantity(frozenset({Decimal(year)}), 0, 0, CALENDAR) for year in years)]
    known += [Quantity(frozenset({Decimal(page)}), 0, 0, "page")] if page is not None else []
    numbers = {int(value) for each in known for value in each.values if value == value.to_integral_value()}
    if not all(is_stated(moment, said.moments, numbers) for moment in whole.moments):
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
        long = len(said) >= (_LONG_QUOTE // 2 if mostly_han(match[1]) else _LONG_QUOTE)
        if long and said not in letters and tongue(match[1]) == tongue(passage):
            return "quote"
    return ""


def _missing_words(claim: str, quote: str, names: Sequence[str], score: float) -> str:
    if tongue(claim) != tongue(quote):  # words cannot be compared across languages; numbers and names can
        whole = clause_of(claim)
        return "" if stated_numbers(claim) or whole.moments or names else "words"
    return "" if score >= _enough(claim) else "words"


def _turned_round(claim: str, quote: str) -> str:
    """Whether a clause says no where the source does not, or names the opposite."""
    said = clauses(quote)
    crossing = tongue(claim) != tongue(quote)
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
    shared = [clause.count_shared(other) for other in said]
    best = max(shared, default=0)
    return [other for other, count in zip(said, shared, strict=True) if count == best] if best else list(said)


def _misattributed(claim: str, scope: str, passage: str) -> str:
    if compared_otherwise(claim, scope) or done_by_others(claim, scope) or told_of_others(claim, passage):
        return "order"
    return "order" if subject_elsewhere(claim, scope, passage) else ""


def _enough(claim: str) -> float:
    whole = clause_of(claim)
    if not whole.terms:
        return 0.0 if whole.anchors or whole.names else 1.0
    if len(whole.anchors) > 1:
        return _ENOUGH_BESIDE_NUMBERS
    return _ENOUGH_PAIRS if mostly_han(claim) else _ENOUGH_WORDS.get(len(whole.terms), _ENOUGH_OF_MANY)


def _letters(text: str) -> str:
    return "".join(character for character in plain(text).casefold() if character.isalnum())
