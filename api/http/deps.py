"""What every route shares: who asks, the backend that is theirs, the queue of changes, the open streams."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from api.backend.protocol import ServedBackend
from api.http.jobs import Jobs
from api.http.metrics import Requests
from api.http.streams import Streams
from api.values import TOKEN_HEADER
from ingest.render.page_images import Pictures
from kb.errors import Forbidden
from kb.limits import HITS
from kb.principal import OWNER, Principal

Identify = Callable[[Request], Principal]


def identify_owner(request: Request) -> Principal:
    """Whom the guard lets in is this machine's user: keys do not exist yet."""
    return OWNER


@dataclass(frozen=True)
class Serving:
    """No route sees the whole knowledge base: `backend` gives what one principal may see of it."""

    backend: Callable[[Principal], ServedBackend]
    jobs: Jobs
    streams: Streams
    token: str  # known to whoever may read the home's own files
    identify: Identify = identify_owner
    requests: Requests = field(default_factory=Requests)
    pictures: Pictures = field(default_factory=Pictures)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def enter(self, request: Request, space: str | None = None) -> ServedBackend:
        """What the request may see of a space; None is its principal's own. Raises Forbidden."""
        return self.backend(self.identify(request).enter(space))

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


def get_principal(request: Request) -> Principal:
    return get_serving(request).identify(request)


def get_backend(request: Request, space: Annotated[str | None, Query()] = None) -> ServedBackend:
    return get_serving(request).enter(request, space)


Parts = Annotated[Serving, Depends(get_serving)]
Asking = Annotated[Principal, Depends(get_principal)]
Space = Annotated[ServedBackend, Depends(get_backend)]
K = Annotated[int | None, Query(ge=1, le=HITS)]
