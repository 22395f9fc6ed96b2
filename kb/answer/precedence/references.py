"""Which document another one refers to as what it amends."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from pathlib import PurePosixPath

from kb.answer.precedence.validity import FIRST_LINE, OPENING, READ, Validity, make_validity, names_change
from kb.answer.selection.subject import measure_coverage
from kb.search.scoring import weigh_terms
from kb.store.reader import Reader
from kb.text.terms import extract_terms, simplify_han
from kb.types import Hit

_NEAR = 12  # chunks, among whose documents it is looked for


def read_validities(shown: Iterable[Hit], store: Reader) -> dict[str, Validity]:
    """Of each document that a hit is from."""
    hits = {hit.chunk.document: hit for hit in shown}
    heads = _read_heads(hits, store)
    read = {document: make_validity(hit.chunk.title, hit.path, heads[document]) for document, hit in hits.items()}
    dates = {own.date for own in read.values() if not own.changes}
    return {document: _date_later(own, dates) if own.changes else own for document, own in read.items()}


def _date_later(amendment: Validity, dates: Set[str]) -> Validity:
    """With the next date of its first lines, where the first is that of a document which it may amend."""
    if amendment.date not in dates:
        return amendment
    later = next((date for date in amendment.dates if date > amendment.date), amendment.date)
    return replace(amendment, date=later)


def find_amended(amendment: Hit, store: Reader) -> str:
    """The document whose name and first line say most of what an amendment's first lines do; "" where there is none.

    Neither one that calls itself an amendment, nor a later one: "Amendment 2" has most words in common with 1.
    """
    own = amendment.chunk.document
    head = _read_heads({own: amendment}, store)[own]
    terms = list(dict.fromkeys(extract_terms(simplify_han(f"{_name(amendment)} {head[:OPENING]}"))))
    told = weigh_terms(terms, store.term_counts(terms), store.size())
    near = {each.chunk.document: Hit(each.chunk, 0.0, each.path) for each in store.keyword_search(terms, _NEAR)}
    heads, read = _read_heads(near, store), read_validities([amendment, *near.values()], store)
    found, best = "", 0.0
    for document, hit in near.items():
        first = simplify_han(f"{_name(hit)}\n{heads[document][:FIRST_LINE]}")
        later = read[document].date > read[own].date > ""
        if document == own or later or names_change(first):
            continue
        share = measure_coverage(told, {first: (frozenset(extract_terms(first)), 1.0)})
        if share > best:
            found, best = document, share
    return found


def _read_heads(hits: dict[str, Hit], store: Reader) -> dict[str, str]:
    """The beginning of each document."""
    pages = store.pages_at({(document, 0) for document in hits})
    return {document: pages[document, 0].text[:READ] if (document, 0) in pages else "" for document in hits}


def _name(hit: Hit) -> str:
    return f"{hit.chunk.title} {PurePosixPath(hit.path).stem}"
