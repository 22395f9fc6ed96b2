"""Which of the chosen statements hold today: what changes or replaces another comes before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kb.answer.precedence.amendments import (
    clauses_changed,
    names_clause,
    names_paragraphs,
    tells_a_change,
)
from kb.answer.precedence.later_news import find_later_news
from kb.answer.precedence.references import find_amended, read_validities
from kb.answer.precedence.shared_words import collect_terms, collect_values, collect_words
from kb.answer.precedence.validity import MAIL, Validity, replaces
from kb.answer.selection.selection import Choice, statements_near
from kb.store.reader import Reader
from kb.text.statements.prose import NUMBERED_PART
from kb.text.terms import extract_terms, simplify_han
from kb.types import Hit

_NEAR = 12  # chunks among which a change of a document is looked for by the document's name
_COMPARABLE = 0.7  # of the score of a statement that is out of force, for one that may stand in its place
_NUMBER = re.compile(
    rf"(?:{NUMBERED_PART}\s+|[§(（\s]*)(\d{{1,3}}(?:\.\d{{1,3}})*)(?=[.:)）、\s]|$)|(第[〇零一二三四五六七八九十百\d]{{1,6}}[条款节])"
)
# Share of the words of two statements that differ only in what they say of one thing, and how many these are at least:
# "The motion is adopted" of some minutes is no other fee than the one that is granted on a motion.
_ALIKE, _SHARED = 0.6, 2
# Share and number of the words of two statements that speak of one thing; of the earlier one's score, for a change that
# would not be shown. Of 181 questions that were not read one is answered right by it, and none wrong.
_AGAIN, _AGAIN_WORDS = 0.3, 3
_NEWS = 0.6


@dataclass(frozen=True)
class Ranked:
    """A statement in its place: `older` where the one before it replaces it."""

    choice: Choice
    older: bool = False
    date: str = ""


def put_newer_first(
    chosen: Sequence[Choice], found: Sequence[Choice], store: Reader, *, search_further: bool = False
) -> list[Ranked]:
    """The chosen statements; before each that another changes or replaces, or speaks of again later, that one.

    With `search_further` what later documents say of the first is looked for in all of the space.
    """
    found = [*found, *_find_amendments(chosen, store)]
    documents = read_validities([one.hit for one in (*chosen, *found)], store)
    documents = _resolve_amended(chosen, found, documents, store)
    newer = {at: _find_newest(one, found, documents) for at, one in enumerate(chosen)}
    news = {at: _find_news(one, chosen, found, documents) for at, one in enumerate(chosen) if newer[at] is None}
    if search_further and not _is_related_change(newer[0], chosen[0], documents):
        before, told = newer[0] or news[0], find_later_news(chosen[0], store)
        if told is not None and (before is None or not told.overlaps(before)):
            newer[0], news[0] = None, told
            documents = documents | read_validities([told.hit], store)
    ranked: list[Ranked] = []
    shown: list[Choice] = []
    for at, one in enumerate(chosen):
        change = newer[at]
        before = change or news[at]
        if before is not None and not any(before.overlaps(other) for other in shown):
            ranked.append(Ranked(before, date=documents[before.hit.chunk.document].date))
            shown.append(before)
        if any(one.overlaps(other) for other in shown):
            continue
        shown.append(one)
        own = documents[one.hit.chunk.document]
        older = own.standing == "superseded" or (change is not None and not _is_beside(one, change))
        ranked.append(Ranked(one, older or _is_answered(one, chosen), own.date if older else ""))
    return sorted(ranked, key=lambda each: each.older)


def _is_related_change(change: Choice | None, one: Choice, documents: dict[str, Validity]) -> bool:
    """Whether it is known to stand in the place of a statement by its document, and not by words and values alone."""
    if change is None:
        return False
    later, earlier = documents[change.hit.chunk.document], documents[one.hit.chunk.document]
    return replaces(later, earlier) or later.amends == one.hit.chunk.document


def _resolve_amended(
    chosen: Sequence[Choice], found: Sequence[Choice], documents: dict[str, Validity], store: Reader
) -> dict[str, Validity]:
    """The same, with what an amendment amends where its name does not tell: what its first lines find first.

    Only of those that change a clause of the number that a chosen statement has.
    """
    amending = {
        other.hit.chunk.document: other.hit
        for one in chosen
        for other in found
        if documents[other.hit.chunk.document].changes and _names_clause(other, one, in_amendment=True)
    }
    return documents | {
        document: replace(documents[document], amends=find_amended(hit, store)) for document, hit in amending.items()
    }


def _find_amendments(chosen: Sequence[Choice], store: Reader) -> list[Choice]:
    """Statements that change a clause, of other documents that are found by the names of those that were chosen."""
    more: list[Choice] = []
    for one in {one.hit.chunk.document: one for one in reversed(chosen)}.values():
        name = extract_terms(f"{one.hit.chunk.title} {PurePosixPath(one.hit.path).stem} {one.statement.mark}")
        for near in store.keyword_search(name, _NEAR):
            if near.chunk.document == one.hit.chunk.document:
                continue
            hit = Hit(near.chunk, 0.0, near.path)
            more += [
                Choice(0, hit, statement, 0.0)
                for page in store.pages_at({near.chunk.place}).values()
                if names_clause(page.text)  # most name none, and to cut a page into statements takes a millisecond
                for statement in statements_near(page, hit)
                if clauses_changed(statement.text, in_amendment=True)
            ]
    return more


def _find_newest(one: Choice, found: Sequence[Choice], documents: dict[str, Validity]) -> Choice | None:
    """The statement that stands in the place of this one today; None where none is known."""
    changes = [other for other in found if displaces(other, one, documents)]
    own = documents[one.hit.chunk.document]
    if not changes and own.standing == "superseded":
        near = [other for other in found if other.score >= _COMPARABLE * one.score]
        changes = [other for other in near if replaces(documents[other.hit.chunk.document], own)][:1]
    return max(changes, key=lambda other: (documents[other.hit.chunk.document].date, other.score), default=None)


def _find_news(
    one: Choice, chosen: Sequence[Choice], found: Sequence[Choice], documents: dict[str, Validity]
) -> Choice | None:
    """What a later notice, mail or amendment says of the same thing; whether that one holds no more is not told.

    Of those that answer less well only what says that something is otherwise than before.
    """
    changes = [other for other in found if other.score >= _NEWS * one.score and tells_a_change(other.statement.text)]
    near = [other for other in (*chosen, *changes) if _speaks_again(other, one, documents)]
    return max(near, key=lambda other: (documents[other.hit.chunk.document].date, other.score), default=None)


def _speaks_again(new: Choice, old: Choice, documents: dict[str, Validity]) -> bool:
    """Whether a later document of news says something in words of the other statement.

    One word alone is too little, also of two that answer about as well: read, it mended eight answers of 190, and of
    60 that were not read it spoiled four, all of what later news speaks of and does not change.
    """
    later, earlier = documents[new.hit.chunk.document], documents[old.hit.chunk.document]
    is_news = later.announces or later.changes or tells_a_change(new.statement.text)
    if not is_news or not later.date > earlier.date or new.statement.kind == "list":
        return False
    one, other = collect_words(new), collect_words(old)
    return len(one & other) >= max(_AGAIN_WORDS, _AGAIN * min(len(one), len(other)))


def displaces(new: Choice, old: Choice, documents: dict[str, Validity]) -> bool:
    """Whether one statement stands today in the place of the other, of another document."""
    if new.hit.chunk.document == old.hit.chunk.document or new.statement.kind == "list":
        return False  # of a list one item tells the change
    later, earlier = documents[new.hit.chunk.document], documents[old.hit.chunk.document]
    if replaces(later, earlier):
        in_amendment = later.changes and not earlier.changes
        if (named := _names_clause(new, old, in_amendment)) is not None:
            return named
        return _has_other_values(new, old, documents)
    if later.amends == old.hit.chunk.document and (named := _names_clause(new, old, in_amendment=True)) is not None:
        return named and _shares_words(new, old)
    is_later = later.date > earlier.date  # which is "" where none is told
    is_news = later.announces or tells_a_change(new.statement.text)
    return is_later and is_news and _has_other_values(new, old, documents)


def _names_clause(new: Choice, old: Choice, in_amendment: bool) -> bool | None:
    """Whether a statement changes the clause that the other stands in; None where one of them tells no clause."""
    changed = clauses_changed(new.statement.text, in_amendment=in_amendment)
    own, above = _read_number(old.statement.mark), _read_number("".join(old.statement.context[-1:]))
    if not changed or not (own or above):
        return None
    if own and above and old.statement.mark.startswith(("(", "（")):  # counted within its clause: § 2 (1)
        return above in changed and (own in changed or len(changed) == 1)
    return bool(changed & {own, above})


def _shares_words(new: Choice, old: Choice) -> bool:
    """Whether a statement has a word or a number of the other, or of what that stands under, but for clauses."""
    above = frozenset(extract_terms(" ".join(old.statement.context[-1:])))
    return bool(collect_words(new) & (collect_words(old) | above))


def _is_answered(one: Choice, chosen: Sequence[Choice]) -> bool:
    """Whether it is what a mail repeats of the one that it answers, and the mail itself says something too."""
    beside = (other for other in chosen if other.hit.chunk.place == one.hit.chunk.place)
    return _is_repeated(one) and not all(map(_is_repeated, beside))


def _is_repeated(one: Choice) -> bool:
    is_mail = PurePosixPath(one.hit.path).suffix.lower() in MAIL
    return is_mail and any(line.startswith(">") for line in one.statement.text.split("\n"))


def _is_beside(old: Choice, change: Choice) -> bool:
    """Whether a change names another paragraph of the clause than this one, which holds as it stands."""
    named = names_paragraphs(change.statement.text)
    own = _read_number(old.statement.mark)
    return bool(named and own) and old.statement.mark.startswith(("(", "（")) and own not in named


def _read_number(marked: str) -> str:
    """The number of a clause, or of the heading that it stands under: `2` of "2. Opening hours"."""
    found = _NUMBER.match(simplify_han(marked))
    return next(filter(None, found.groups())) if found else ""


def _has_other_values(new: Choice, old: Choice, documents: dict[str, Validity]) -> bool:
    """Whether two statements say of one thing something else: nearly the same words, other numbers.

    That each document bears a date of its own is no such thing, nor are rows of a table that are of other things.
    """
    if new.statement.cells and old.statement.cells and new.statement.cells[0] != old.statement.cells[0]:
        return False
    one, other = collect_terms(new), collect_terms(old)
    if len(one & other) < max(_SHARED, _ALIKE * min(len(one), len(other))):
        return False
    said, before = (collect_values(each, documents[each.hit.chunk.document].date) for each in (new, old))
    return bool(said) and said != before
