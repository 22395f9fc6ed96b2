"""`/web`: what is asked of all documents: mentions, a comparison of two, files that could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.backend.protocol import ServedBackend
from api.http.deps import Parts, Space
from api.http.errors import json_response
from api.http.job import ChangeResult
from api.routes.jobs import result_of
from api.web.comparison import compare_pages
from api.web.words import excerpt, find_words
from kb.errors import UnknownDocument
from kb.types import Document

router = APIRouter(prefix="/web", include_in_schema=False)
LISTED = 200  # documents; the count is of all
PLACES = 5  # of each document


@router.get("/mentions")
def mentions(q: Annotated[str, Query(min_length=1, max_length=200)], backend: Space) -> Response:
    """Every place where the words stand, to the letter: counted, the first of each document shown."""
    found = [said for document in backend.documents() if (said := _mentions_in(document, q, backend))]
    found.sort(key=lambda said: (-said["count"], said["path"]))
    total = sum(said["count"] for said in found)
    return json_response({"count": total, "documents": len(found), "mentions": found[:LISTED]})


@router.get("/compare")
def compare(left: str, right: str, backend: Space) -> Response:
    """The lines of two documents side by side; 413 where they are too long for that."""
    documents = backend.document(left), backend.document(right)
    rows = compare_pages(*(backend.pages(document.id) for document in documents))
    return json_response({"paths": [one.path for one in documents], "rows": [asdict(row) for row in rows]})


@router.get("/failures")
def failures(backend: Space) -> Response:
    """Files that could not be read, and uploads that were skipped, each with the reason, and whether it was uploaded
    and can be deleted here."""
    failed = [(one.path, one.reason, backend.is_uploaded(one)) for one in backend.failures()]
    skipped = [(one.path, one.reason, True) for one in backend.skipped_uploads()]
    told = [dict(zip(("path", "reason", "uploaded"), one, strict=True)) for one in sorted(failed + skipped)]
    return json_response({"failures": told})


@router.delete("/failures")
async def discard(path: str, request: Request, parts: Parts, backend: Space) -> Response:
    """Deletes an uploaded file that could not be read, or was skipped."""
    backend.principal.require("write")

    def deletion() -> Iterator[ChangeResult]:
        backend.discard(path)
        yield ChangeResult({"path": path})

    job = parts.jobs.submit("remove", backend.principal.space, deletion)
    return json_response(await result_of(job, parts, request.receive))


def _mentions_in(document: Document, words: str, backend: ServedBackend) -> dict[str, Any] | None:
    count, places = 0, list[dict[str, Any]]()
    try:
        for page in backend.pages(document.id):
            for at in find_words(page.text, words):
                count += 1
                if len(places) < PLACES:
                    before, said, after = excerpt(page.text, at)
                    place = {"page": page.number, "start": at.start, "end": at.end}
                    places.append({**place, "before": before, "said": said, "after": after})
    except UnknownDocument:  # it was removed meanwhile
        return None
    return {"document": document.id, "path": document.path, "count": count, "places": places} if count else None
