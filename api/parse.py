"""The promised JSON in, values out: what `serialize` wrote, as far as it told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from api.schemas import AnswerJSON, DocumentJSON, HitJSON, KeptJSON, PageJSON, ReceiptJSON
from api.values import IngestEvent, Queued, Remark, Removal
from ingest.events import Outcome, Progress, Summary
from kb import errors, types
from kb.properties import Properties
from kb.store.receipts import Receipt

if TYPE_CHECKING:
    from kb.store.kept_answers import Kept


Value = TypeVar("Value")


def _build(kind: type[Value], data: Mapping[str, Any]) -> Value:
    """A value of the fields that it has: the server may be of a later version, which tells more."""
    known = {field.name for field in fields(cast(Any, kind))}
    return kind(**{name: told for name, told in data.items() if name in known})


def hit(data: HitJSON) -> types.Hit:
    """Its place among a document's passages is not told."""
    chunk = types.Chunk(
        id=data["chunk"],
        document=data["document"],
        ordinal=0,
        page_index=(data["page"] or 1) - 1,
        page=data["page"],
        start=data["start"],
        end=data["end"],
        text=data["text"],
        heading=tuple(data["heading"]),
    )
    return types.Hit(chunk, data["score"], data["path"])


def answer(data: AnswerJSON) -> types.Answer:
    return types.Answer(
        question=data["question"],
        text=data["answer"],
        refused=data["refused"],
        citations=tuple(_build(types.Citation, citation) for citation in data["citations"]),
        sources=tuple(map(hit, data["sources"])),
        model=data["model"],
        usage=_build(types.Usage, data["usage"]),
        seconds=data["seconds"],
        complete=data["complete"],
        failure=data.get("failure", ""),
        standalone=data["standalone"],
        id=data.get("id"),
        nearest=tuple(_build(types.Citation, citation) for citation in data.get("nearest", ())),
        certain=data.get("certain", True),
    )


def kept_answer(data: KeptJSON) -> Kept:
    from kb.store.kept_answers import Kept, ShownPassage

    known: dict[str, Any] = dict(data)
    passages = tuple(
        _build(ShownPassage, {**passage, "heading": tuple(passage["heading"])}) for passage in known["passages"]
    )
    return _build(Kept, {**known, "passages": passages, "citations": tuple(known["citations"])})


def document(data: DocumentJSON) -> types.Document:
    return types.Document(
        id=data["id"],
        root=data["root"],
        path=data["path"],
        digest=data["digest"],
        size=data["size"],
        modified_ns=int(datetime.fromisoformat(data["modified"]).timestamp()) * 10**9,
        title=data["title"],
        media_type=data["media_type"],
        pages=data["pages"],
        chunks=data["chunks"],
        updated_at=data["updated"],
        problems=tuple(data["problems"]),
        properties=Properties(
            author=data["author"],
            created=data["created"],
            edited=data["edited"],
            language=data["language"],
            date=data["date"],
            version=data["version"],
            standing=cast(Any, data["standing"]),
        ),
    )


def page(data: PageJSON) -> types.Page:
    return types.Page(data["text"], data["page"])


def removal(data: ReceiptJSON) -> Removal:
    receipt = _build(Receipt, {**data, **data["erased"]})
    return Removal(receipt, data["file"], data["note"])


def error(data: Mapping[str, Any]) -> errors.Error:
    """A code that we do not know becomes a plain Error."""
    kind = _kinds(errors.Error).get(str(data.get("code")), errors.Error)
    return kind(str(data.get("message", "")), str(data.get("hint", "")))


def answer_event(name: str, data: Any) -> types.Event | None:
    """None for what a later version tells."""
    return _ANSWERING[name](data) if name in _ANSWERING else None


def ingest_event(name: str, data: Any) -> IngestEvent | None:
    return _INGESTING[name](data) if name in _INGESTING else None


def _summary(data: dict[str, Any]) -> Summary:
    totals = {name: data[name] for name in ("chunks", "embedded", "seconds")}
    return Summary({name: count for name, count in data.items() if name not in totals}, **totals)  # type: ignore[misc]


def _kinds(kind: type[errors.Error]) -> dict[str, type[errors.Error]]:
    deeper = [_kinds(child) for child in kind.__subclasses__()]
    return {code: found for kinds in deeper for code, found in kinds.items()} | {kind.code: kind}


_ANSWERING: dict[str, Callable[[Any], types.Event]] = {
    "waiting": lambda data: types.Waiting(data["before"]),
    "prompt": lambda data: types.Prompted(tuple(_build(types.Message, message) for message in data["messages"])),
    "sources": lambda data: types.Sources(tuple(map(hit, data["sources"]))),
    "thinking": lambda data: types.Thinking(data["text"]),
    "token": lambda data: types.Token(data["text"], data.get("quoted", False)),
    "answer": answer,
}
_INGESTING: dict[str, Callable[[Any], IngestEvent]] = {
    "waiting": lambda data: Queued(data["jobs"]),
    "progress": lambda data: _build(Progress, data),
    "file": lambda data: _build(Outcome, data),
    "remark": lambda data: _build(Remark, data),
    "summary": _summary,
}
