"""`/`: the page for browsers, and its files; chat clients that probe it are told that Ollama is running."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.http.deps import Space
from api.http.errors import json_response
from api.version import read_version
from api.web.languages import LANGUAGES, choose_language, read_texts
from api.web.suggestions import suggest_questions
from kb.errors import UsageError
from kb.store.home import DEFAULT_SPACE

router = APIRouter(include_in_schema=False)
FOLDER = Path(__file__).parents[2] / "web"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
STYLES = (
    "tokens.css",
    "layout.css",
    "controls.css",
    "conversation.css",
    "viewer.css",
    "documents.css",
)  # later ones win
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@router.get("/")
@router.head("/")
def root(
    backend: Space, accept: Annotated[str, Header()] = "", accept_language: Annotated[str, Header()] = ""
) -> Response:
    if "text/html" not in accept:
        return PlainTextResponse("Ollama is running", headers={"Vary": "Accept"})
    language = choose_language(accept_language)
    documents = backend.documents()
    page = TEMPLATES.get_template("page.html").render(
        language=language,
        texts=read_texts(language),
        version=read_version(),
        space=backend.principal.space if backend.principal.space != DEFAULT_SPACE else "",
        rights=" ".join(sorted(backend.principal.rights)),
        roles=sorted(backend.settings.roles),
        count=len(documents),
        pages=sum(document.pages for document in documents),
        updated=max((document.updated_at for document in documents), default=""),
        suggestions=suggest_questions(documents, lambda id: backend.page(id, 1)),
        styles=STYLES,
    )
    page = page.encode(errors="replace").decode()  # names of files may hold bytes that are no text
    return HTMLResponse(page, headers={**HEADERS, "Content-Language": language, "Vary": "Accept, Accept-Language"})


@router.get("/web/static/{name}")
def static(name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
    packed = "gzip" in accept_encoding
    content = _static(packed=packed).get(name)
    if content is None:
        raise UsageError(f"There is no file {name!r} of the page.", "Load the page again.")
    headers = HEADERS | {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {})
    return Response(content, media_type=MEDIA_TYPES[Path(name).suffix], headers=headers)


@router.get("/web/texts/{language}.json")
def texts(language: str) -> Response:
    if language not in LANGUAGES:
        raise UsageError(f"The page does not speak {language!r}.", f"It speaks {', '.join(LANGUAGES)}.")
    return json_response(read_texts(language))


@cache
def _static(*, packed: bool) -> dict[str, bytes]:
    """The page's files, by name: no path of the machine is ever made from what is asked for."""
    files = [file for file in (FOLDER / "static").iterdir() if file.suffix in MEDIA_TYPES]
    return {file.name: gzip.compress(file.read_bytes(), mtime=0) if packed else file.read_bytes() for file in files}
