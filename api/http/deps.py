"""What every route shares: the opened knowledge base, the queue of changes, the open streams, the owner's token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Query, Request

from api.backend.local import LocalBackend
from api.http.errors import Forbidden
from api.http.jobs import Jobs
from api.http.streams import Streams
from ingest.render.page_images import Pictures
from kb.limits import HITS
from kb.store.home import DEFAULT_SPACE

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

TOKEN_HEADER = "X-KB-Token"


@dataclass(frozen=True)
class Serving:
    knowledge: KnowledgeBase
    jobs: Jobs
    streams: Streams
    token: str  # known to whoever may read the home's own files
    pictures: Pictures = field(default_factory=Pictures)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def backend(self, space: str) -> LocalBackend:
        return LocalBackend(self.knowledge, space)

    def stop(self) -> None:
        """Calls off all that runs, and tells who waits for it; call it on the event loop."""
        self.streams.stop()
        self.jobs.stop()

    def knows(self, request: Request) -> bool:
        """Whether the request comes from a process that may read the home. Raises Forbidden for a wrong token."""
        given = request.headers.get(TOKEN_HEADER, "")
        if given and not (self.token and hmac.compare_digest(given.encode(), self.token.encode())):
            raise Forbidden("That token is not this server's.", "Its home may have another server by now.")
        return bool(given)


def get_serving(request: Request) -> Serving:
    parts: Serving = request.app.state.serving
    return parts


def get_backend(request: Request, space: Annotated[str, Query()] = DEFAULT_SPACE) -> LocalBackend:
    return get_serving(request).backend(space)


Parts = Annotated[Serving, Depends(get_serving)]
Space = Annotated[LocalBackend, Depends(get_backend)]
K = Annotated[int | None, Query(ge=1, le=HITS)]
