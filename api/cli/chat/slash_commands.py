"""What begins with a slash: about the conversation, not about the documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from api.backend.protocol import Backend
from api.cli import output
from api.cli.chat.conversation import Conversation, save
from api.cli.commands import say
from api.cli.terminal import stdout
from kb.errors import UsageError
from kb.store.kept_answers import rating_of

NONE = ("none", "-")


@dataclass
class Chat:
    """A conversation that goes on: where it asks, in which role, where it is saved."""

    borrow: Callable[[], AbstractContextManager[Backend]]
    roles: Mapping[str, str]
    conversation: Conversation = field(default_factory=Conversation)
    role: str | None = None
    k: int | None = None
    temperature: float | None = None
    file: Path | None = None
    failed: bool = False


def run_command(chat: Chat, line: str) -> None:
    """Raises UsageError for what is no command."""
    name, _, argument = line.partition(" ")
    if name not in COMMANDS:
        raise UsageError(f"There is no {name}.", "See them with /help.")
    COMMANDS[name][2](chat, argument.strip())


def show_sources(chat: Chat, argument: str) -> None:
    if chat.conversation.last is None:
        raise UsageError("Nothing was answered yet.", "Ask something first.")
    if not chat.conversation.last.citations:
        say("The last answer cites nothing.")
    output.show_sources(chat.conversation.last.citations)


def choose_role(chat: Chat, argument: str) -> None:
    if argument in NONE:
        chat.role = None
    elif argument in chat.roles:
        chat.role = argument
    elif argument:
        raise UsageError(f"There is no role {argument!r}.", f"There are: {', '.join(sorted(chat.roles))}, none.")
    now = chat.role or "none"
    say(f"Role: {now}." if argument else f"Role: {now}. There are: {', '.join(sorted(chat.roles))}, none.")


def clear(chat: Chat, argument: str) -> None:
    chat.conversation = Conversation()
    say("What was said before is forgotten.")


def save_to(chat: Chat, argument: str) -> None:
    file = Path(argument).expanduser() if argument else chat.file
    if file is None:
        raise UsageError("It has no file yet.", "Name one: /save FILE")
    save(chat.conversation, file)
    if file.suffix.lower() not in (".md", ".markdown"):
        chat.file = file
    say(f"Saved to {file}.")


def rate(chat: Chat, argument: str) -> None:
    rating, _, correction = argument.partition(" ")
    last = chat.conversation.last
    if last is None:
        raise UsageError("Nothing was answered yet.", "Ask something first.")
    given = rating_of(rating)
    if not last.id:
        raise UsageError("This answer was not kept.", "Answers are kept with keep_answers = true in kb.toml.")
    with chat.borrow() as backend:
        backend.rate(last.id, given, correction.strip() or None)
    say(f"Rated {given} of 5.")


def show_help(chat: Chat, argument: str) -> None:
    for name, (takes, about, _) in COMMANDS.items():
        stdout().print(f"{f'{name} {takes}':<28}{about}")
    stdout().print(f"{'exit, quit, Ctrl-D':<28}leave; Ctrl-C stops an answer")


COMMANDS: dict[str, tuple[str, str, Callable[[Chat, str], None]]] = {
    "/sources": ("", "what the last answer quotes", show_sources),
    "/role": ("NAME|none", "answer as a translator, a lawyer…", choose_role),
    "/rate": ("up|down [CORRECTION]", "say how good the last answer was", rate),
    "/save": ("FILE", "keep the conversation; FILE.md is to be read", save_to),
    "/clear": ("", "forget what was said", clear),
    "/help": ("", "this", show_help),
}
