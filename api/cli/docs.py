"""`kb docs`: what is in a space, and taking it out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.commands import say
from api.cli.context import Json, backend
from api.cli.terminal import decode_argument
from ingest.scan.paths import normalize_name
from kb.errors import UnknownDocument, UsageError

if TYPE_CHECKING:
    from api.backend.protocol import Backend
    from kb.types import Document

app = typer.Typer(help="List, show and remove documents.", no_args_is_help=True, rich_markup_mode=None)
Id = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its id, the beginning of it, or its path.")]


@app.command("list")
def list_documents(ctx: typer.Context, json: Json = False) -> None:
    """List the documents of the space."""
    from api import serialize
    from api.cli import output
    from api.cli.terminal import print_json

    with backend(ctx) as opened:
        documents = opened.documents()
    if not documents:
        say(output.tell_empty(ctx.obj.space))
    print_json(serialize.documents(documents)) if json else output.show_documents(documents)


@app.command("show")
def show(
    ctx: typer.Context,
    document: Id,
    page: Annotated[int | None, typer.Option(min=1, help="Print the text of this page.")] = None,
    json: Json = False,
) -> None:
    """Show what is known of a document, or a page of it."""
    from api import serialize
    from api.cli import output
    from api.cli.terminal import print_json, strip_controls

    with backend(ctx) as opened:
        found = one_of(opened, document)
        text = None if page is None else opened.page(found.id, page)
    if json:
        print_json(serialize.document(found) if text is None else serialize.page(found.id, text))
    elif text is None:
        output.show_document(found)
    else:
        typer.echo(strip_controls(text.text))


@app.command("remove")
def remove(
    ctx: typer.Context, documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT…")], json: Json = False
) -> None:
    """Erase documents; print what was erased where."""
    from api import serialize
    from api.cli import output
    from api.cli.terminal import print_json

    with backend(ctx) as opened:
        for found in [one_of(opened, document) for document in documents]:
            receipt = opened.remove(found.id)
            print_json(serialize.removal(receipt)) if json else output.show_receipt(receipt)


def one_of(opened: Backend, typed: str) -> Document:
    """The document with this id or path, as it is listed or from the folder we are in, or an id that begins so.

    Raises UnknownDocument, UsageError for several.
    """
    wanted = decode_argument(typed)
    documents = opened.documents()
    path = normalize_name(os.path.normpath(wanted))  # as it is typed here; accents may be stored composed otherwise
    files = {normalize_name(decode_argument(find(typed))) for find in (os.path.abspath, os.path.realpath)}
    found = [one for one in documents if wanted == one.id or path == normalize_name(one.path)]
    found = found or [one for one in documents if normalize_name(os.path.join(one.root, one.path)) in files]
    found = found or [one for one in documents if wanted and one.id.startswith(wanted)]
    if not found:
        raise UnknownDocument(f"There is no document {wanted!r}.", _hint_at(documents, path))
    if len(found) > 1:
        raise UsageError(f"{wanted!r} means {len(found)} documents.", "Name one by its id: kb docs list")
    return found[0]


def _hint_at(documents: Sequence[Document], path: str) -> str:
    near = [document.path for document in documents if normalize_name(document.path).endswith(f"/{path}")]
    return f"There is {near[0]}; see all with: kb docs list" if near else "See them with: kb docs list"
