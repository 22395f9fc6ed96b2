"""The embedder that is to take the place of a space's own: its vectors are gathered beside those in use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from threading import RLock

from kb.engines.protocols import Vectors
from kb.engines.windows import Windows
from kb.store.catalog import Catalog, Transaction, spaces, vectors
from kb.store.catalog.spaces import SpaceEmbedder
from kb.store.windows import NO_WINDOWS


class NextEmbedder:
    """Of one space; until `Store.adopt_embedder` the space is searched with its own."""

    def __init__(self, catalog: Catalog, space: int, writing: RLock) -> None:
        self._catalog = catalog
        self._space = space
        self._writing = writing

    def find_missing(self, fingerprint: str, digests: Collection[str], *, windows: bool = False) -> set[str]:
        """Those of these digests that the embedder with this fingerprint has yet to embed, or to give windows of."""
        with self._catalog.begin_read() as tx:
            role = self._role_of(tx, fingerprint)
            return set(digests) - (
                vectors.find_known(tx, self._space, digests, role, windows=windows) if role else set()
            )

    def expect(self, embedder: SpaceEmbedder) -> None:
        """It is to take the place of the own one, unless it is that: its vectors may be remembered from now on."""
        with self._writing, self._catalog.begin_write() as tx:
            if self._role_of(tx, embedder.fingerprint) is None:
                spaces.set_next_embedder(tx, self._space, embedder)

    def remember(
        self, fingerprint: str, by_digest: Mapping[str, Vectors], windows: Mapping[str, Windows] = NO_WINDOWS
    ) -> None:
        """Keeps vectors of the space's own embedder, or of the expected one, durably at once."""
        with self._writing, self._catalog.begin_write() as tx:
            role = self._role_of(tx, fingerprint)
            if role is None:
                raise ValueError("expect this embedder first")
            vectors.remember(tx, self._space, by_digest, windows, role)

    def read_dimensions(self) -> int:
        """Of the expected one's vectors. Raises ValueError where none is expected."""
        with self._catalog.begin_read() as tx:
            expected = spaces.get_embedder(tx, self._space, "next_embedder")
        if expected is None:
            raise ValueError("expect an embedder first")
        return expected.dimensions

    def _role_of(self, tx: Transaction, fingerprint: str) -> vectors.Role | None:
        """What an embedder is to the space; None where it is nothing to it yet."""
        for role in vectors.ROLES:
            bound = spaces.get_embedder(tx, self._space, role)
            if bound and bound.fingerprint == fingerprint:
                return role
        return None
