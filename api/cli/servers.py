"""`kb serve` and `kb mcp`: the home served to other programs, over HTTP or over stdin and stdout."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.commands import say, warn
from api.cli.context import backend
from kb.errors import HomeBusy


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Only addresses of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8808,
) -> None:
    """Serve over HTTP; other commands work through it."""
    import kb
    from api.http import run, shutdown
    from kb.store.lock import read_holder

    settings = ctx.obj.settings()
    owner = read_holder(settings.home)
    if owner and owner.url:
        raise HomeBusy(
            f"{settings.home} is served already, at {owner.url}.", "Other commands on it work through that server."
        )
    with run.listen(host, port) as listening, kb.open(settings=settings, command="kb serve", on_wait=warn) as base:
        run.serve(base, listening, lambda url: say(f"Serving {settings.home} at {url} (stop with Ctrl-C)"))
    say("Stopped.")
    shutdown.end()


def mcp(ctx: typer.Context) -> None:
    """Serve MCP clients over stdin and stdout."""
    from api.backend.lease import Lease
    from api.mcp import stdio

    stdio.run(Lease(lambda: backend(ctx)))


def register(app: typer.Typer) -> None:
    for command in (serve, mcp):
        app.command()(command)
