"""`/view`: a page as a person reads it, where the links below an answer lead: its text, and nothing that runs."""

from __future__ import annotations

import base64
import hashlib
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import HTMLResponse

from api.http.deps import Space
from api.web.page_text import escape_text
from kb.errors import UnknownDocument, UnknownSpace
from kb.store.home import DEFAULT_SPACE
from kb.types import Document, Page, Span

router = APIRouter(tags=["documents"])
STYLE = (
    ":root{color-scheme:light dark}"
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif}"
    "nav,footer{color:GrayText;font-size:.9rem}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}"
    "mark{background:#fe6;color:#000;scroll-margin:30vh}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
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


def page_view(document: Document, page: Page, cited: Span, space: str) -> str:
    """The page with the cited characters marked; offsets beyond the text mark nothing."""
    place = f"page {page.number} of {document.pages}" if page.number is not None else ""
    body = (
        f"<h1 dir=auto>{escape_text(document.path)}</h1>\n"
        f"<nav>{' · '.join(part for part in (place, *_links(document, page, space)) if part)}</nav>\n"
        f"<pre dir=auto>{_mark_quote(page.text, cited)}</pre>\n"
    )
    if page.problem:
        body += f"<footer>{escape_text(page.problem)}</footer>\n"
    return _html(document.path, body)


def missing_page() -> str:
    """For a link whose document is gone."""
    return _html(
        "Not here", "<h1>This page is not in the knowledge base</h1>\n<p>It may have been removed since.</p>\n"
    )


def _html(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _mark_quote(text: str, cited: Span) -> str:
    start, end = cited.start, min(cited.end, len(text))
    if start >= end:
        return escape_text(text)
    return f'{escape_text(text[:start])}<mark id="cited">{escape_text(text[start:end])}</mark>{escape_text(text[end:])}'


def _links(document: Document, page: Page, space: str) -> list[str]:
    query = f"?{urlencode({'space': space})}" if space != DEFAULT_SPACE else ""
    id = quote(document.id, safe="")
    number = page.number or 1
    links = []
    if page.number is not None and number > 1:
        links.append(f'<a href="/view/{id}/{number - 1}{query}">previous</a>')
    if page.number is not None and number < document.pages:
        links.append(f'<a href="/view/{id}/{number + 1}{query}">next</a>')
    return [*links, f'<a href="/documents/{id}/file{query}">the file</a>']
