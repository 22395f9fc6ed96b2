"""Answers without a chat model: the sentences of the hits that come nearest to the question, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from kb.citations import citation_of
from kb.claims import Verdict
from kb.claims.clauses import content_terms
from kb.engine import Embedder
from kb.question import Question
from kb.sentences import sentences
from kb.types import Chunk, Citation, Hit, Span
from kb.words import terms

_LOOKED_AT = 5  # hits
_SENTENCES = 3
_WORTH = 0.85  # of the best sentence's score
_LONGEST = 400  # characters of a sentence that is quoted


@dataclass(frozen=True)
class Passage:
    """A sentence of hit `n` (from 1) and how near it comes to the question."""

    n: int
    span: Span
    score: float


def extract(asked: Question, hits: Sequence[Hit], embedder: Embedder, focus: str = "") -> list[Citation]:
    """Up to three sentences as citations, the most telling first; empty where the hits hold no sentence.

    `focus`: words of the question that matter more than the others.
    """
    passages = _scored(asked, focus, hits[:_LOOKED_AT], embedder)
    if not passages:
        return []
    ranked = sorted(passages, key=lambda passage: -passage.score)
    chosen = [passage for passage in ranked if passage.score >= _WORTH * ranked[0].score]
    return _citations(chosen, hits)[:_SENTENCES]


def _citations(passages: Sequence[Passage], hits: Sequence[Hit]) -> list[Citation]:
    """Each text once: overlapping chunks and copies say the same."""
    found: dict[str, Citation] = {}
    for passage in passages:
        citation = citation_of(passage.n, hits[passage.n - 1], Verdict(True, 1.0, passage.span), supported=True)
        found.setdefault("".join(citation.quote.split()), citation)
    return list(found.values())


def _scored(asked: Question, focus: str, hits: Sequence[Hit], embedder: Embedder) -> list[Passage]:
    """By words and by meaning; meaning counts as far as the embedder knows the question's words."""
    places = [(n, span) for n, hit in enumerate(hits, start=1) for span in _quotable(hit.chunk)]
    if not places:
        return []
    texts = [hits[n - 1].chunk.text[span.start : span.end] for n, span in places]
    vector, known = asked.vector, asked.known
    similarity = numpy.zeros(len(texts)) if vector is None else embedder.embed_documents(texts) @ vector
    sought = set(content_terms(asked.text)) or set(terms(asked.text))
    focused = set(content_terms(focus))
    scores = []
    for at, (n, _) in enumerate(places):
        said = set(terms(texts[at]))
        shared = len(sought & said) / max(1, len(sought)) + (len(focused & said) / len(focused) if focused else 0.0)
        scores.append(0.5 * known * float(similarity[at]) + (1 - 0.5 * known) * shared + 0.3 * hits[n - 1].score)
    return [Passage(n, span, score) for (n, span), score in zip(places, scores, strict=True)]


def _quotable(chunk: Chunk) -> list[Span]:
    """Sentences that can stand alone: no headings, table rules, or scraps; a long one is cut."""
    headings = {_letters(heading) for heading in (chunk.title, *chunk.heading)}
    return [
        Span(span.start, min(span.end, span.start + _LONGEST))
        for span in sentences(chunk.text)
        if span.end - span.start >= 6
        and not chunk.text.startswith(("#", "---", "| ---", "```", "<!--"), span.start)
        and len(_letters(chunk.text[span.start : span.end])) >= 4
        and _letters(chunk.text[span.start : span.end]) not in headings
    ]


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())
