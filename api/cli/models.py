"""`kb models`: what the engines of this machine have, getting more, and which to get."""

from __future__ import annotations

import locale
import os
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.filesize import decimal

from api.cli.commands import FAILED, confirm, say, warn
from api.cli.context import Json

if TYPE_CHECKING:
    from kb.engines.ollama.client import Client

app = typer.Typer(help="List, show, get and remove models.", no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="MODEL", help="As Ollama calls it: qwen3:8b.")]


@app.command("list")
def list_models(ctx: typer.Context, json: Json = False) -> None:
    """List what can embed and what can chat here."""
    from api.cli import model_tables
    from api.cli.terminal import print_json
    from kb.engines.listing import list_models as listed

    found, problems = listed(ctx.obj.settings())
    for problem in problems:
        warn(str(problem))
    print_json({"models": [asdict(model) for model in found]}) if json else model_tables.show_models(found)


@app.command("show")
def show(ctx: typer.Context, model: Name, json: Json = False) -> None:
    """Show what is known of a model."""
    from api.cli import model_tables
    from api.cli.terminal import print_json
    from kb.engines.listing import show_model

    found = show_model(ctx.obj.settings(), model)
    print_json(asdict(found)) if json else model_tables.show_model(found)


@app.command("pull")
def pull(ctx: typer.Context, model: Name, json: Json = False) -> None:
    """Have Ollama download a model; an interrupted download goes on with the same command."""
    from api.cli import model_tables
    from api.cli.terminal import print_json
    from kb.engines.ollama.download import download, free_for_models
    from kb.engines.recommend import download_size

    client, name = _client(ctx), model.removeprefix("ollama:")
    steps = download(client, name, expected=download_size(name), free=lambda: free_for_models(client))
    with closing(steps):
        for step in steps if json else model_tables.draw_bar(steps, name):
            if json:
                print_json({"status": step.status, "completed": step.completed, "total": step.total})
    if not json:
        say(f"{name} is here.")
        show(ctx, name)


@app.command("rm")
def remove(
    ctx: typer.Context, model: Name, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False
) -> None:
    """Remove a model from Ollama."""
    from kb.engines.ollama.models import delete_model, one_model

    client, name = _client(ctx), model.removeprefix("ollama:")
    size = one_model(client, name).size
    if not yes and not confirm(f"Remove {name}{f' ({decimal(size)})' if size else ''}?"):
        say(f"{name} is kept.")
        raise typer.Exit(FAILED)
    delete_model(client, name)
    say(f"{name} is removed.")


@app.command("recommend")
def recommend(
    language: Annotated[
        Literal["zh", "en"] | None,
        typer.Option(help="Of your documents; zh: Chinese.", show_default="as this system speaks"),
    ] = None,
    json: Json = False,
) -> None:
    """Say which models suit this machine, and what to type."""
    from api.cli import model_tables
    from api.cli.terminal import print_json
    from kb.engines.memory import total_memory
    from kb.engines.recommend import language_of_locale, recommend_models

    system = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    spoken = language or language_of_locale(system or locale.getlocale()[0] or "")
    memory = total_memory()
    found = recommend_models(memory or 0, spoken)
    if json:
        rows = [asdict(suggestion) | {"commands": suggestion.commands} for suggestion in found]
        print_json({"memory": memory, "language": spoken, "models": rows})
    else:
        model_tables.show_suggestions(found, memory, spoken)


def _client(ctx: typer.Context) -> Client:
    from kb.engines import ollama_client

    return ollama_client(ctx.obj.settings())
