"""`/documents`: what is in a space, page by page; adding to it and taking from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import IO, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api import serialize
from api.backend.upload_run import tell_of_upload
from api.backend.uploads import make_safe_name, make_safe_path, save
from api.http.bodies import limit_body
from api.http.deps import Parts, Space
from api.http.errors import FileChanged, NoPicture, json_response
from api.http.job import ChangeResult
from api.routes.jobs import result_of
from api.schemas import DocumentJSON, DocumentsJSON, ReceiptJSON
from api.values import IngestEvent
from ingest.scan.archive import open_member
from ingest.scan.paths import locate_file
from kb.errors import UsageError
from kb.types import Document, Span

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
    return json_response(serialize.documents(backend.documents()))


@router.get("/documents/{id}", response_model=DocumentJSON)
def document(id: str, backend: Space) -> Response:
    return json_response(serialize.document(backend.document(id)))


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
    found = backend.document(id)
    page = backend.page(id, number)
    if found.media_type != "application/pdf" or page.number is None:
        raise NoPicture(
            f"{found.path} is not a PDF: its pages have no pictures.", f"See /documents/{id}/pages/{number}."
        )
    quote = span(highlight, page.text) if highlight else None
    with open_original(found):  # it says better what is wrong with the file
        pass
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
        return json_response(serialize.page(id, found))
    return PlainTextResponse(found.text.encode(errors="replace"), headers=SANDBOX)


def original(id: str, backend: Space) -> Iterator[IO[bytes]]:
    with open_original(backend.document(id)) as file:
        yield file


@router.get("/documents/{id}/file", response_class=StreamingResponse)
def file(id: str, backend: Space, content: Annotated[IO[bytes], Depends(original)]) -> Response:
    """The file itself, to be saved; 410 when it is no longer the one that was ingested."""
    found = backend.document(id)
    name = quote(found.path.rsplit("/", 1)[-1], safe="", errors="replace")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Content-Length": str(found.size)}
    blocks = iter(lambda: content.read(1 << 18), b"")
    return StreamingResponse(blocks, headers=headers | SANDBOX, media_type=found.media_type)


@router.post(
    "/documents", status_code=202, openapi_extra={"requestBody": {"content": {"multipart/form-data": {"schema": FORM}}}}
)
async def upload(
    request: Request, parts: Parts, backend: Space, create: bool = False, folders: bool = False
) -> Response:
    """Keeps the files of a form (multipart/form-data, any field names) and ingests them; a file of a known name is a
    new version. With `folders=true` a name keeps its folders: `minutes/2026/may.md`. A space that is not there is made
    only with `create=true`. Answers with the job, at /jobs/{job}; what it has not read when it is called off is
    deleted."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UsageError("Files come as multipart/form-data.", f"curl -F files=@report.pdf {request.url}")
    folder = await run_in_threadpool(backend.open_uploads, create=create)  # before anything is kept
    async with Request(request.scope, limit_body(request.receive)).form(max_files=MAX_FILES) as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        saved: dict[str, int] = {}
        for name, file in pair_names(files, make_safe_path if folders else make_safe_name).items():
            saved[name] = (await run_in_threadpool(save, file.file, folder, name)).stat().st_ino

    def take_in() -> Iterator[IngestEvent]:
        with closing(backend.ingest([folder])) as events:  # type: ignore[type-var]
            yield from tell_of_upload(events, saved)

    job = parts.jobs.submit("ingest", backend.principal.space, take_in, lambda: backend.delete_unread(saved))
    return json_response({"job": job.id}, 202, {"Location": f"/jobs/{job.id}"})


def pair_names(files: list[UploadFile], make_safe: Callable[[str], str]) -> dict[str, UploadFile]:
    """Each file under the name that it will have. Raises UsageError for none, and for two of one name."""
    by_name: dict[str, UploadFile] = {}
    for file in files:
        name = make_safe(file.filename or "")
        if name in by_name:
            raise UsageError(f"Two of the files are called {name}.", "Send them one after the other, or rename one.")
        by_name[name] = file
    if not files:
        raise UsageError("There is no file in the form.", "Send each with its file name.")
    return by_name


@router.delete("/documents/{id}", response_model=ReceiptJSON)
async def remove(id: str, request: Request, parts: Parts, backend: Space) -> Response:
    """Erases the document, its text and its vectors everywhere; the receipt says what was erased and where."""
    backend.principal.require("write")
    await run_in_threadpool(backend.document, id)

    def removal() -> Iterator[ChangeResult]:
        yield ChangeResult(serialize.removal(backend.remove(id)))

    job = parts.jobs.submit("remove", backend.principal.space, removal)
    return json_response(await result_of(job, parts, request.receive))


AGAIN = "Ingest its folder again."


@contextmanager
def open_original(document: Document) -> Iterator[IO[bytes]]:
    """The very bytes that were ingested, also out of an archive. Raises FileChanged when they are no longer there."""
    try:
        with open_member(locate_file(document.root, document.path)) as file:
            # What is hashed and what is sent is one open file: it cannot be exchanged in between.
            if hashlib.file_digest(file, "sha256").hexdigest() != document.digest:  # type: ignore[arg-type]
                raise FileChanged(f"{document.path} has changed since it was ingested.", AGAIN)
            file.seek(0)
            yield file
    except OSError as error:
        raise FileChanged(f"{document.path} cannot be read any more: {error.strerror or error}.", AGAIN) from error
