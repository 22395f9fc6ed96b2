"""Question to hits: found by words and by meaning, weighed on one scale, and shown with what surrounds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy

from kb.engines.protocols import Embedder
from kb.search.context import cut_span, grow_span
from kb.search.query import NO_SYNONYMS, Question, understand_question
from kb.search.rerank import READ_AGAIN, rerank_hits
from kb.search.scoring import Scores, fuse_scores, score_by_meaning, score_by_words, share_of_ideal
from kb.search.similarity import Nearness
from kb.search.surroundings import LONGEST
from kb.search.synonyms import Synonyms
from kb.store.candidates import Candidate, Candidates
from kb.store.reader import Reader
from kb.store.terms import NO_TERMS, count_terms
from kb.text.term_table import TermTable, tabulate_counts
from kb.text.terms import Opening, TermCounter, TermCounts, extract_terms
from kb.types import Chunk, Hit, Mode, Page, Span

_LOOKED_AT = 60  # chunks of each list; with 40 the handbook and filings of tests/quality lose, with 100 nothing gains
_WORTH_SHOWING = 80  # characters of a chunk that no earlier hit shows: with fewer it gets no hit of its own
_NOTHING = TermCounts(0, {})


def search(
    question: str,
    store: Reader,
    embedder: Embedder,
    k: int = 8,
    mode: Mode = "hybrid",
    *,
    rerank: bool = True,
    synonyms: Synonyms = NO_SYNONYMS,
) -> list[Hit]:
    """The k passages that answer best to the question, best first.

    A hit is a chunk with its surroundings on the page, at most 1,000 characters unless the chunk is longer; no two
    hits say the same word for word, and a numbered page gives one hit. With `rerank` the first of them are read again,
    sentence by sentence. `vector` and `keyword` use one list and one score only. Raises EngineError, except in
    `keyword` mode.
    """
    nearness = Nearness(understand_question(question, store, embedder, mode, synonyms), store)
    return find_best_hits(nearness, store, k, rerank=rerank and mode == "hybrid")


def find_best_hits(nearness: Nearness, store: Reader, k: int, *, rerank: bool = True) -> list[Hit]:
    """The same for a question that is understood. Raises EngineError."""
    if not rerank:
        return find_hits(nearness.asked, store, k)
    return rerank_hits(find_hits(nearness.asked, store, max(k, READ_AGAIN)), nearness)[:k]


def find_hits(asked: Question, store: Reader, k: int, *, longest: int = LONGEST, but: str = "") -> list[Hit]:
    """As both indexes find them, in hits of `longest` characters, none from the document `but`."""
    count = max(_LOOKED_AT, 2 * k)
    with store.find_candidates(asked.vector, asked.sought.terms, count) as found:
        weighed = _weigh(asked, [one for one in found if one.row.document != but], found, longest)
        return [_make_hit(asked, *shown) for shown in _choose_spans(weighed, found, k, longest)]


class _Weighed(NamedTuple):
    candidate: Candidate
    bm25: float
    score: float


def _weigh(asked: Question, candidates: Sequence[Candidate], found: Candidates, longest: int) -> list[_Weighed]:
    """Best first. Words are looked for in what a hit would show, with its title, its headings and its file's name."""
    words = score_by_words(asked.sought, _count_terms(asked, candidates, found, longest))
    scores = fuse_scores(words, _score_meanings(asked, candidates), asked.known)
    order = numpy.argsort(-scores, kind="stable")
    best_first = map(candidates.__getitem__, order.tolist())
    return list(map(_Weighed, best_first, words.bm25[order].tolist(), scores[order].tolist()))


