"""A bar on stderr over the whole line, which is gone from the terminal when it ends, also by Ctrl-C."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress import Progress, ProgressColumn

ECHO = 3  # columns: a terminal writes ^C behind the bar, and in a full line would break it, so that half of it stays


class ProgressBar(Progress):
    """These columns; `speed_period` seconds are what its rate is an average of."""

    def __init__(self, *columns: str | ProgressColumn, console: Console, speed_period: float = 30.0) -> None:
        super().__init__(*columns, console=console, transient=True, speed_estimate_period=speed_period, expand=True)

    def get_renderable(self) -> RenderableType:
        return _Shortened(super().get_renderable())


class _Shortened:
    def __init__(self, drawn: RenderableType) -> None:
        self._drawn = drawn

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self._drawn, options.update_width(max(1, options.max_width - ECHO)))
