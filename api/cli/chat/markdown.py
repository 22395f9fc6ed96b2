"""Markdown drawn in a terminal while it comes: finished blocks stay, the last one is drawn anew as it grows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import ClassVar

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.markdown import Markdown, MarkdownElement, Paragraph
from rich.segment import Segment
from rich.spinner import Spinner
from rich.text import Text

from api.cli.terminal import strip_controls
from api.cli.wrap import Wrap

# No HTML and no link definitions: `<b>` and `[1]: …` are text that a document has, and would vanish.
PARSER = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).disable("reference")
BESIDES = 2  # lines of the screen that the growing block leaves alone


class WrappedParagraph(Paragraph):
    """A paragraph, broken as `kb ask` breaks lines: rich would only break between spaces, which Chinese has not."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from break_lines(self.text, options.max_width)


class Drawn(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {**Markdown.elements, "paragraph_open": WrappedParagraph}

    def __init__(self, text: str) -> None:
        super().__init__("", hyperlinks=False)  # where a link leads is shown, not hidden behind its words
        self.parsed = PARSER.parse(text)


class Block:
    """Markdown without the empty lines around it; with `limit`, only as many lines of its end."""

    def __init__(self, text: str, limit: int | None = None) -> None:
        self._drawn = Drawn(text)
        self._limit = limit

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = console.render_lines(self._drawn, options, pad=False)
        full = [number for number, line in enumerate(lines) if "".join(part.text for part in line).strip()]
        kept = lines[full[0] : full[-1] + 1] if full else []
        for line in kept[-self._limit :] if self._limit else kept:
            yield from _trim_end(line)
            yield Segment.line()


class Growing:
    """Text that is drawn as it comes."""

    def __init__(self, console: Console, live: Live) -> None:
        self._console = console
        self._live = live
        self._rest = ""
        self._begun = False

    def show_waiting(self, why: str) -> None:
        """What is going on, as long as there is no text."""
        if not self._rest and not self._begun:
            self._live.update(Spinner("line", text=why))

    def feed(self, text: str) -> None:
        *finished, self._rest = blocks(self._rest + strip_controls(text).expandtabs(4))
        for block in finished:
            self._keep(block)
        if self._rest.strip():
            self._live.update(Block(self._rest, max(1, self._console.height - BESIDES)))

    def finish(self) -> None:
        self._live.update("")
        self._live.stop()
        self._keep(self._rest)
        self._rest = ""

    def _keep(self, text: str) -> None:
        if not text.strip():
            return
        if self._begun:
            self._console.print()
        self._console.print(Block(text), soft_wrap=False)
        self._begun = True


@contextmanager
def draw_live(console: Console) -> Iterator[Growing]:
    """What was fed is drawn to its end, also where the block is left by an error."""
    with Live(console=console, transient=True, refresh_per_second=10) as live:
        drawn = Growing(console, live)
        try:
            yield drawn
        finally:
            drawn.finish()


def blocks(text: str) -> list[str]:
    """Its paragraphs, lists, tables…, together the whole text: only the last may still change when more comes."""
    begins = [token.map[0] for token in PARSER.parse(text) if token.level == 0 and token.map]
    lines = text.splitlines(keepends=True)
    places = sorted({0, *begins[1:], len(lines)})
    return ["".join(lines[start:end]) for start, end in pairwise(places)] or [""]


def _trim_end(line: list[Segment]) -> list[Segment]:
    """Without spaces at its end, which would be copied, and wrap where a window becomes narrower."""
    while line and not line[-1].text.strip() and not (line[-1].style and line[-1].style.bgcolor):
        line = line[:-1]
    if line and not (line[-1].style and line[-1].style.bgcolor):
        line = [*line[:-1], Segment(line[-1].text.rstrip(), line[-1].style)]
    return line


def break_lines(text: Text, width: int) -> Iterator[Text]:
    """The text's lines, none wider than `width` cells unless one word is."""
    wrap = Wrap(width)
    wrapped, at = wrap.feed(text.plain) + wrap.finish(), 0
    for line in wrapped.split("\n"):
        while text.plain[at : at + 1] in (" ", "\n") and not line.startswith(text.plain[at]):
            at += 1
        yield text[at : at + len(line)]
        at += len(line)
