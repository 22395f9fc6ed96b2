"""Values in, the promised JSON out, for the command line and for HTTP alike."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from api.schemas import (
    AnswerJSON,
    CheckJSON,
    CitationJSON,
    DocumentJSON,
    DocumentsJSON,
    ErrorJSON,
    HitJSON,
    KeptJSON,
    PageJSON,
    ReceiptJSON,
)
from kb import errors, types

if TYPE_CHECKING:
    from ingest import events
    from kb.doctor.check import Check
    from kb.store.kept_answers import Kept
    from kb.store.store import Receipt


@dataclass(frozen=True)
class Event:
    """One step of something that takes time; `name` as in the HTTP stream, `data` the JSON that goes with it."""

    name: str
    data: Mapping[str, Any]


def hit(rank: int, value: types.Hit) -> HitJSON:
    chunk = value.chunk
    return {
        "rank": rank,
        "score": round(value.score, 6),
        "document": chunk.document,
        "path": value.path,
        "page": chunk.page,
        "heading": list(chunk.heading),
        "text": chunk.text,
        "start": chunk.start,
        "end": chunk.end,
        "chunk": chunk.id,
    }


def hits(values: Sequence[types.Hit]) -> list[HitJSON]:
    """Ranked from 1: the numbers of an answer's sources."""
    return [hit(rank, value) for rank, value in enumerate(values, 1)]


def answer(value: types.Answer) -> AnswerJSON:
    return {
        "question": value.question,
        "answer": value.text,
        "refused": value.refused,
        "complete": value.complete,
        "standalone": value.standalone,
        "citations": [cast(CitationJSON, asdict(citation)) for citation in value.citations],
        "sources": hits(value.sources),
        "model": value.model,
        "usage": asdict(value.usage),
        "seconds": dict(value.seconds),
        "id": value.id,
        "nearest": [cast(CitationJSON, asdict(citation)) for citation in value.nearest],
    }


def kept_answer(value: Kept) -> KeptJSON:
    return cast(KeptJSON, asdict(value))


def document(value: types.Document) -> DocumentJSON:
    return {
        "id": value.id,
        "path": value.path,
        "root": value.root,
        "title": value.title,
        "media_type": value.media_type,
        "size": value.size,
        "digest": value.digest,
        "pages": value.pages,
        "chunks": value.chunks,
        "modified": datetime.fromtimestamp(value.modified_ns / 1e9, UTC).isoformat(timespec="seconds"),
        "updated": value.updated_at,
        "problems": list(value.problems),
    }


def documents(values: Iterable[types.Document]) -> DocumentsJSON:
    return {"documents": [document(value) for value in values]}


def page(document_id: str, value: types.Page) -> PageJSON:
    return {"document": document_id, "page": value.number, "text": value.text}


def receipt(value: Receipt, file: Literal["kept", "deleted", "missing"], note: str) -> ReceiptJSON:
    """What was erased where, in entries; `file` says what became of the document's own file."""
    places = asdict(value)
    erased = {name: count for name, count in places.items() if type(count) is int}
    return {
        "document": value.document,
        "path": value.path,
        "erased": erased,
        "complete": value.complete,
        "file": file,
        "note": note,
    }


def checks(values: Iterable[Check]) -> list[CheckJSON]:
    return [cast(CheckJSON, asdict(value)) for value in values]


def error(value: errors.Error) -> ErrorJSON:
    return {"code": value.code, "message": value.message, "hint": value.hint}


def answer_event(value: types.Event) -> Event:
    """`waiting`, `prompt`, `sources`, `thinking`, `token` or `answer`."""
    if isinstance(value, types.Waiting):
        return Event("waiting", {"before": value.before})
    if isinstance(value, types.Prompted):
        return Event("prompt", {"messages": [asdict(message) for message in value.messages]})
    if isinstance(value, types.Sources):
        return Event("sources", {"sources": hits(value.hits)})
    if isinstance(value, types.Answer):
        return Event("answer", answer(value))
    quoted = {"quoted": True} if isinstance(value, types.Token) and value.quoted else {}
    return Event("thinking" if isinstance(value, types.Thinking) else "token", {"text": value.text, **quoted})


def ingest_event(value: events.Event) -> Event:
    """`progress`, `file` or `summary`."""
    from ingest.events import Outcome, Progress, Status

    if isinstance(value, Progress):
        return Event("progress", asdict(value))
    if isinstance(value, Outcome):
        return Event("file", asdict(value))
    counts = {status: value.counts.get(status, 0) for status in get_args(Status)}
    totals = {"chunks": value.chunks, "embedded": value.embedded, "seconds": round(value.seconds, 3)}
    return Event("summary", {**counts, **totals})


def error_event(value: errors.Error) -> Event:
    return Event("error", {"error": error(value)})


def error_from(data: Mapping[str, Any]) -> errors.Error:
    """The error that `error` wrote; a code we do not know becomes a plain Error."""
    kind = _kinds(errors.Error).get(str(data.get("code")), errors.Error)
    return kind(str(data.get("message", "")), str(data.get("hint", "")))


def _kinds(kind: type[errors.Error]) -> dict[str, type[errors.Error]]:
    deeper = [_kinds(child) for child in kind.__subclasses__()]
    return {code: found for kinds in deeper for code, found in kinds.items()} | {kind.code: kind}


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON in Unicode; what UTF-8 cannot hold (file names that are not text) is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text
