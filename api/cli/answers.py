"""`kb answers` and `kb export`: answers that were kept, and those that were rated as training data."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.commands import say
from api.cli.context import Json, backend

QUESTION = 60  # characters shown of a question
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="A file, instead of stdout.")]


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
    _write(lines, out)
    say(f"{len(lines)} of {len(found)} rated answers written{f' to {out}' if out else ''}." if found else NONE)


NONE = (
    "Nothing is kept. Answers are kept from the moment that kb.toml says keep_answers = true (or KB_KEEP_ANSWERS=1), "
    "and rated with /rate in kb chat."
)


def _write(lines: Iterable[str], out: Path | None) -> None:
    if out is None:
        for text in lines:
            typer.echo(text, nl=False)
        return
    # What the documents say is for its owner's eyes only.
    with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(lines)
