"""How much may be asked at once: what is longer is refused before anything is done, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterable

from kb.errors import TooLarge, UsageError
from kb.types import Message

QUESTION = 8_000  # characters: three pages; what is pasted beyond that is a document, and is better taken in
HISTORY = 100_000  # characters of all turns: more than the windows of most models hold
TURNS = 200
HITS = 100
CLAIM = 2_000  # characters: a model that goes on without an end for so long makes no sentence
PASSAGE = 20_000  # characters that a claim is held against: twenty hits


def check_question(text: str) -> str:
    """The question without the blanks around it. Raises UsageError where there is none, TooLarge."""
    asked = text.strip()
    if not asked:
        raise UsageError("The question is empty.", 'Type one: kb ask "How many days of leave do I have?"')
    if len(asked) > QUESTION:
        raise TooLarge(
            f"The question has {len(asked):,} characters; {QUESTION:,} are allowed.",
            "Ask more briefly; a long text is taken in with: kb ingest FILE",
        )
    return asked


def check_history(turns: Iterable[Message]) -> tuple[Message, ...]:
    """The turns before a question. Raises TooLarge."""
    known = tuple(turns)
    size = sum(len(turn.content) for turn in known)
    if len(known) > TURNS or size > HISTORY:
        raise TooLarge(
            f"The history has {len(known):,} turns and {size:,} characters; {TURNS} and {HISTORY:,} are allowed.",
            "Send only the last turns.",
        )
    return known


def keep_latest(turns: Iterable[Message]) -> tuple[Message, ...]:
    """The last turns, as many as are allowed: for clients that send a whole conversation each time."""
    kept: list[Message] = []
    room = HISTORY
    for turn in list(turns)[: -TURNS - 1 : -1]:
        room -= len(turn.content)
        if room < 0:
            break
        kept.append(turn)
    return tuple(reversed(kept))


def check_count(k: int) -> int:
    """How many hits are wanted. Raises UsageError."""
    if not 1 <= k <= HITS:
        raise UsageError(f"k = {k} is out of range.", f"Give a number of hits from 1 to {HITS}.")
    return k
