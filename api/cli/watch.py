"""`kb ingest --watch`: the folders are mirrored, and go on being so until Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import NoReturn

from api.backend.protocol import Backend
from api.cli import ingest_progress
from api.cli.commands import say, warn
from ingest.scan.roots import find_scopes
from ingest.scan.watch import RESCAN, RETRY, FolderWatch
from kb.errors import DiskFull, EngineError, HomeBusy, HomeReadOnly


def mirror(
    paths: Sequence[Path],
    home: Path,
    connect: Callable[[], AbstractContextManager[Backend]],
    *,
    prune: bool | None,
    as_json: bool,
) -> NoReturn:
    """Takes in what changes, as it changes; in between the home is free for others.

    What fails for a while, as an engine that is not there, is tried again. Raises UsageError for a path that is not
    there at the beginning.
    """
    find_scopes(paths, ())  # raises for a path that is not there
    known: set[str] = set()
    gone: set[Path] = set()
    pause = RESCAN
    say("Watching for changes (stop with Ctrl-C).")
    with closing(FolderWatch(paths, [home], warn)) as watching:
        while True:
            there = watching.wait(pause)
            gone = _report_missing({path.absolute() for path in paths} - set(there), gone)
            pause = RESCAN
            try:
                if there:
                    with connect() as opened:
                        ingest_progress.draw(opened.ingest(there, prune=prune), as_json=as_json, known=known)
                    sys.stdout.flush()  # a log shows it now, not once a buffer is full
            except (EngineError, DiskFull, HomeBusy, HomeReadOnly) as error:
                pause = RETRY
                warn(f"{error.message} {error.hint} Tried again in {RETRY:.0f} s.")


def _report_missing(missing: set[Path], before: set[Path]) -> set[Path]:
    for path in sorted(missing - before):
        warn(f"{path} is gone; its documents stay, and it is looked for until it is back.")
    for path in sorted(before - missing):
        say(f"{path} is back.")
    return missing
