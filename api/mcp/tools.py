"""What an MCP client can do here: search, fetch, ask; in the shapes that ChatGPT's connectors ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from api.backend.protocol import Backend
from api.compat.sources import Link, title
from api.escape import Inert, disarm_json, escape
from api.serialize import dumps
from kb.errors import UnknownDocument, UsageError
from kb.types import Answer, Citation, Event, Hit, Page, Token

LONGEST = 50_000  # characters of one fetch: more would crowd out all else in a client's window
_ID = re.compile(r"(?P<document>[^#\s]+)(?:#(?P<page>\d{1,9})(?::(?P<start>\d{1,12})-(?P<end>\d{1,12}))?)?")


@dataclass(frozen=True)
class ToolResult:
    """A tool's result: what a model reads, and the same for programs."""

    text: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Tool:
    """`run` tells of each step by an event; the last is its Outcome."""

    name: str
    argument: str
    description: str
    returns: dict[str, Any]
    run: Callable[[Backend, Link, str], Iterator[Event | ToolResult]]


def search(backend: Backend, link: Link, query: str) -> Iterator[ToolResult]:
    yield _outcome({"results": [_result(hit, link) for hit in backend.search(query)]})


def fetch(backend: Backend, link: Link, id: str) -> Iterator[ToolResult]:
    """A passage's page, or the pages of a document; `next` in the metadata is the id of what comes after."""
    found = _ID.fullmatch(id.strip())
    if not found:
        raise _unknown(id)
    document, number = found["document"], found["page"]
    start, end = int(found["start"] or 0), int(found["end"] or 0)
    try:
        known = backend.document(document)
        page, last_page = _pages(backend, document, known.pages, int(number) if number else None)
    except UnknownDocument as error:
        raise _unknown(id) from error
    text = page.text
    first, shown = _around(text, start, end)
    last = first + len(shown)
    metadata = {"path": known.path, "page": str(page.number or ""), "characters": f"{first}-{last} of {len(text)}"}
    if end:
        metadata["passage"] = f"{start}-{end}"
    if last < len(text):
        metadata["next"] = f"{document}#{last_page}:{last}-{last + LONGEST}"
    elif last_page < known.pages:
        metadata["next"] = f"{document}#{last_page + 1}"
    place = _place(document, known.path, page.number, start, end)
    yield _outcome({"id": id, "title": title(place), "text": shown, "url": link(place), "metadata": metadata})


def ask(backend: Backend, link: Link, question: str) -> Iterator[Event | ToolResult]:
    said: list[str] = []
    writing = Inert()
    with closing(cast(Any, backend.ask(question))) as events:
        for event in events:
            if isinstance(event, Answer):
                yield _report_answer("".join([*said, writing.finish()]), event, link)
                continue
            if isinstance(event, Token):
                piece = event.text
                said.append(writing.finish() + escape(piece) if event.quoted else writing.feed(piece))
            yield event


def _report_answer(text: str, answer: Answer, link: Link) -> ToolResult:
    """`text` is the answer as it may be drawn."""
    sources = [_source(citation, link) for citation in sorted(answer.citations, key=lambda citation: citation.n)]
    nearest = [_source(citation, link) for citation in answer.nearest]
    lines = dict.fromkeys(f"[{source['n']}] {escape(str(source['title']))} {source['url']}" for source in sources)
    whole = "\n".join([text, *(["", "Sources:", *lines] if lines else [])])
    told = {"answer": text, "refused": answer.refused, "certain": answer.certain}
    return ToolResult(whole, told | {"citations": sources, "nearest": nearest})


def _source(citation: Citation, link: Link) -> dict[str, Any]:
    return {
        "n": citation.n,
        "title": title(citation),
        "url": link(citation),
        "quote": citation.quote,
        "supported": citation.supported,
        "reason": citation.reason,
        "unclear": citation.unclear,
    }


def _result(hit: Hit, link: Link) -> dict[str, Any]:
    chunk = hit.chunk
    place = _place(chunk.document, hit.path, chunk.page, chunk.start, chunk.end)
    return {
        "id": f"{chunk.document}#{chunk.page or 1}:{chunk.start}-{chunk.end}",
        "title": title(place),
        "url": link(place),
        "text": chunk.text,
        "score": round(hit.score, 6),
    }


def _outcome(data: dict[str, Any]) -> ToolResult:
    return ToolResult(disarm_json(dumps(data)), data)


def _unknown(id: str) -> UsageError:
    return UsageError(f"Nothing here has the id {id!r}.", "Take one from search.")


def _pages(backend: Backend, document: str, count: int, number: int | None) -> tuple[Page, int]:
    """One page, or the first ones as one, as many as a fetch may hold; and the number of the last."""
    if number is not None:
        return backend.page(document, number), number
    last, text = 1, backend.page(document, 1).text
    while last < count:
        longer = "\n\n".join([text, backend.page(document, last + 1).text])
        if len(longer) > LONGEST:
            break
        last, text = last + 1, longer
    return Page(text), last


def _around(text: str, start: int, end: int) -> tuple[int, str]:
    """As much as a fetch may hold, the passage in its middle, and where that begins."""
    first = start if end - start >= LONGEST else max(0, min((start + end - LONGEST) // 2, len(text) - LONGEST))
    return first, text[first : first + LONGEST]


def _place(document: str, path: str, page: int | None, start: int, end: int) -> Citation:
    return Citation(0, document, path, page, "", start, end, supported=True)


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_TEXT, _TRUTH, _NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "number"}
_RESULTS = {"type": "array", "items": _object(id=_TEXT, title=_TEXT, url=_TEXT, text=_TEXT, score=_NUMBER)}
_CITED = {
    "type": "array",
    "items": _object(n=_NUMBER, title=_TEXT, url=_TEXT, quote=_TEXT, supported=_TRUTH, reason=_TEXT, unclear=_TRUTH),
}

TOOLS = (
    Tool(
        "search",
        "query",
        "Finds passages in the user's own documents, best first. Fetch one by its id to read the page around it.",
        _object(results=_RESULTS),
        search,
    ),
    Tool(
        "fetch",
        "id",
        "Reads the page that a search result comes from, or a whole document; metadata.next is the id of what follows.",
        _object(id=_TEXT, title=_TEXT, text=_TEXT, url=_TEXT, metadata={"type": "object"}),
        fetch,
    ),
    Tool(
        "ask",
        "question",
        "Answers a question from the user's own documents with marks like [1] and the pages that they stand for, or "
        "says that the documents do not hold the answer; nearest is then what comes nearest to it.",
        _object(answer=_TEXT, refused=_TRUTH, citations=_CITED, nearest=_CITED),
        ask,
    ),
)
