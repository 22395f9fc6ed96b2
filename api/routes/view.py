"""`/view`: a page as a person reads it, where the links below an answer lead."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import HTMLResponse

from api.http.deps import Space
from api.web.document_page import POLICY, missing_page, page_view
from kb.errors import UnknownDocument, UnknownSpace
from kb.types import Span

router = APIRouter(tags=["documents"])
# Opened from any chat client's page by a click; it may not hold on to the window.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Offset = Annotated[int, Query(ge=0)]


@router.get("/view/{document}/{page}", response_class=HTMLResponse)
def view(
    document: str, page: Annotated[int, Path(ge=1)], backend: Space, start: Offset = 0, end: Offset = 0
) -> Response:
    """A page's text, the characters `start` to `end` marked; a document without pages is page 1."""
    try:
        found = backend.document(document)
        text = backend.page(document, page)
    except (UnknownDocument, UnknownSpace):
        return HTMLResponse(missing_page(), 404, HEADERS)
    return HTMLResponse(page_view(found, text, Span(start, end), backend.principal.space), headers=HEADERS)
