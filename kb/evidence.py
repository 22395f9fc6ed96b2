"""Whether what was found is enough to answer from."""

from __future__ import annotations

from collections.abc import Sequence

from kb.engine import Embedder
from kb.store import Store
from kb.types import Hit

_ENOUGH = 0.2  # of the best hit's score


def enough(question: str, hits: Sequence[Hit], store: Store, embedder: Embedder) -> bool:
    """Whether the hits can hold the answer; False is a refusal."""
    return bool(hits) and hits[0].score >= _ENOUGH
