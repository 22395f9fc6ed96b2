"""`/`: the page for browsers, and its files; chat clients that probe it are told that Ollama is running."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.http.deps import Space
from api.http.errors import json_response
from api.version import read_version
from api.web.assets import MEDIA_TYPES, read_assets
from api.web.languages import LANGUAGES, choose_language, read_texts, read_translations
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
KEPT = "private, max-age=31536000, immutable"  # a year, by the browser only
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
        assets=read_assets(),
    )
    page = page.encode(errors="replace").decode()  # names of files may hold bytes that are no text
    return HTMLResponse(page, headers={**HEADERS, "Content-Language": language, "Vary": "Accept, Accept-Language"})


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
