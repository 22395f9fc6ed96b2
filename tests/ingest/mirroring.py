"""Embedders that tell what they were given, and what a run made of a folder."""

from __future__ import annotations

import time

from ingest.events import Outcome
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.errors import EngineUnreachable
from kb.text.terms import extract_terms

BUILTIN = BuiltinEmbedder(threads=1)


class Watched:
    """The builtin embedder, telling what it was given; unreachable once `left` batches are done."""

    name, fingerprint = BUILTIN.name, BUILTIN.fingerprint
    token_limit, batch_size = BUILTIN.token_limit, 16
    count_tokens, known_share, embed_query = BUILTIN.count_tokens, BUILTIN.known_share, BUILTIN.embed_query

    counter = staticmethod(BUILTIN.counter)

    def __init__(self, left: int = 1000) -> None:
        self.texts: list[str] = []
        self.left = left

    windows = True

    def embed_passages(self, passages):
        if not self.left:
            raise EngineUnreachable("Nobody answers.", "Start it.")
        self.left -= 1
        self.texts.extend(passage.text for passage in passages)
        return BUILTIN.embed_passages(passages)


class Slow(Watched):
    """Takes longer over a batch than a run waits before it says how far it is."""

    batch_size = 4

    def embed_passages(self, passages):
        time.sleep(0.15)
        return super().embed_passages(passages)


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {path: outcome.status for path, outcome in outcomes.items()}


def found_by(store, word: str) -> list[str]:
    return sorted(hit.path for hit in store.keyword_search(extract_terms(word), 10))


def paragraphs(*changed: int) -> str:
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    lines = [" ".join(f"{words[(n * at) % 8]}{n}" for at in range(1, 60)) for n in range(12)]
    return "\n\n".join(line + (" edited." if n in changed else ".") for n, line in enumerate(lines))
