"""Pictures of pages, each drawn in a process of its own: what a page does to it costs that picture only."""

from __future__ import annotations

from threading import Semaphore

from ingest.scan.paths import locate_file
from ingest.workers.pool import Workers
from kb.errors import Unreadable
from kb.types import Document, Page, Span


class Pictures:
    """Draws `at_once` pages at a time; others wait. `time_limit` in seconds and `memory_limit` in bytes are each's."""

    def __init__(
        self,
        *,
        at_once: int = 2,
        time_limit: float = 20.0,
        memory_limit: int = 1_000_000_000,
        painter: str = "ingest.render.draw:draw",
    ) -> None:
        self._places = Semaphore(at_once)
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._painter = painter

    def draw(self, document: Document, page: Page, quote: Span | None = None) -> bytes:
        """A PNG of a PDF's page, with the characters `quote` of its text marked. Raises Unreadable."""
        path = locate_file(document.root, document.path)
        with self._places, self._worker() as worker:
            picture = worker.read_one(path, document.digest, page.number, page.text, quote)
        if isinstance(picture, Unreadable):
            raise Unreadable(f"{document.path} {picture.message}.", kind=picture.kind)
        return bytes(picture)

    def _worker(self) -> Workers:
        return Workers(1, time_limit=self._time_limit, memory_limit=self._memory_limit, loader=self._painter)
