"""What was learned about when the documents of a space answer a question."""

from __future__ import annotations

from kb.store.catalog import Catalog, thresholds
from kb.types import Threshold


class Calibration:
    """One space's, for the embedder that it has now."""

    def __init__(self, catalog: Catalog, space: int) -> None:
        self._catalog = catalog
        self._space = space

    @property
    def threshold(self) -> Threshold | None:
        """None before the first time, and after the embedder changed."""
        with self._catalog.reading() as tx:
            return thresholds.of(tx, self._space)

    def record(self, learned: Threshold) -> None:
        """In place of what was learned before; the space must be bound to an embedder."""
        with self._catalog.writing() as tx:
            thresholds.record(tx, self._space, learned)
