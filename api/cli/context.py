"""What the global options chose, opened: the home here, or the server that owns it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.commands import warn

if TYPE_CHECKING:
    from api.backend.protocol import Backend
    from kb.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="JSON on stdout, and nothing else there.")]


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


@contextmanager
def backend(ctx: typer.Context) -> Iterator[Backend]:
    """The chosen home, opened here or reached through the server that owns it."""
    from api.backend.connect import open_backend

    choice: Choice = ctx.obj
    settings = choice.settings()
    own_engines = bool(choice.embed or choice.chat)
    with open_backend(settings, choice.space, f"kb {ctx.info_name}", warn, own_engines=own_engines) as opened:
        yield opened
