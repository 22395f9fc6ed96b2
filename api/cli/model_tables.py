"""Models as people see them: tables, a download's bar, what to get and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.filesize import decimal

from api.cli.output import write
from api.cli.terminal import line, stderr, stdout
from kb.engines.recommend import MEMORY_TABLE, Suggestion

if TYPE_CHECKING:
    from kb.engines.listing import Model
    from kb.engines.ollama.models import PullProgress

COLUMNS = ("model", "can", "size", "context", "reads", "runs on", "used to")


def show_models(found: Sequence[Model]) -> None:
    """A table on a terminal; elsewhere tab-separated lines, nothing cut."""
    if not stdout().is_terminal:
        for model in found:
            write("\t".join(_row(model)) + "\n")
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in COLUMNS:
        table.add_column(name, overflow="fold", justify="right" if name in ("size", "context") else "left")
    for model in found:
        table.add_row(*_row(model), style=None if model.where != "cloud" else "dim")
    stdout().print(table, soft_wrap=False)


def show_model(found: Model) -> None:
    names = dict(zip(COLUMNS, _row(found), strict=True))
    rows = {**names, "parameters": found.parameters, "quantization": found.quantization}
    for name, value in rows.items():
        if value:
            stdout().print(f"{name:<14}{value}")
    if found.where == "cloud":
        stdout().print("It runs elsewhere: your documents would leave this machine. It is never used.", style="yellow")
        return
    for able, variable in ((found.embeds, "KB_EMBED"), (found.chats, "KB_CHAT")):
        if able:
            stdout().print(f"{'use it with':<14}export {variable}={line(found.name)}")


def draw_bar(steps: Iterator[PullProgress], name: str) -> Iterator[PullProgress]:
    """The same steps, drawn on stderr: a bar where a person looks on, else a line for each new status."""
    if not stderr().is_terminal:
        yield from _report_steps(steps)
        return
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    from api.cli.progress_bar import ProgressBar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True),
    )
    with ProgressBar(*columns, console=stderr()) as progress:
        task = progress.add_task(line(name), total=None)
        for step in steps:
            progress.update(task, completed=step.completed, total=step.total or None, description=line(step.status, 24))
            yield step


def show_suggestions(found: Sequence[Suggestion], memory: int | None, language: str) -> None:
    """What suits, and the lines to type."""
    has = f"{memory / 2**30:.1f} GiB of memory" if memory else "an unknown amount of memory"
    documents = "Chinese" if language == "zh" else "English"
    rules = ", ".join(f"{needed / 1e9:.0f} GB for models of {size}" for size, needed in MEMORY_TABLE)
    stdout().print(f"This machine has {has}; your documents are taken to be {documents} (--language zh|en).")
    stdout().print(f"What Ollama asks for: {rules}.")
    if not found:
        stdout().print("That is too little for a chat model. The builtin engine needs none: KB_CHAT=builtin")
    for suggestion in found:
        purpose = "To answer" if suggestion.purpose == "chat" else "To find passages"
        about = f"{suggestion.parameters}, a download of {suggestion.size / 1e9:.1f} GB"
        stdout().print(f"\n{purpose}: {suggestion.model} ({about})", style="bold")
        for command in suggestion.commands:
            stdout().print(f"    {command}")


def _row(model: Model) -> tuple[str, ...]:
    abilities = {"embed": model.embeds, "chat": model.chats, "think": model.thinks}
    can = ", ".join(name for name, able in abilities.items() if able)
    unknown = model.embeds is None and model.chats is None
    size = decimal(model.size) if model.size else ""
    context = str(model.context) if model.context else ""
    where = "cloud (never used)" if model.where == "cloud" else model.where
    return line(model.name), "?" if unknown else can, size, context, model.reads, line(where), ", ".join(model.used)


def _report_steps(steps: Iterator[PullProgress]) -> Iterator[PullProgress]:
    last = ""
    for step in steps:
        if step.status != last:
            stderr().print(line(step.status))
        last = step.status
        yield step
