"""A conversation: its turns, kept in a file to go on with, or to be read."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from api import parse, serialize
from api.cli.private_file import write_private
from api.cli.terminal import line, place
from api.compat.sources import strip_marks
from api.escape import disarm, escape, escape_lines
from kb.engines import runs_in_process
from kb.errors import UsageError
from kb.types import Answer, Message

FORMAT = "kb conversation 1"
TITLE = "# Conversation with the documents\n"


@dataclass(frozen=True)
class Conversation:
    """Its turns are answers."""

    turns: tuple[Answer, ...] = ()

    def history(self) -> tuple[Message, ...]:
        """As the next answer is told of it: without the marks, whose numbers would mean other sources there."""
        pairs = ((turn.question, strip_marks(turn.text)) for turn in self.turns)
        return tuple(turn for asked, said in pairs for turn in (Message("user", asked), Message("assistant", said)))

    def and_then(self, turn: Answer) -> Conversation:
        return replace(self, turns=(*self.turns, turn))

    @property
    def last(self) -> Answer | None:
        return self.turns[-1] if self.turns else None


def load(file: Path) -> Conversation:
    """Raises UsageError."""
    try:
        saved = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Save one with /save FILE.") from error
    except ValueError as error:
        raise _foreign(file) from error
    if not isinstance(saved, dict) or saved.get("format") != FORMAT:
        raise _foreign(file)
    try:
        return Conversation(tuple(parse.answer(turn) for turn in saved["turns"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise _foreign(file) from error


def save(conversation: Conversation, file: Path) -> None:
    """As JSON to go on with; as Markdown to read, where the name ends in .md. Raises UsageError.

    Only a saved conversation is written over. The file is for its owner's eyes: it quotes the documents.
    """
    readable = file.suffix.lower() in (".md", ".markdown")
    if file.exists() and not _is_ours(file):
        raise UsageError(f"{file} holds something else.", "Choose another name.")
    saved: dict[str, Any] = {"format": FORMAT, "turns": [serialize.answer(turn) for turn in conversation.turns]}
    text = as_markdown(conversation) if readable else serialize.dumps(saved, indent=1) + "\n"
    write_private(file, text)


def as_markdown(conversation: Conversation) -> str:
    parts = [TITLE]
    for turn in conversation.turns:
        # Whoever opens the file may have its Markdown drawn: nothing in it may be loaded then.
        said = escape_lines(turn.text) if runs_in_process(turn.model) else disarm(turn.text)
        parts += [f"## {escape(line(turn.question))}\n", f"{said.strip()}\n"]
        for citation in sorted(turn.citations, key=lambda citation: citation.n):
            where = place(citation.path, citation.page)
            parts.append(f"> [{citation.n}] {escape(where)}: {escape(line(citation.quote))}\n")
    return "\n".join(parts)


def _is_ours(file: Path) -> bool:
    try:
        beginning = file.read_text(encoding="utf-8", errors="replace")[: len(TITLE) + len(FORMAT)]
    except OSError:
        return False
    return not beginning or beginning.startswith(TITLE) or FORMAT in beginning


def _foreign(file: Path) -> UsageError:
    return UsageError(f"{file} is no saved conversation.", "Save one with /save FILE; what ends in .md is to be read.")
