"""What a later document says of the same thing as a statement, found by what that means and not by the question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy

from kb.answer.precedence.amendments import tells_a_change
from kb.answer.precedence.references import read_validities
from kb.answer.precedence.shared_words import collect_terms, collect_values
from kb.answer.precedence.validity import Validity, replaces
from kb.answer.selection.selection import PAGE, Choice, statements_near
from kb.engines.protocols import Vectors
from kb.store.reader import Reader
from kb.text.terms import extract_terms, simplify_han
from kb.types import Hit, Span

_NEAR = 24  # chunks; with 40 nothing more was found
# Of them, of later documents. Of all of them 982 answers are the same, and it takes 17 instead of 12 ms in a folder of
# 386 dated documents, 2,187 chunks.
_READ = 8
_AROUND_NEWS = 12  # chunks, among which what a piece of news is nearest to is looked for
_SAMPLE = 256  # chunks whose middle is taken out of vectors: what all of a space have in common tells nothing
_TRIED = 3  # documents, the nearest first
# Least cosine without that middle, and least share of the words of the shorter one; of two statements without a value,
# as where one person follows another, more. Of 2,629 statements of ten folders 80 have news by these, of some 60 of
# the same thing; with .3 instead of .36 seven more, of which two are; in any words of any later document 141.
_ALIKE, _SHARED, _SHARED_WITHOUT_VALUES = 0.36, 0.25, 0.5


@dataclass(frozen=True)
class _Placed:
    """A statement and its vectors: as windows tell it, and of length 1 from the middle of the space's."""

    choice: Choice
    vector: Vectors
    from_middle: Vectors

    def compare(self, other: _Placed) -> float:
        return float(self.from_middle @ other.from_middle)


def find_later_news(one: Choice, store: Reader) -> Choice | None:
    """The latest statement of a later document that gives another value for the same thing; mostly None.

    It is the nearest of its document to this one; and this one, or earlier news of it, the nearest to it of what
    earlier documents say. None where no windows were kept: nothing is embedded.
    """
    placed = _place([one], store)
    if not placed:
        return None
    own = placed[0]
    hits = _search(own, store)
    documents = read_validities([one.hit, *hits], store)
    date = documents[one.hit.chunk.document].date
    hits = [hit for hit in hits if documents[hit.chunk.document].date > date][:_READ]
    later = _place(_read(hits, store), store)
    nearest: dict[str, _Placed] = {}
    for each in sorted(later, key=own.compare):
        nearest[each.choice.hit.chunk.document] = each
    news = [each for each in nearest.values() if own.compare(each) >= _ALIKE and _tells_other(each, own, documents)]
    likely = sorted(news, key=own.compare)[-_TRIED:]
    known = [one]
    for each in sorted(likely, key=lambda each: documents[each.choice.hit.chunk.document].date):
        if _is_about(each, known, own.compare(each), store):
            known.append(each.choice)
    return known[-1] if len(known) > 1 else None


def _place(several: Sequence[Choice], store: Reader) -> list[_Placed]:
    """Those of them that windows were kept of."""
    middle = store.derive("middle of vectors", lambda: store.sample(_SAMPLE).mean(axis=0))
    windows = store.windows([*{one.hit.chunk.id: one.hit.chunk for one in several}.values()], beyond=PAGE)
    placed = []
    for one in several:
        held = windows.get(one.hit.chunk.place)
        vector = held.vectors_of([Span(one.statement.start, one.statement.end)])[0] if held is not None else None
        if vector is not None and vector.any():
            placed.append(_Placed(one, vector, (vector - middle) / numpy.linalg.norm(vector - middle)))
    return placed


def _search(one: _Placed, store: Reader) -> list[Hit]:
    """The chunks of other documents that come nearest to it."""
    own = one.choice.hit.chunk.document
    found = store.vector_search(one.vector, _NEAR)
    return [Hit(each.chunk, 0.0, each.path) for each in found if each.chunk.document != own]


def _read(hits: Iterable[Hit], store: Reader) -> list[Choice]:
    """What the hits' chunks say, each statement once."""
    hits = list(hits)
    pages = store.pages_at({hit.chunk.place for hit in hits})
    found: dict[tuple[str, int, int], Choice] = {}
    for hit in hits:
        chunk = hit.chunk
        for statement in statements_near(pages[chunk.place], hit):
            is_here = statement.start < chunk.end and chunk.start < statement.end
            if is_here and statement.kind not in ("list", "header"):
                found.setdefault((*chunk.place, statement.start), Choice(0, hit, statement, 0.0))
    return list(found.values())


def _tells_other(new: _Placed, old: _Placed, documents: Mapping[str, Validity]) -> bool:
    """Whether what is near to a statement is news, in words of it and with another value of the same kind."""
    one, other = new.choice, old.choice
    later, earlier = (documents[each.hit.chunk.document] for each in (one, other))
    said, before = collect_values(one, later.date), collect_values(other, earlier.date)
    kinds = {kind for kind, _ in before}
    is_dated = any(kind == "date" for kind, _ in said) or tells_a_change(one.statement.text)
    if one.statement.is_row or not _names_row(one, other):
        return False
    if not kinds:
        return is_dated and _share_words(one, other) >= _SHARED_WITHOUT_VALUES
    is_news = is_dated or later.announces or replaces(later, earlier)
    has_other = any(kind in kinds for kind, _ in said - before)
    return is_news and has_other and _share_words(one, other) >= _SHARED


def _names_row(new: Choice, old: Choice) -> bool:
    """Whether it has a word of what a row is of; of prose always."""
    if not (old.statement.is_row and old.statement.cells):
        return True
    first = extract_terms(simplify_han(old.statement.cells[0][1]))
    return not set(first).isdisjoint(extract_terms(simplify_han(new.statement.plain_text)))


def _share_words(one: Choice, other: Choice) -> float:
    """Share of the words of the shorter one that both have, numbers apart."""
    words, others = map(collect_terms, (one, other))
    return len(words & others) / max(1, min(len(words), len(others)))


def _is_about(news: _Placed, known: Sequence[Choice], cosine: float, store: Reader) -> bool:
    """Whether nothing that earlier documents say is nearer to news than what is known, `cosine` from it."""
    hits = _search(news, store)[:_AROUND_NEWS]
    documents = read_validities([news.choice.hit, *hits], store)
    date = documents[news.choice.hit.chunk.document].date
    earlier = _place(_read([hit for hit in hits if documents[hit.chunk.document].date < date], store), store)
    rival = max(earlier, key=news.compare, default=None)
    return rival is None or news.compare(rival) <= cosine or any(rival.choice.overlaps(each) for each in known)
