"""`/`: the page for browsers, and its files; chat clients that probe it are told that Ollama is running."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.backend.protocol import ServedBackend
from api.http.deps import Space
from api.http.errors import json_response
from api.version import read_version
from api.web.assets import MEDIA_TYPES, read_assets
from api.web.languages import LANGUAGES, choose_language, read_texts, read_translations
from api.web.suggestions import suggest_questions
from kb.errors import UnknownSpace, UsageError
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
KEPT = "private, max-age=31536000, immutable"  # a year, by the browser only
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@router.get("/")
def root(
    backend: Space, accept: Annotated[str, Header()] = "", accept_language: Annotated[str, Header()] = ""
) -> Response:
    if "text/html" not in accept:
        return PlainTextResponse("Ollama is running", headers={"Vary": "Accept"})
    language = choose_language(accept_language)
    try:
        name, status, values = "page.html", 200, _describe_space(backend)
    except UnknownSpace:  # an address that was typed, or of a space that is gone
        name, status, values = "no_space.html", 404, {"name": backend.principal.space}
    page = TEMPLATES.get_template(name).render(
        language=language, texts=read_texts(language), assets=read_assets(), **values
    )
    page = page.encode(errors="replace").decode()  # names of files may hold bytes that are no text
    headers = {**HEADERS, "Content-Language": language, "Vary": "Accept, Accept-Language"}
    return HTMLResponse(page, status, headers)


def _describe_space(backend: ServedBackend) -> dict[str, Any]:
    """What the page shows of it at first. Raises UnknownSpace."""
    documents = backend.documents()
    return dict(
        version=read_version(),
        spaces=backend.spaces(),
        default_space=DEFAULT_SPACE,
        space=backend.principal.space if backend.principal.space != DEFAULT_SPACE else "",
        rights=" ".join(sorted(backend.principal.rights)),
        roles=sorted(backend.settings.roles),
        hosts=", ".join(backend.settings.allow_hosts),
        count=len(documents),
        pages=sum(document.pages for document in documents),
        updated=max((document.updated_at for document in documents), default=""),
        suggestions=suggest_questions(documents, lambda id: backend.page(id, 1)),
    )


@router.get("/web/static/{version}/{name}")
async def static(version: str, name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
    """A page that was opened before an update asks for the former version: it gets what there is, for once."""
    assets = read_assets()
    packed = "gzip" in accept_encoding
    content = (assets.packed if packed else assets.files).get(name)
    if content is None:
        raise UsageError(f"There is no file {name!r} of the page.", "Load the page again.")
    headers = HEADERS | {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {})
    if version == assets.version:
        headers["Cache-Control"] = KEPT
    return Response(content, media_type=MEDIA_TYPES[Path(name).suffix], headers=headers)


@router.get("/web/texts/{language}.json")
def texts(language: str) -> Response:
    return json_response(read_texts(_check_language(language)))


@router.get("/web/texts/server/{language}.json")
def translations(language: str) -> Response:
    """What the server itself says in English, by its shape."""
    return json_response(read_translations(_check_language(language)))


def _check_language(language: str) -> str:
    if language not in LANGUAGES:
        raise UsageError(f"The page does not speak {language!r}.", f"It speaks {', '.join(LANGUAGES)}.")
    return language
