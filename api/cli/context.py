"""What the global options chose, opened: the home here, or the server that owns it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.commands import warn
from ingest.scan.paths import explain_address, is_address

if TYPE_CHECKING:
    from api.backend.protocol import Backend
    from kb.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="JSON on stdout, and nothing else there.")]


def read_path(typed: str) -> Path:
    """A path as it was typed. Raises BadParameter for an address, of which a path would lose a slash, and for none:
    `""` is what a variable leaves that was never set, and the folder that the command is typed in was not meant."""
    if not typed.strip():
        raise typer.BadParameter("it is empty. Name a file or a folder; `.` is the one you are in.")
    if is_address(typed):
        raise typer.BadParameter(" ".join(explain_address(typed)))
    return Path(typed)


def refuse_no_number(given: float | None) -> float | None:
    """Raises BadParameter for `nan`, which is in any range: a bound does not tell it."""
    if given is not None and isnan(given):
        raise typer.BadParameter("nan is no number.")
    return given


@dataclass(frozen=True)
class GlobalOptions:
    """What the global options chose."""

    home: Path | None
    space: str
    embed: str | None
    chat: str | None

    def settings(self) -> Settings:
        from kb.settings import load

        return load(self.home, embed=self.embed, chat=self.chat)


@contextmanager
def backend(ctx: typer.Context, *, make: bool = True) -> Iterator[Backend]:
    """The chosen home, opened here or reached through the server that owns it. Without `make` none is left where none
    was."""
    from api.backend.connect import open_backend, open_backend_of_new_home
    from kb.store.folder import is_new

    choice: GlobalOptions = ctx.obj
    settings = choice.settings()
    command, own_engines = f"kb {ctx.info_name}", bool(choice.embed or choice.chat)
    if not make and is_new(settings.home):
        with open_backend_of_new_home(settings, choice.space, command) as opened:
            yield opened
        return
    with open_backend(settings, choice.space, command, warn, own_engines=own_engines) as opened:
        yield opened
