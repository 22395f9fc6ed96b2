"""`kb space`, `kb backup`, `kb restore` and `kb reindex`: a home and its spaces as wholes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.commands import confirm
from api.cli.context import Json, backend, read_path

spaces = typer.Typer(help="List, make and remove spaces.", no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="NAME")]


def _read_backup_path(typed: str) -> Path:
    """As `read_path`; and `-` is no file either, though a shell would take it for one."""
    if typed == "-":
        raise typer.BadParameter("a backup is written into a file, and read from one. Name it: kb.bak")
    return read_path(typed)


File = Annotated[Path, typer.Argument(metavar="FILE", parser=_read_backup_path)]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


@spaces.command("list")
def list_spaces(ctx: typer.Context, json: Json = False) -> None:
    """List the spaces."""
    from api.cli.terminal import line, print_json, stdout

    with backend(ctx) as opened:
        names = opened.spaces()
    if json:
        print_json({"spaces": names})
    else:
        for name in names:
            stdout().print(line(name))


@spaces.command("create")
def create(ctx: typer.Context, name: Name) -> None:
    """Make a space."""
    from api.cli.terminal import line, stdout

    with backend(ctx) as opened:
        opened.create_space(name)
    stdout().print(f"Made the space {line(name)}.")


@spaces.command("remove")
def remove(
    ctx: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Erase a space with all that is in it; print what was erased."""
    from api import serialize
    from api.cli import output
    from api.cli.terminal import print_json

    with backend(ctx) as opened:
        if not yes and not confirm(f"Erase the space {name} with all its documents and uploaded files?"):
            raise typer.Exit(1)
        receipt = opened.remove_space(name)
    print_json(serialize.space_receipt(receipt)) if json else output.show_space_receipt(receipt)


def backup(ctx: typer.Context, file: File, force: Force = False) -> None:
    """Write the whole home into one file."""
    from api.cli.terminal import line, stdout

    with backend(ctx) as opened:
        size = opened.back_up(file, force=force)
    stdout().print(f"Wrote {line(str(file))} ({size / 1e6:.1f} MB). It holds the text of all documents: keep it safe.")


def restore(ctx: typer.Context, file: File, force: Force = False) -> None:
    """Make the home what a backup holds.

    While a server runs on it, that server does it.
    """
    from api.backend.connect import find_server
    from api.cli.terminal import line, stdout
    from kb.store.backup import restore

    settings = ctx.obj.settings()
    home = settings.home
    server = find_server(settings, ctx.obj.space)
    if server is None:
        restore(file, home, force)
    else:
        with closing(server):
            server.restore(file, force=force)
    stdout().print(f"{line(str(home))} is as {line(str(file))} holds it.")


def reindex(ctx: typer.Context) -> None:
    """Build both indexes of every space anew.

    `kb reindex --embed ENGINE` embeds the space anew with that engine instead.
    """
    from api.cli.terminal import line, stdout

    # Not what the space is to be opened with: it is embedded with another engine until all is done.
    embed, ctx.obj = ctx.obj.embed, replace(ctx.obj, embed=None)
    with backend(ctx) as opened:
        embedded = opened.reindex(embed)
    if embed:
        stdout().print(f"The space {line(ctx.obj.space)} is embedded with {line(embed)} ({embedded} passages now).")
    else:
        stdout().print("Both indexes of every space are built anew.")


def register(app: typer.Typer) -> None:
    app.add_typer(spaces, name="space")
    for command in (backup, restore, reindex):
        app.command()(command)
