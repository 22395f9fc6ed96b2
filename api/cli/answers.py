"""`kb answers` and `kb export`: answers that were kept, and those that were rated as training data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.commands import say
from api.cli.context import Json, backend, read_path
from api.cli.private_file import write_private

QUESTION = 60  # characters shown of a question
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", parser=read_path, help="A file, instead of stdout.")]


def register(app: typer.Typer) -> None:
    app.command("answers")(list_answers)
    app.command("export")(export)


def list_answers(
    ctx: typer.Context,
    rated: Annotated[bool, typer.Option("--rated", help="Only those that have a rating.")] = False,
    json: Json = False,
) -> None:
    """List the answers that were kept (keep_answers)."""
    from api import serialize
    from api.cli.terminal import line, print_json, stdout

    with backend(ctx) as opened:
        found = opened.kept_answers(rated=rated)
    if json:
        print_json({"answers": [serialize.kept_answer(answer) for answer in found]})
        return
    for answer in found:
        rating = "-" if answer.rating is None else str(answer.rating)
        stdout().print("\t".join((answer.id, answer.asked_at, rating, line(answer.question, QUESTION))))
    if not found:
        say(NONE)


def export(
    ctx: typer.Context,
    format: Annotated[
        Literal["jsonl", "chatml"], typer.Option(help="All that is known, or examples as fine-tuning takes them.")
    ] = "jsonl",
    out: Out = None,
) -> None:
    """Write rated answers as training data."""
    from api import serialize
    from kb.feedback import records

    with backend(ctx) as opened:
        found = opened.kept_answers(rated=True)
    lines = [serialize.dumps(record) + "\n" for record in records(found, format)]
    # What the documents say is for its owner's eyes only.
    write_private(out, "".join(lines)) if out else typer.echo("".join(lines), nl=False)
    say(f"{len(lines)} of {len(found)} rated answers written{f' to {out}' if out else ''}." if found else NONE)


NONE = (
    "Nothing is kept. Answers are kept from the moment that kb.toml says keep_answers = true (or KB_KEEP_ANSWERS=1), "
    "and rated with /rate in kb chat."
)
