"""Documents as MCP resources, which a person attaches to a conversation: `kb://documents/{id}`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from api.backend.protocol import Backend
from api.compat.sources import Link
from api.mcp.tools import fetch
from kb.errors import UsageError
from kb.types import Document

T = TypeVar("T")
PREFIX = "kb://documents/"
TEMPLATE = f"{PREFIX}{{id}}"
PAGE = 200  # resources in one list


@dataclass(frozen=True)
class Listed:
    """Some documents, and the cursor of the next ones or None."""

    documents: list[Document]
    cursor: str | None


def list_resources(backend: Backend, link: Link, cursor: str) -> Iterator[Listed]:
    """Raises UsageError."""
    yield Listed(*page_of(backend.documents(), cursor or None))


def read(backend: Backend, link: Link, uri: str) -> Iterator[str]:
    """The text as the tool `fetch` has it. Raises UsageError for what is not there."""
    id = uri.removeprefix(PREFIX)
    if not id or (id == uri):
        raise UsageError(f"There is no resource {id!r}.", f"They are called {TEMPLATE}.")
    for fetched in fetch(backend, link, id):
        document = fetched.data
        following = document["metadata"].get("next")
        cut = f"\n\n[cut here; go on with fetch: {following}]" if following else ""
        yield document["text"] + cut


def page_of(values: Sequence[T], cursor: str | None, size: int = PAGE) -> tuple[list[T], str | None]:
    """Those from the cursor on, and the cursor of the next ones. Raises UsageError."""
    if cursor is not None and not (cursor.isascii() and cursor.isdigit()):
        raise UsageError(f"{cursor!r} is no cursor.", "Take one from the list before.")
    start = int(cursor or 0)
    end = start + size
    return list(values[start:end]), str(end) if end < len(values) else None
