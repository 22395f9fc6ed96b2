"""Words that people write whether or not a document does: those that the built-in embedder has learned whole."""

from __future__ import annotations

from functools import cache

from kb.engines.builtin.minilm import model_folder
from kb.errors import ModelMissing


@cache
def words() -> frozenset[str]:
    """About 22,000, in lower case, most of them English; none where the built-in embedder is not installed."""
    try:
        pieces = (model_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    except ModelMissing:
        return frozenset()
    return frozenset(piece for piece in pieces if piece.isalpha())  # "##ing" and "[SEP]" are none
