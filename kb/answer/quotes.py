"""Answers without a chat model: the sentences of the hits that come nearest to the question, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.check import Verdict
from kb.answer.check.clauses import content_terms
from kb.answer.citations import make_citation
from kb.answer.expected import asks_how_much, says_how_much
from kb.engines.protocols import Embedder
from kb.search.query import Question
from kb.text.sentences import split_sentences
from kb.text.terms import extract_terms
from kb.types import Chunk, Citation, Hit, Span

_LOOKED_AT = 5  # hits
_SENTENCES = 3
_WORTH = 0.92  # of the best sentence's score
_LONGEST = 400  # characters of a quote
# Chosen on questions with known answers, half of them held out: how often the answer's words are among those quoted
# rose from 43 % to 79 % on the handbook of tests/quality, and from 42 % to 72 % on another company's.
_MEANING = 0.8  # share of meaning beside that of words, where the embedder knows all of the question
_HIT = 0.8  # what a hit's own score is worth
_AMOUNT = 0.15  # what a number is worth where one is asked for


@dataclass(frozen=True)
class Passage:
    """A sentence of hit `n` (from 1) and how near it comes to the question."""

    n: int
    span: Span
    score: float

    def overlaps(self, other: Passage) -> bool:
        return self.n == other.n and self.span.start < other.span.end and other.span.start < self.span.end


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
    quoted: list[Passage] = []
    for passage in passages:
        if any(passage.overlaps(other) for other in quoted):
            continue
        quoted.append(passage)
        citation = make_citation(passage.n, hits[passage.n - 1], Verdict(True, 1.0, passage.span), supported=True)
        found.setdefault("".join(citation.quote.split()), citation)
    return list(found.values())


def _scored(asked: Question, focus: str, hits: Sequence[Hit], embedder: Embedder) -> list[Passage]:
    """By words and by meaning; meaning counts as far as the embedder knows the question's words."""
    places = [(n, span) for n, hit in enumerate(hits, start=1) for span in _quotable(hit.chunk)]
    if not places:
        return []
    texts = [hits[n - 1].chunk.text[span.start : span.end] for n, span in places]
    similarity = _similarities(asked, [hits[n - 1].chunk for n, _ in places], texts, embedder)
    known = _MEANING * asked.known
    sought = set(content_terms(asked.text)) or set(extract_terms(asked.text))
    focused = set(content_terms(focus))
    how_much = asks_how_much(focus or asked.text)
    scores = []
    for text, similar, (n, _) in zip(texts, similarity, places, strict=True):
        said = set(extract_terms(text))
        shared = len(sought & said) / max(1, len(sought)) + (len(focused & said) / len(focused) if focused else 0.0)
        amount = _AMOUNT if how_much and says_how_much(text) else 0.0
        scores.append(known * similar + (1 - known) * shared + _HIT * hits[n - 1].score + amount)
    return [Passage(n, span, score) for (n, span), score in zip(places, scores, strict=True)]


def _similarities(
    asked: Question, chunks: Sequence[Chunk], texts: Sequence[str], embedder: Embedder
) -> Sequence[float]:
    """Each sentence's, read below its title and headings: alone, many say neither who nor what."""
    if asked.vector is None:
        return [0.0] * len(texts)
    read = [f"{' '.join((chunk.title, *chunk.heading))}: {text}" for chunk, text in zip(chunks, texts, strict=True)]
    similar: list[float] = (embedder.embed_documents(read) @ asked.vector).tolist()
    return similar


def _quotable(chunk: Chunk) -> list[Span]:
    """Sentences that can stand alone: no headings, table rules, or scraps; a long one is cut.

    A question or the beginning of a list is quoted with what follows it.
    """
    headings = {_letters(heading) for heading in (chunk.title, *chunk.heading)}
    spans = split_sentences(chunk.text)
    return [
        _with_what_follows(chunk.text, spans[at:])
        for at, span in enumerate(spans)
        if span.end - span.start >= 6
        and not chunk.text.startswith(("#", "---", "| ---", "```", "<!--"), span.start)
        and len(_letters(chunk.text[span.start : span.end])) >= 4
        and _letters(chunk.text[span.start : span.end]) not in headings
    ]


def _with_what_follows(text: str, spans: Sequence[Span]) -> Span:
    first = spans[0]
    bare = text[first.start : first.end].rstrip("*_ ")
    more = 1 if bare.endswith(("?", "？")) else len(spans) if bare.endswith((":", "：")) else 0
    ends = [span.end for span in spans[: 1 + more] if span.end - first.start <= _LONGEST]
    return Span(first.start, ends[-1] if ends else first.start + _LONGEST)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())
