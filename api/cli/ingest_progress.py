"""A run of `kb ingest`, drawn: a line a file, a bar while it goes on, the failures last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api import serialize
from api.cli.commands import warn
from api.cli.terminal import count, line, print_json, stderr, stdout
from api.values import Queued, Remark
from ingest.events import Outcome, Status, Summary
from ingest.events import Progress as Step

if TYPE_CHECKING:
    from rich.progress import Progress

    from api.values import IngestEvent

FILES: tuple[Status, ...] = ("added", "updated", "renamed", "removed", "unchanged", "skipped", "failed")


def draw(events: Iterator[IngestEvent], as_json: bool, known: set[str] | None = None, dry_run: bool = False) -> bool:
    """Draws the run; whether every file ended well.

    Of one run of many, `known` holds what earlier ones found wrong, and gains what this one does: it is told once.
    """
    failed: list[Outcome] = []
    with _bar() as bar:
        for event in events:
            if isinstance(event, Step):
                _advance(bar, event)
            elif isinstance(event, Queued):
                warn("Waiting for another change of this knowledge base to end.")
            elif isinstance(event, Remark):
                warn(f"{event.message} {event.hint}")
            else:
                if known is not None and _is_told(event, known):
                    continue
                failed += [event] if isinstance(event, Outcome) and event.status == "failed" else []
                _print(event, as_json, bar, dry_run)
    if not as_json:
        for file in failed:
            stdout().print(f"failed     {line(file.path)}: {line(file.reason)}", style="red")
    return not failed


def _is_told(event: Outcome | Summary, known: set[str]) -> bool:
    if isinstance(event, Summary):
        return not event.counts.keys() - {"unchanged", "skipped", "failed"}
    if event.status not in ("skipped", "failed"):
        return False
    told = format_outcome(event)
    is_told = told in known
    known.add(told)
    return is_told


def _print(event: Outcome | Summary, as_json: bool, bar: Progress | None, dry_run: bool) -> None:
    # On a terminal the bar's own console writes above the bar; another one would write into it.
    console = bar.console if bar and stdout().is_terminal else stdout()
    if as_json:
        print_json(serialize.outcome(event) if isinstance(event, Outcome) else {"summary": serialize.summary(event)})
    elif isinstance(event, Summary):
        console.print(format_forecast(event) if dry_run else format_summary(event))
    elif event.status not in ("unchanged", "failed"):
        console.print(format_outcome(event))


def format_outcome(file: Outcome) -> str:
    """`added      handbook.pdf (12 pages, 40 chunks)`."""
    counts = f" ({count(file.pages, 'page')}, {count(file.chunks, 'chunk')})" if file.chunks else ""
    reason = f": {line(file.reason)}" if file.reason else ""
    return f"{file.status:<11}{line(file.path)}{counts}{reason}"


def format_summary(run: Summary) -> str:
    """`3 added, 1 failed; 120 chunks, 118 embedded, in 3.2 s`."""
    return f"{_count_files(run)}; {count(run.chunks, 'chunk')}, {run.embedded} embedded, in {run.seconds:.1f} s"


def format_forecast(run: Summary) -> str:
    """`Nothing was done. It would be: 3 added. Leave out --dry-run to do it.`"""
    return f"Nothing was done. It would be: {_count_files(run)}. Leave out --dry-run to do it."


def _count_files(run: Summary) -> str:
    return ", ".join(f"{run.counts[status]} {status}" for status in FILES if run.counts.get(status)) or "no files"


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """A bar on stderr where a person looks at it."""
    if not stderr().is_terminal:
        yield None
        return
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

    from api.cli.progress_bar import ProgressBar

    columns = (
        TextColumn("{task.fields[files]}", markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.completed:.0f}/{task.total:.0f}", markup=False),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(compact=True),
    )
    with ProgressBar(*columns, console=stderr(), speed_period=60.0) as bar:
        bar.add_task("", total=1, files="reading", rate="", visible=True)
        yield bar


def _advance(bar: Progress | None, step: Step) -> None:
    if bar is None:
        return
    [task] = bar.tasks
    files = f"{step.files_done}/{step.files_total} files"
    rate = f"{task.speed:.0f} chunks/s" if task.speed else ""
    # Set here, not by update(): that would forget the speed each time the total grows.
    task.total = max(1, step.chunks_total)
    bar.update(task.id, completed=step.chunks_done, files=files, rate=rate)
