"""The HTTP application: routes behind the guard, on one opened knowledge base."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware

from api.backend.local import LocalBackend
from api.backend.uploaded_archives import finish_replacements
from api.backend.uploads import remove_unfinished
from api.http import errors
from api.http.bodies import Bodies, Heads
from api.http.deps import Identify, Serving, identify_owner
from api.http.jobs import Jobs
from api.http.metrics import Counted, Requests
from api.http.security import Guard, Origins, Private
from api.http.streams import READERS, Streams
from api.mcp import http as mcp
from api.routes import answers, ask, documents, health, homes, jobs, metrics, ollama, openai, reference, view
from api.routes.web import answers as web_answers
from api.routes.web import collection, overview, page, reading
from api.schemas import FailureJSON
from api.version import read_version

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

# Searches and reads run in these threads (streams have their own); 40 is the default.
THREADS = 100
# By default FastAPI reports each request, its query too, to whatever collector the process or its environment names.
SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
WEB = (page, web_answers, reading, collection, overview)
FAILURE = {"model": FailureJSON, "description": "What went wrong"}
STOP_WITHIN = 5.0  # seconds


def create_app(
    knowledge: KnowledgeBase, token: str = "", readers: int = READERS, identify: Identify = identify_owner
) -> FastAPI:
    """The application on an opened knowledge base, which stays the caller's to close.

    `readers` may be answered at a time. `token` is what `kb` sends to show that it may read the home; without one,
    nobody may ingest folders by path. `identify` says who asks.
    """
    requests = Requests()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        finish_replacements(knowledge.home.path)
        remove_unfinished(knowledge.home.path)
        parts = Serving(
            lambda asking: LocalBackend(knowledge, asking), Jobs(), Streams(readers), token, identify, requests
        )
        app.state.serving = parts
        async with mcp.sessions(parts) as app.state.mcp:
            yield
        parts.stop()
        parts.jobs.close(STOP_WITHIN)
        parts.streams.join(STOP_WITHIN)

    app = FastAPI(
        title="kb",
        version=read_version(),
        summary="Questions to your own documents, answered with the page that says so.",
        lifespan=lifespan,
        telemetry=SILENT,
        docs_url=None,
        redoc_url=None,
        middleware=_middleware(requests, knowledge.settings.origins),
    )
    errors.install(app)
    for module in (ask, answers, documents, view, jobs, homes, health, metrics, openai, ollama, reference, *WEB):
        app.include_router(module.router, responses={"default": FAILURE})
    app.router.routes.extend(mcp.ROUTES)
    return app


def _middleware(requests: Requests, origins: Sequence[str]) -> list[Middleware]:
    """The first of them sees a request first."""
    return [
        Middleware(Heads),
        Middleware(Counted, requests, [route.path for route in mcp.ROUTES]),
        Middleware(Private),
        Middleware(Guard, origins),
        Middleware(Origins, origins),
        Middleware(Bodies),
    ]
