"""Vectors of the embedder that a model's space is searched with."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy

from kb.engines.protocols import Embedder, Vectors


def embed_texts(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Unit vectors, shape (len(texts), dimensions). Raises EngineError."""
    batches = [texts[at : at + embedder.batch_size] for at in range(0, len(texts), embedder.batch_size)]
    return numpy.concatenate([embedder.embed_documents(batch) for batch in batches])


def count_tokens(embedder: Embedder, texts: Sequence[str]) -> int:
    """How many there are in all texts; never less than the truth."""
    return sum(embedder.count_tokens(each) for each in texts)


def as_base64(vector: Vectors) -> str:
    """Little-endian float32."""
    return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