def _count_terms(asked: Question, candidates: Sequence[Candidate], found: Candidates, longest: int) -> TermTable:
    """From what was kept while taking in; else, or of hits of another length, from the pages."""
    wanted = asked.sought.terms
    kept, windows = found.read_terms(candidates) if longest == LONGEST else (NO_TERMS, [None] * len(candidates))
    table = count_terms(kept, windows, wanted)
    if others := [one for one, window in zip(candidates, windows, strict=True) if window is None]:
        counted = _count_on_pages(others, wanted, found, longest)
        table = table.add(tabulate_counts([counted.get(one.row.id, _NOTHING) for one in candidates], wanted))
    return table.add(tabulate_counts([_split_name(one.path) for one in candidates], wanted))


def _count_on_pages(
    candidates: Sequence[Candidate], wanted: Sequence[str], found: Candidates, longest: int
) -> dict[str, TermCounts]:
    found.read(candidates)
    counter = TermCounter(wanted)

    def count(one: Candidate) -> TermCounts:
        page, chunk = found.page_of(one), found.chunk_of(one)
        span = grow_span(page, one.span, longest)
        return counter.count(chunk.place_text(page.text[span.start : span.end]))

    return {one.row.id: count(one) for one in candidates}


@lru_cache(maxsize=10_000)  # the same files are found again and again
def _split_name(path: str) -> TermCounts:
    name = path.rpartition("/")[2]  # as pathlib has it, whose paths take as long to make as the terms
    dot = name.rfind(".")
    terms = extract_terms(name[:dot] if 0 < dot < len(name) - 1 else name)
    return TermCounts(len(terms), {term: terms.count(term) for term in terms})


def _score_meanings(asked: Question, candidates: Sequence[Candidate]) -> Scores:
    """Of what has no vector 0, as of just any chunk."""
    cosines = numpy.array([one.cosine for one in candidates], float)  # None becomes a NaN
    own = numpy.nan_to_num(asked.background.standardise(cosines))
    neighbours = numpy.zeros(len(own))
    places = {(one.row.document, one.row.ordinal): at for at, one in enumerate(candidates)}
    for (document, ordinal), at in places.items():
        after = places.get((document, ordinal + 1))
        if after is not None and candidates[at].place == candidates[after].place:
            neighbours[at] = max(neighbours[at], own[after])
            neighbours[after] = max(neighbours[after], own[at])
    return score_by_meaning(own, neighbours)


def _choose_spans(
    weighed: Sequence[_Weighed], found: Candidates, k: int, longest: int
) -> Iterator[tuple[_Weighed, Chunk, Span, Page]]:
    """The first k that show something new, each with its chunk and what is shown of its page."""
    shown: dict[tuple[str, int], list[Span]] = {}  # by document and page
    told: list[Opening] = []  # of copies; versions may differ in a number or a "not", which is what matters
    found.read([one.candidate for one in weighed[:k]])
    for one in weighed:
        if len(told) >= k:
            break
        candidate = one.candidate
        others = shown.setdefault(candidate.place, [])
        rest = cut_span(candidate.span, others)
        if others and rest.end - rest.start < _WORTH_SHOWING:
            continue
        page = found.page_of(candidate)
        if others and page.number is not None:
            continue
        span = _extend_span(candidate, page, rest, longest, others)
        opening = Opening(page.text[span.start : span.end])
        if any(map(opening.has_same_terms, told)):
            continue
        told.append(opening)
        others.append(span)
        yield one, found.chunk_of(candidate), span, page


def _extend_span(candidate: Candidate, page: Page, rest: Span, longest: int, others: Sequence[Span]) -> Span:
    if candidate.row.shown and longest == LONGEST and not others:
        return candidate.row.shown
    return grow_span(page, rest, longest, others)


def _make_hit(asked: Question, one: _Weighed, chunk: Chunk, span: Span, page: Page) -> Hit:
    shown = replace(chunk, start=span.start, end=span.end, text=page.text[span.start : span.end])
    share = share_of_ideal(one.score, asked.sought, asked.background, asked.known)
    return Hit(shown, share, one.candidate.path, one.candidate.cosine, one.bm25)
