"""The command line: parse, call, draw. Heavy parts are imported where they are used, so that help comes at once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli import answers, docs, evaluation, homes, models, servers
from api.cli.commands import FAILED, REFUSED, Commands, say
from api.cli.context import GlobalOptions, Json, backend, read_path, refuse_no_number
from api.version import read_version
from kb.errors import HomeError, UsageError
from kb.limits import HITS
from kb.types import AskOptions

HELP = "Ask your own documents: answers that quote the page they come from, and nothing leaves this machine."
app = typer.Typer(
    cls=Commands,
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(docs.app, name="docs")
app.add_typer(models.app, name="models")

Question = Annotated[
    list[str], typer.Argument(metavar="QUESTION", help="In your own words, unquoted; - reads it from stdin.")
]
Role = Annotated[str | None, typer.Option(metavar="NAME", help="translator, lawyer, teacher, or one of kb.toml.")]
Temperature = Annotated[
    float | None, typer.Option(min=0, max=2, callback=refuse_no_number, help="0: always the likeliest words.")
]
K = Annotated[int | None, typer.Option("-k", min=1, max=HITS, help="How many passages to find.", show_default="8")]


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kb {read_version()}")
        raise typer.Exit


@app.callback()
def choose(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar="DIR", parser=read_path, help="Where the knowledge base is kept (or KB_HOME)."),
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
    ctx.obj = GlobalOptions(home, space, embed, chat)


@app.command()
def ingest(
    ctx: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", parser=read_path, help="Folders and files.", show_default=False)
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    prune: Annotated[
        bool | None,
        typer.Option(
            "--prune/--no-prune",
            help="Remove documents whose files are gone; unless said, not where most of a folder would go.",
            show_default=False,
        ),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare the contents of all files, not only their sizes and times.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on mirroring what changes, until Ctrl-C.")] = False,
    json: Json = False,
) -> None:
    """Make the space mirror these folders and files."""
    from api.cli import ingest_progress

    if watch:
        from api.cli.watch import mirror

        if dry_run or verify:
            raise UsageError("--watch cannot be combined with --dry-run or --verify.", "Leave one of them out.")
        mirror(paths, ctx.obj.settings().home, lambda: backend(ctx), prune=prune, as_json=json)
    with backend(ctx, make=not dry_run) as opened:
        events = opened.ingest(paths, prune=prune, dry_run=dry_run, verify=verify)
        fine = ingest_progress.draw(events, as_json=json, dry_run=dry_run)
    if not fine:
        raise typer.Exit(FAILED)


@app.command()
def ask(
    ctx: typer.Context,
    question: Question,
    k: K = None,
    role: Role = None,
    temperature: Temperature = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show on stderr what the model is shown.")] = False,
    json: Json = False,
) -> None:
    """Answer a question, with the pages that say so."""
    from api.backend.protocol import read_answer
    from api.cli import output
    from api.cli.terminal import join_question, print_json

    wanted = join_question(question)
    options = AskOptions(k=k, role=role, temperature=temperature, explain=explain)
    with backend(ctx) as opened:
        events = opened.ask(wanted, options)
        events = output.show_prompt(events) if explain else events
        with output.hold_log():
            answer = read_answer(events) if json else output.show_answer(events)
    if json:
        from api import serialize

        print_json(serialize.answer(answer))
    if not answer.complete:
        output.tell_incomplete(answer)
        raise typer.Exit(FAILED)
    if answer.refused:
        raise typer.Exit(REFUSED)


@app.command()
def chat(
    ctx: typer.Context,
    resume: Annotated[
        Path | None,
        typer.Option("--resume", metavar="FILE", parser=read_path, help="Go on with a saved conversation."),
    ] = None,
    k: K = None,
    role: Role = None,
    temperature: Temperature = None,
) -> None:
    """Talk with the documents; Ctrl-D leaves."""
    from api.backend.lease import Lease
    from api.cli.chat import conversation, loop
    from api.cli.chat.slash_commands import Chat

    before = conversation.load(resume) if resume else conversation.Conversation()
    roles = ctx.obj.settings().roles
    with closing(Lease(lambda: backend(ctx), idle=10)) as lease:
        fine = loop.converse(Chat(lease.borrow, roles, before, role, k, temperature, resume))
    if not fine:
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
    """Find the passages that answer to a question."""
    from api.cli import output
    from api.cli.terminal import join_question, print_json

    wanted = join_question(question)
    with backend(ctx) as opened:
        hits = opened.search(wanted, k=k, mode=mode)
        if not hits and not opened.documents():
            say(output.tell_empty(ctx.obj.space))
    if not json:
        output.show_hits(hits)
        return
    from api import serialize

    print_json({"hits": serialize.hits(hits)})


@app.command()
def doctor(
    ctx: typer.Context,
    privacy: Annotated[
        bool, typer.Option("--privacy", help="Say what could be reached, and what is written where.")
    ] = False,
    json: Json = False,
) -> None:
    """Check that everything works, and say what to type."""
    from api import serialize
    from api.cli import output, privacy_report
    from api.cli.terminal import print_json
    from kb.doctor.checks import explain_unopened, run_checks

    if privacy:
        privacy_report.show(ctx.obj.settings(), as_json=json)
        return
    found = list(run_checks(ctx.obj.settings()))
    try:
        with backend(ctx) as opened:
            found += opened.checks(thorough=True)
    except HomeError as error:
        found.append(explain_unopened(error))
    print_json({"checks": serialize.checks(found)}) if json else output.show_checks(found)
    if any(check.status == "broken" for check in found):
        raise typer.Exit(FAILED)


@app.command()
def demo(ctx: typer.Context) -> None:
    """Try it all on sample documents in a throw-away home."""
    from api.cli import demonstration

    if not demonstration.run(ctx.obj.settings()):
        raise typer.Exit(FAILED)


servers.register(app)
homes.register(app)
answers.register(app)
evaluation.register(app)
