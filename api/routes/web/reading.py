"""`/web/documents`: a document as the page shows it beside an answer."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api import serialize
from api.http.deps import Space
from api.http.errors import json_response
from api.web.page_text import PART, choose_part, render_page
from api.web.standing import read_validity, related_documents
from api.web.words import find_words
from kb.answer.precedence.validity import replaces
from kb.text.statements import split_statements
from kb.types import Document, Span

router = APIRouter(prefix="/web/documents", include_in_schema=False)
Number = Annotated[int, Path(ge=1)]
MOST_MATCHES = 1000  # are stepped through one by one
FLOWING = (
    "text/markdown",
)  # where a line ends says nothing; the text of a web page has lines only where they mean one
Offset = Annotated[int, Query(ge=0)]


@router.get("/{id}/pages/{number}")
def page(
    id: str, number: Number, backend: Space, start: Offset = 0, end: Offset = 0, begin: Offset | None = None
) -> Response:
    """HTML of a page's text, the characters `start` to `end` marked, and whether it can be seen as a picture.

    Of a long text a part, with the beginnings of the one before and of the one behind, where there are any.
    """
    found = backend.document(id)
    shown = backend.page(id, number)
    part = choose_part(shown.text, Span(start, end), begin)
    return json_response(
        {
            "document": serialize.document(found),
            "page": shown.number,
            "label": shown.label,
            "problem": shown.problem,
            "picture": found.media_type == "application/pdf" and shown.number is not None,
            "flows": found.media_type in FLOWING,
            "earlier": max(0, part.start - PART) if part.start else None,
            "later": part.end if part.end < len(shown.text) else None,
            "html": render_page(shown, Span(start, end), part),
        }
    )


@router.get("/{id}/statements/{number}")
def list_statements(id: str, number: Number, backend: Space) -> Response:
    """What a page's text was cut into: each can be quoted alone."""
    found = backend.document(id)
    told = split_statements(backend.page(id, number), found.path)
    return json_response({"statements": [{**asdict(one), "reading": one.plain_text} for one in told]})


@router.get("/{id}/find")
def find(id: str, q: Annotated[str, Query(min_length=1, max_length=200)], backend: Space) -> Response:
    """Where the words stand, page by page, upper and lower case alike."""
    pages = ((page.number or 1, page.text) for page in backend.pages(id))
    places = ({"page": n, "start": at.start, "end": at.end} for n, text in pages for at in find_words(text, q))
    return json_response({"matches": list(islice(places, MOST_MATCHES))})


@router.get("/{id}/standing")
def standing(id: str, backend: Space) -> Response:
    """What the document says of itself, with which others change it, or are changed by it."""
    found = backend.document(id)
    own = read_validity(backend, found)
    others = [(other, read_validity(backend, other)) for other in related_documents(found, backend.documents())]
    return json_response(
        {
            "document": serialize.document(found),
            "replaced_by": [_name_document(other) for other, its in others if replaces(its, own)],
            "replaces": [_name_document(other) for other, its in others if replaces(own, its)],
        }
    )


def _name_document(document: Document) -> dict[str, str]:
    return {"id": document.id, "path": document.path}
