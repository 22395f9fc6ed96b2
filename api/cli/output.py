"""What people see: an answer with its sources, hits, documents, receipts."""

from __future__ import annotations

import logging
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from textwrap import indent
from typing import TYPE_CHECKING

from api.cli.commands import warn
from api.cli.terminal import count, line, place, stderr, stdout, strip_controls
from api.cli.wrap import Wrap
from kb.errors import EngineBroken
from kb.text.language import NEAREST, detect_language
from kb.types import Answer, Citation, Document, Event, Hit, Prompted, Sources, Token, Waiting

if TYPE_CHECKING:
    from api.values import Removal
    from kb.doctor.check import Check
    from kb.store.receipts import SpaceReceipt

QUOTE = 300  # characters shown of a quote or a passage
INDENT = 4
SHORT_ID = 10  # characters: commands take the beginning of an id


def show_answer(events: Iterator[Event]) -> Answer:
    """Writes the answer as it comes, then its sources; returns it whole."""
    wrap = Wrap(columns())
    for event in show_waiting(events):
        if isinstance(event, Token):
            write(wrap.feed(event.text))
        elif isinstance(event, Answer):
            write(wrap.finish() + "\n")
            show_sources(event.citations, event.text)
            show_nearest(event)
            return event
    raise EngineBroken("The answer ended before it was complete.", "Ask again.")


@contextmanager
def hold_log() -> Iterator[None]:
    """Keeps the log's line on a failing engine out of the answer that is being written; `tell_incomplete` tells it."""
    log, nothing = logging.getLogger("kb.answer.generation.generation"), logging.NullHandler()
    log.addHandler(nothing)
    try:
        yield
    finally:
        log.removeHandler(nothing)


def tell_incomplete(answer: Answer) -> None:
    """On stderr, why the answer has no end, unless it says so itself."""
    why = answer.failure or "The model stopped before the end of its answer."
    if why not in answer.text:
        warn(why)


SEARCHING = "searching"


def show_waiting(events: Iterator[Event]) -> Iterator[Event]:
    """The same events; on a terminal a line on stderr says what is waited for until the first of them comes.

    A model that puts a question as a query is silent for seconds.
    """
    # A dumb terminal, as within an editor, shows the codes that wipe a line out.
    is_drawn = sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")
    drawn = _redrawn("", SEARCHING if is_drawn else "")
    try:
        for event in events:
            drawn = _redrawn(drawn, before(event.before) if isinstance(event, Waiting) and is_drawn else "")
            if not isinstance(event, Waiting):
                yield event
    finally:
        _redrawn(drawn, "")


def _redrawn(old: str, new: str) -> str:
    if old != new:
        stderr().file.write(f"\r\x1b[K{new}")
        stderr().file.flush()
    return new


def before(count: int) -> str:
    return f"{count} before you"


def show_prompt(events: Iterator[Event]) -> Iterator[Event]:
    """The same events but for the prompt, which is shown on stderr; or that there is none, as no model is asked."""
    prompted = False
    for event in events:
        if isinstance(event, Sources) and not prompted:
            stderr().print(
                "── No model was asked: the answer is made without one, from the documents alone.", style="bold"
            )
        if not isinstance(event, Prompted):
            yield event
            continue
        prompted = True
        for message in event.messages:
            stderr().print(f"── {message.role}", style="bold")
            stderr().print(strip_controls(message.content))
        stderr().print("──", style="bold")


def write(text: str) -> None:
    """At once: people read along."""
    sys.stdout.write(text)
    sys.stdout.flush()


def show_sources(citations: Sequence[Citation], answer: str = "") -> None:
    """`[1] handbook.pdf, page 3` once a number, and what it says there that the answer does not quote itself."""
    told = line(answer)
    ordered = sorted(citations, key=lambda citation: citation.n)
    for n, cited in groupby(ordered, key=lambda citation: citation.n):
        quotes = list(cited)
        stdout().print()
        stdout().print(f"[{n}] {place(quotes[0].path, quotes[0].page)}", style="bold")
        for quote in {quote.start: quote for quote in quotes}.values():
            if not quote.reason and f"“{line(quote.quote)}”" in told:
                continue
            found = f" – {line(quote.reason)}" if quote.reason else ""
            show_paragraph(f"“{line(quote.quote, QUOTE)}”{found}")


