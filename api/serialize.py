"""Values in, the promised JSON out, for the command line and for HTTP alike; `parse` reads it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast, get_args

from api.schemas import (
    AnswerJSON,
    CheckJSON,
    CitationJSON,
    DocumentJSON,
    DocumentsJSON,
    ErrorJSON,
    HitJSON,
    KeptJSON,
    OutcomeJSON,
    PageJSON,
    ReceiptJSON,
    SpaceReceiptJSON,
)
from ingest.events import Outcome, Progress, Status, Summary
from kb import errors, types
from kb.store.receipts import SpaceReceipt

if TYPE_CHECKING:
    from api.values import IngestEvent, Removal
    from kb.doctor.check import Check
    from kb.store.kept_answers import Kept


@dataclass(frozen=True)
class Frame:
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
        "failure": value.failure,
        "standalone": value.standalone,
        "citations": [cast(CitationJSON, asdict(citation)) for citation in value.citations],
        "sources": hits(value.sources),
        "model": value.model,
        "usage": asdict(value.usage),
        "seconds": dict(value.seconds),
        "id": value.id,
        "nearest": [cast(CitationJSON, asdict(citation)) for citation in value.nearest],
        "certain": value.certain,
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
        "author": value.properties.author,
        "created": value.properties.created,
        "edited": value.properties.edited,
        "language": value.properties.language,
        "date": value.properties.date,
        "version": value.properties.version,
        "standing": value.properties.standing,
    }


def documents(values: Iterable[types.Document]) -> DocumentsJSON:
    return {"documents": [document(value) for value in values]}


def page(document_id: str, value: types.Page) -> PageJSON:
    return {"document": document_id, "page": value.number, "text": value.text}


def removal(value: Removal) -> ReceiptJSON:
    """What was erased where, in entries; `file` says what became of the document's own file."""
    receipt = value.receipt
    erased = {name: count for name, count in asdict(receipt).items() if type(count) is int}
    return {
        "document": receipt.document,
        "path": receipt.path,
        "erased": erased,
        "complete": receipt.complete,
        "file": value.file,
        "note": value.note,
    }


def space_receipt(value: SpaceReceipt) -> SpaceReceiptJSON:
    return cast(SpaceReceiptJSON, asdict(value))


def checks(values: Iterable[Check]) -> list[CheckJSON]:
    return [cast(CheckJSON, asdict(value)) for value in values]


def outcome(value: Outcome) -> OutcomeJSON:
    return cast(OutcomeJSON, asdict(value))


def summary(value: Summary) -> dict[str, Any]:
    counts = {status: value.counts.get(status, 0) for status in get_args(Status)}
    return {**counts, "chunks": value.chunks, "embedded": value.embedded, "seconds": round(value.seconds, 3)}


def error(value: errors.Error) -> ErrorJSON:
    return {"code": value.code, "message": value.message, "hint": value.hint}


def answer_event(value: types.Event) -> Frame:
    """`waiting`, `prompt`, `sources`, `thinking`, `token` or `answer`."""
    if isinstance(value, types.Waiting):
        return Frame("waiting", {"before": value.before})
    if isinstance(value, types.Prompted):
        return Frame("prompt", {"messages": [asdict(message) for message in value.messages]})
    if isinstance(value, types.Sources):
        return Frame("sources", {"sources": hits(value.hits)})
    if isinstance(value, types.Answer):
        return Frame("answer", answer(value))
    quoted = {"quoted": True} if isinstance(value, types.Token) and value.quoted else {}
    return Frame("thinking" if isinstance(value, types.Thinking) else "token", {"text": value.text, **quoted})


def ingest_event(value: IngestEvent) -> Frame:
    """`waiting`, `progress`, `file`, `remark` or `summary`."""
    if isinstance(value, Outcome):
        return Frame("file", outcome(value))
    if isinstance(value, Summary):
        return Frame("summary", summary(value))
    names = {"Queued": "waiting", "Remark": "remark"}
    return Frame("progress" if isinstance(value, Progress) else names[type(value).__name__], asdict(value))


def error_event(value: errors.Error) -> Frame:
    return Frame("error", {"error": error(value)})


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON in Unicode; what UTF-8 cannot hold (file names that are not text) is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text
