"""Which of the first hits says it best: their order once more, with what their nearest sentences mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.search.scoring import reweigh_score
from kb.search.similarity import Nearness
from kb.types import Hit

READ_AGAIN = 8  # hits; with 12 or 20 the question sets of tests/quality gain nothing


def rerank_hits(hits: Sequence[Hit], nearness: Nearness) -> list[Hit]:
    """The hits, best first, the first 8 of them in an order that counts their nearest sentence.

    A chunk's vector stands for all of it, and an answer is mostly said in one or two sentences. Hits of a space whose
    embedder gave no windows keep their order.
    """
    nearness.read(hits[:READ_AGAIN])
    if not nearness.found_windows:
        return list(hits)
    first = sorted((_rescore_hit(hit, nearness) for hit in hits[:READ_AGAIN]), key=lambda hit: -hit.score)
    worst = min((hit.score for hit in first), default=0.0)
    return [*first, *(replace(hit, score=min(hit.score, worst)) for hit in hits[READ_AGAIN:])]


def _rescore_hit(hit: Hit, nearness: Nearness) -> Hit:
    asked = nearness.asked
    return replace(
        hit, score=reweigh_score(hit.score, nearness.nearest(hit), asked.sought, asked.background, asked.known)
    )
