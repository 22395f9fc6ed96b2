"""Vectors that documents on their way count on: they are not forgotten meanwhile, and need not be read back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy

from kb.engines.protocols import Vectors

_MOST = 8_000  # vectors at hand, 25 MB of 768 numbers each: twice what is shown at once


class PendingVectors:
    """Of one space: digests, and of some the vectors too. One thread at a time may change it."""

    def __init__(self) -> None:
        self.digests: set[str] = set()
        self._at_hand: dict[str, Vectors] = {}

    @property
    def at_hand(self) -> Mapping[str, Vectors]:
        """By digest, each of shape (dimensions,), as the catalog has them."""
        return self._at_hand

    def expect(self, digests: Collection[str]) -> None:
        """These are known, and are counted on."""
        self.digests.update(digests)

    def add(self, by_digest: Mapping[str, Vectors]) -> None:
        """These have just become known."""
        self.expect(by_digest.keys())
        if len(self._at_hand) + len(by_digest) <= _MOST:
            self._at_hand |= {digest: numpy.asarray(vector, numpy.float32) for digest, vector in by_digest.items()}

    def drop(self, digests: Iterable[str]) -> None:
        """What counted on them is there."""
        for digest in digests:
            self.digests.discard(digest)
            self._at_hand.pop(digest, None)

    def clear(self) -> None:
        """Whatever was known is of another embedder."""
        self.digests.clear()
        self._at_hand.clear()
