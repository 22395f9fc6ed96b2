"""A run of `kb ingest`, drawn: a line a file, a bar while it goes on, the failures last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from api.cli.commands import warn
from api.cli.terminal import line, print_json, stderr, stdout
from api.serialize import Event

if TYPE_CHECKING:
    from rich.progress import Progress

FILES = ("added", "updated", "renamed", "removed", "unchanged", "skipped", "failed")


def draw(events: Iterator[Event], as_json: bool) -> bool:
    """Draws the run; whether every file ended well."""
    failed: list[Event] = []
    with _bar() as bar:
        for event in events:
            if event.name == "progress" and bar is not None:
                _advance(bar, event)
            elif event.name == "waiting":
                warn("Waiting for another change of this knowledge base to end.")
            elif event.name == "remark":
                warn(f"{event.data['message']} {event.data['hint']}")
            elif event.name in ("file", "summary"):
                failed += [event] if event.data.get("status") == "failed" else []
                _told(event, as_json, bar)
    if not as_json:
        for event in failed:
            stdout().print(f"failed     {line(event.data['path'])}: {line(event.data['reason'])}", style="red")
    return not failed


def _told(event: Event, as_json: bool, bar: Progress | None) -> None:
    # On a terminal the bar's own console writes above the bar; another one would write into it.
    console = bar.console if bar and stdout().is_terminal else stdout()
    if as_json:
        print_json(dict(event.data) if event.name == "file" else {"summary": event.data})
    elif event.name == "summary":
        console.print(format_summary(event.data))
    elif event.data["status"] not in ("unchanged", "failed"):
        console.print(format_outcome(event.data))


def format_outcome(file: Any) -> str:
    """`added      handbook.pdf (12 pages, 40 chunks)`."""
    counts = f" ({_many(file['pages'], 'page')}, {_many(file['chunks'], 'chunk')})" if file["chunks"] else ""
    reason = f": {line(file['reason'])}" if file["reason"] else ""
    return f"{file['status']:<11}{line(file['path'])}{counts}{reason}"


def format_summary(data: Any) -> str:
    """`3 added, 1 failed; 120 chunks, 118 embedded, in 3.2 s`."""
    files = ", ".join(f"{data[status]} {status}" for status in FILES if data.get(status)) or "no files"
    return f"{files}; {_many(data['chunks'], 'chunk')}, {data['embedded']} embedded, in {data['seconds']:.1f} s"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """A bar on stderr where a person looks at it."""
    if not stderr().is_terminal:
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.fields[files]}", markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.completed:.0f}/{task.total:.0f}", markup=False),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=stderr(), transient=True, speed_estimate_period=60, expand=True) as bar:
        bar.add_task("", total=1, files="reading", rate="", visible=True)
        yield bar


def _advance(bar: Progress, event: Event) -> None:
    [task] = bar.tasks
    data = event.data
    files = f"{data['files_done']}/{data['files_total']} files"
    rate = f"{task.speed:.0f} chunks/s" if task.speed else ""
    # Set here, not by update(): that would forget the speed each time the total grows.
    task.total = max(1, data["chunks_total"])
    bar.update(task.id, completed=data["chunks_done"], files=files, rate=rate)
