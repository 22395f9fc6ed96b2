"""Texts that come as token ids: LangChain sends those of the encoding cl100k_base unless it is told not to.

cl100k_base.xz holds the lengths of its 100,256 tokens, a byte each, and then their bytes, by rank. Its origin is the
table that tiktoken loads (MIT licence, SHA-256 223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7).
"""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from api.compat.fields import Unusable

TABLE = Path(__file__).with_name("cl100k_base.xz")
SIZE = 100_256


def decode_ids(ids: Sequence[int]) -> str:
    """The text. Raises Unusable for ids that the encoding does not have."""
    table = load_tokens()
    if not all(0 <= id < SIZE for id in ids):
        raise Unusable("input holds token ids that are not of cl100k_base; send the texts themselves", "input")
    return b"".join(table[id] for id in ids).decode("utf-8", "replace")


@lru_cache(maxsize=1)
def load_tokens() -> tuple[bytes, ...]:
    """By rank."""
    data = lzma.decompress(TABLE.read_bytes())
    ends = accumulate(data[:SIZE], initial=SIZE)
    return tuple(data[start:end] for start, end in pairwise(ends))
