"""`/documents`: what is in a space, page by page; adding to it and taking from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.http.bodies import limit_body
from api.http.deps import Parts, Space
from api.http.errors import NoPicture, json_response
from api.http.originals import open_original
from api.http.uploads import make_safe_name, save, uploads_folder
from api.routes.jobs import result_of
from api.schemas import DocumentJSON, DocumentsJSON, ReceiptJSON
from api.serialize import Event
from kb.errors import UsageError
from kb.store.home import DEFAULT_SPACE
from kb.types import Span

router = APIRouter(tags=["documents"])
MAX_FILES = 1000  # in one upload
SANDBOX = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
PRIVATE = {"Cache-Control": "private, no-store"}
FORM = {"type": "object", "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}}}


class PictureResponse(Response):
    media_type = "image/png"


@router.get("/documents", response_model=DocumentsJSON)
def documents(backend: Space) -> Response:
    """Every document of the space, by path."""
    return json_response({"documents": backend.documents()})


@router.get("/documents/{id}", response_model=DocumentJSON)
def document(id: str, backend: Space) -> Response:
    return json_response(backend.document(id))


# Before the route of a page's text, whose number would be `1.png`.
@router.get("/documents/{id}/pages/{number}.png", response_class=PictureResponse)
def picture(
    id: str,
    number: Annotated[int, Path(ge=1)],
    parts: Parts,
    backend: Space,
    highlight: Annotated[str, Query(pattern=r"^\d{1,9}-\d{1,9}$")] | None = None,
) -> Response:
    """A PDF's page as it looks; `highlight=START-END` marks these characters of its text. 410 as for the file."""
    found = backend.knowledge.document(id, backend.space)
    page = backend.knowledge.page(id, number, backend.space)
    if found.media_type != "application/pdf" or page.number is None:
        raise NoPicture(
            f"{found.path} is not a PDF: its pages have no pictures.", f"See /documents/{id}/pages/{number}."
        )
    quote = span(highlight, page.text) if highlight else None
    open_original(found).close()
    return PictureResponse(parts.pictures.draw(found, page, quote), headers=SANDBOX | PRIVATE)


def span(highlight: str, text: str) -> Span:
    """Raises UsageError where there are no such characters."""
    start, end = map(int, highlight.split("-"))
    if not start < end <= len(text):
        raise UsageError(f"{highlight} are no characters of this page.", f"It has 0-{len(text)}.")
    return Span(start, end)


@router.get("/documents/{id}/pages/{number}", response_class=PlainTextResponse)
def page(id: str, number: Annotated[int, Path(ge=1)], request: Request, backend: Space) -> Response:
    """A page's text, as it is quoted from; JSON for those who accept that. A document without pages is page 1."""
    found = backend.page(id, number)
    if "application/json" in request.headers.get("accept", ""):
        return json_response(found)
    return PlainTextResponse(found["text"].encode(errors="replace"), headers=SANDBOX)


def original(id: str, backend: Space) -> Iterator[BinaryIO]:
    with open_original(backend.knowledge.document(id, backend.space)) as file:
        yield file


@router.get("/documents/{id}/file", response_class=StreamingResponse)
def file(id: str, backend: Space, content: Annotated[BinaryIO, Depends(original)]) -> Response:
    """The file itself, to be saved; 410 when it is no longer the one that was ingested."""
    found = backend.knowledge.document(id, backend.space)
    name = quote(found.path.rsplit("/", 1)[-1], safe="", errors="replace")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Content-Length": str(found.size)}
    blocks = iter(lambda: content.read(1 << 18), b"")
    return StreamingResponse(blocks, headers=headers | SANDBOX, media_type=found.media_type)


@router.post(
    "/documents", status_code=202, openapi_extra={"requestBody": {"content": {"multipart/form-data": {"schema": FORM}}}}
)
async def upload(request: Request, parts: Parts, space: str = DEFAULT_SPACE, create: bool = False) -> Response:
    """Keeps the files of a form (multipart/form-data, any field names) and ingests them; a file of a known name is a
    new version. A space that is not there is made only with `create=true`. Answers with the job, at /jobs/{job}."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UsageError("Files come as multipart/form-data.", f"curl -F files=@report.pdf {request.url}")
    backend = parts.backend(space)
    store = await run_in_threadpool(parts.knowledge.store, space, create=create)  # before anything is kept
    store.refuse_if_read_only()
    folder = uploads_folder(parts.knowledge.home.path, space)
    async with Request(request.scope, limit_body(request.receive)).form(max_files=MAX_FILES) as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        for name, file in pair_names(files).items():
            await run_in_threadpool(save, file.file, folder, name)
    job = parts.jobs.submit("ingest", space, lambda: backend.ingest([folder]))
    return json_response({"job": job.id}, 202, {"Location": f"/jobs/{job.id}"})


def pair_names(files: list[UploadFile]) -> dict[str, UploadFile]:
    """Each file under the name that it will have. Raises UsageError for none, and for two of one name."""
    by_name = {make_safe_name(file.filename or ""): file for file in files}
    if not files:
        raise UsageError("There is no file in the form.", "Send each with its file name.")
    if len(by_name) < len(files):
        raise UsageError("Two files of the form have one name.", "Send them one after the other, or rename one.")
    return by_name


@router.delete("/documents/{id}", response_model=ReceiptJSON)
async def remove(id: str, request: Request, parts: Parts, backend: Space) -> Response:
    """Erases the document, its text and its vectors everywhere; the receipt says what was erased and where."""
    await run_in_threadpool(backend.document, id)

    def removal() -> Iterator[Event]:
        yield Event("receipt", backend.remove(id))

    job = parts.jobs.submit("remove", backend.space, removal)
    return json_response(await result_of(job, parts, request.receive))
