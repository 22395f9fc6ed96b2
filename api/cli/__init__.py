"""The command line: parse, call, draw. Heavy parts are imported where they are used, so that help comes at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.cli.commands import FAILED, Commands, say, warn
from kb.errors import UnknownDocument, UsageError

if TYPE_CHECKING:
    from api.backend import Backend
    from api.wire import DocumentJSON
    from kb.settings import Settings

HELP = "Ask your own documents: answers that quote the page they come from, and nothing leaves this machine."
app = typer.Typer(
    cls=Commands,
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
docs = typer.Typer(help="List, show and remove documents.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(docs, name="docs")

Json = Annotated[bool, typer.Option("--json", help="JSON on stdout, and nothing else there.")]
Question = Annotated[list[str], typer.Argument(metavar="QUESTION", help="In your own words; quotes are not needed.")]
K = Annotated[int | None, typer.Option("-k", min=1, max=100, help="How many passages to find.", show_default="8")]
Id = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its id, the beginning of it, or its path.")]


@dataclass(frozen=True)
class Choice:
    """What the global options chose."""

    home: Path | None
    space: str
    embed: str | None
    chat: str | None

    def settings(self) -> Settings:
        from kb.settings import load

        return load(self.home, embed=self.embed, chat=self.chat)


def show_version(wanted: bool) -> None:
    if wanted:
        from api.version import version

        typer.echo(f"kb {version()}")
        raise typer.Exit


@app.callback()
def choose(
    ctx: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", metavar="DIR", help="Where the knowledge base is kept (or KB_HOME).")
    ] = None,
    space: Annotated[str, typer.Option("--space", metavar="NAME", help="Which collection of documents.")] = "default",
    embed: Annotated[
        str | None,
        typer.Option("--embed", metavar="ENGINE", help="builtin, ollama:MODEL or openai:MODEL@URL (or KB_EMBED)."),
    ] = None,
    chat: Annotated[
        str | None, typer.Option("--chat", metavar="ENGINE", help="The same, for answers (or KB_CHAT).")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=show_version, help="Print the version.")
    ] = False,
) -> None:
    ctx.obj = Choice(home, space, embed, chat)


@contextmanager
def backend(ctx: typer.Context) -> Iterator[Backend]:
    """The chosen home, opened here or reached through the server that owns it."""
    from api.connect import connected

    choice: Choice = ctx.obj
    settings = choice.settings()
    own_engines = bool(choice.embed or choice.chat)
    with connected(settings, choice.space, f"kb {ctx.info_name}", warn, own_engines=own_engines) as opened:
        yield opened


@app.command()
def ingest(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Folders and files.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    prune: Annotated[bool, typer.Option(help="Remove documents whose files are gone.")] = True,
    json: Json = False,
) -> None:
    """Make the space mirror these folders: add, update, rename and remove documents."""
    from api.cli import ingesting

    with backend(ctx) as opened:
        fine = ingesting.draw(opened.ingest(paths, prune=prune, dry_run=dry_run), as_json=json)
    if not fine:
        raise typer.Exit(FAILED)


@app.command()
def ask(
    ctx: typer.Context,
    question: Question,
    k: K = None,
    role: Annotated[str | None, typer.Option(metavar="NAME", help="Answer as this role of kb.toml.")] = None,
    temperature: Annotated[float | None, typer.Option(min=0, max=2, help="0: always the likeliest words.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show on stderr what the model is shown.")] = False,
    json: Json = False,
) -> None:
    """Answer a question from the documents, with the pages that say so."""
    from api.backend import answer_of
    from api.cli import draw
    from api.cli.text import asked, print_json

    with backend(ctx) as opened:
        events = opened.ask(asked(question), k=k, role=role, temperature=temperature, explain=explain)
        events = draw.explained(events)
        answer = answer_of(events) if json else draw.answer(events)
    if json:
        print_json(answer)
    if not answer["complete"]:
        warn("The model stopped before the end of its answer.")
        raise typer.Exit(FAILED)


@app.command()
def search(
    ctx: typer.Context,
    question: Question,
    k: K = None,
    mode: Annotated[
        Literal["hybrid", "vector", "keyword"], typer.Option(help="By meaning, by words, or both.")
    ] = "hybrid",
    json: Json = False,
) -> None:
    """Find the passages that answer to a question, best first."""
    from api.cli import draw
    from api.cli.text import asked, print_json

    with backend(ctx) as opened:
        hits = opened.search(asked(question), k=k, mode=mode)
    print_json({"hits": hits}) if json else draw.hits(hits)


@docs.command("list")
def docs_list(ctx: typer.Context, json: Json = False) -> None:
    """List the documents of the space."""
    from api.cli import draw
    from api.cli.text import print_json

    with backend(ctx) as opened:
        documents = opened.documents()
    print_json({"documents": documents}) if json else draw.documents(documents)


@docs.command("show")
def docs_show(
    ctx: typer.Context,
    document: Id,
    page: Annotated[int | None, typer.Option(min=1, help="Print the text of this page.")] = None,
    json: Json = False,
) -> None:
    """Show what is known of a document, or the text of one of its pages."""
    from api.cli import draw
    from api.cli.text import plain, print_json

    with backend(ctx) as opened:
        found = one_of(opened, document)
        text = None if page is None else opened.page(found["id"], page)
    if json:
        print_json(text or found)
    elif text is None:
        draw.document(found)
    else:
        typer.echo(plain(text["text"]))


@docs.command("remove")
def docs_remove(
    ctx: typer.Context, documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT…")], json: Json = False
) -> None:
    """Erase documents and print a receipt of what was erased where."""
    from api.cli import draw
    from api.cli.text import print_json

    with backend(ctx) as opened:
        for found in [one_of(opened, document) for document in documents]:
            receipt = opened.remove(found["id"])
            print_json(receipt) if json else draw.receipt(receipt)


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Only addresses of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8808,
) -> None:
    """Serve the knowledge base over HTTP; other commands on this home work through the server meanwhile."""
    import kb
    from api import server

    settings = ctx.obj.settings()
    with server.listen(host, port) as listening, kb.open(settings=settings, command="kb serve", on_wait=warn) as base:
        server.serve(base, listening, lambda url: say(f"Serving {settings.home} at {url} (stop with Ctrl-C)"))
        say("Stopped.")


def one_of(opened: Backend, wanted: str) -> DocumentJSON:
    """The document with this id, an id that begins so, or this path. Raises UnknownDocument, UsageError for several."""
    documents = opened.documents()
    found = [document for document in documents if wanted in (document["id"], document["path"])]
    found = found or [document for document in documents if document["id"].startswith(wanted)]
    if not found:
        raise UnknownDocument(f"There is no document {wanted!r}.", "See them with: kb docs list")
    if len(found) > 1:
        raise UsageError(f"{wanted!r} means {len(found)} documents.", "Name one by its id: kb docs list")
    return found[0]


@app.command()
def doctor(ctx: typer.Context, json: Json = False) -> None:
    """Check that everything works here, and say what to type where it does not."""
    from api import wire
    from api.cli import draw
    from api.cli.text import print_json
    from kb.doctor import checks_here

    found = wire.checks(checks_here(ctx.obj.settings()))
    with backend(ctx) as opened:
        found += opened.checks()
    print_json({"checks": found}) if json else draw.checks(found)
    if any(check["status"] == "broken" for check in found):
        raise typer.Exit(FAILED)


@app.command()
def demo(ctx: typer.Context) -> None:
    """Ingest the sample documents into a throw-away home and answer three questions."""
    from api.cli import demonstration

    if not demonstration.run(ctx.obj.settings()):
        raise typer.Exit(FAILED)