def show_nearest(answer: Answer) -> None:
    """Below a refusal, what comes nearest to the question."""
    if answer.nearest:
        stdout().print()
        stdout().print(NEAREST[detect_language(answer.text)], style="bold")  # refused in the language of the answer
    for citation in answer.nearest:
        show_paragraph(f"{place(citation.path, citation.page)}: “{line(citation.quote, QUOTE)}”")


def tell_empty(space: str) -> str:
    """What to type where a space has no documents."""
    from kb.store.home import DEFAULT_SPACE  # a second of libraries, which nothing else here needs

    empty = "There are no documents in this space yet"
    if space == DEFAULT_SPACE:
        return f"{empty}: kb ingest ./docs"
    return f"{empty}: kb --space {shlex.quote(space)} ingest ./docs"


def show_hits(found: Sequence[Hit]) -> None:
    if not found:
        stdout().print("Nothing found.")
    for rank, hit in enumerate(found, 1):
        heading = " › ".join(line(part) for part in hit.chunk.heading)
        title = f"{rank:>2}. {place(hit.path, hit.chunk.page)}" + (f" · {heading}" if heading else "")
        stdout().print(f"{title}  ({hit.score:.2f})", style="bold")
        show_paragraph(line(hit.chunk.text, QUOTE))


def show_documents(found: Iterable[Document]) -> None:
    """A table on a terminal, ids cut to what tells them apart; elsewhere tab-separated lines, nothing cut."""
    if not stdout().is_terminal:
        for d in found:
            write("\t".join((d.id, line(d.path), str(d.pages), str(d.chunks), d.updated_at)) + "\n")
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("id", "path", "pages", "chunks"):
        table.add_column(name, overflow="fold", justify="right" if name in ("pages", "chunks") else "left")
    for d in found:
        table.add_row(d.id[:SHORT_ID], line(d.path), str(d.pages), str(d.chunks))
    stdout().print(table, soft_wrap=False)


def show_document(found: Document) -> None:
    from api.serialize import document

    for name, value in document(found).items():
        if value not in ("", []):
            shown = "; ".join(value) if isinstance(value, list) else str(value)
            stdout().print(f"{name:<12}{line(shown)}")


def show_receipt(done: Removal) -> None:
    erased = done.receipt
    stdout().print(f"Removed {line(erased.path)}.")
    stdout().print(
        f"Erased: {count(erased.pages, 'page')} and {count(erased.chunks, 'chunk')} from the catalog, "
        f"{count(erased.vectors, 'vector')}, {count(erased.vector_entries, 'entry', 'entries')} of the vector index, "
        f"{erased.keyword_entries} of the keyword index."
    )
    if erased.answers:
        stdout().print(f"Erased too: {count(erased.answers, 'kept answer')} made from it.")
    if not erased.complete:
        stdout().print(
            "Bytes of it may still be in the home's files, out of reach of every search. Free some space on its disk; "
            "the next removal or ingest erases them."
        )
    if done.file == "deleted":
        stdout().print("Its uploaded file is deleted.")
    if done.note:
        stdout().print(line(done.note))


def show_space_receipt(done: SpaceReceipt) -> None:
    stdout().print(
        f"Removed the space {line(done.space)}.\nErased: {count(done.documents, 'document')}, "
        f"{count(done.pages, 'page')} and {count(done.chunks, 'chunk')}, {count(done.vectors, 'vector')}, "
        f"{count(done.answers, 'kept answer')}, both indexes and all uploaded files."
    )
    if not done.complete:
        stdout().print("Bytes of it may still be in the catalog's file until the next removal or ingest.")


def show_paragraph(text: str) -> None:
    """Indented and wrapped to the terminal; one line elsewhere."""
    wrap = Wrap(max(1, columns() - INDENT))
    wrapped = wrap.feed(text) + wrap.finish()
    write(indent(wrapped, " " * INDENT) + "\n")


def columns() -> int:
    return stdout().width if stdout().is_terminal else sys.maxsize


def show_checks(found: Sequence[Check]) -> None:
    colours = {"ok": "green", "warning": "yellow", "broken": "red"}
    for check in found:
        stdout().print(f"{check.status:<9}", style=colours[check.status], end="")
        stdout().print(f"{check.name:<10}{line(check.message)}")
        if check.remedy:
            stdout().print(f"{'':<19}→ {line(check.remedy)}")
