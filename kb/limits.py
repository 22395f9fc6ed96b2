"""How much may be asked at once, and how many files, connections and cores this process may use."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from typing import get_args

from kb.errors import TooLarge, TooManyFiles, UsageError
from kb.types import Message, Mode

QUESTION = 8_000  # characters: three pages; what is pasted beyond that is a document, and is better taken in
HISTORY = 100_000  # characters of all turns: more than the windows of most models hold
TURNS = 200
HITS = 100
CLAIM = 2_000  # characters: a model that goes on without an end for so long makes no sentence
PASSAGE = 20_000  # characters that a claim is held against: twenty hits
WANTED = 4096  # 500 readers take two each, their own connection and the engine's; macOS grants 256 unless asked
SPENT = {errno.EMFILE, errno.ENFILE}
A_FEW = 24  # a home and its indexes take twenty
SAYING = "too many open files"  # of libraries that keep no number


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


def check_mode(mode: Mode) -> Mode:
    """Raises UsageError for a kind of search that there is not, which types alone keep from nobody."""
    if mode not in get_args(Mode):
        raise UsageError(f"{mode!r} is no kind of search.", "Give hybrid, vector or keyword.")
    return mode


def usable_cores() -> int:
    """The cores this process may use, which in a container can be fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def raise_limit(wanted: int = WANTED) -> int:
    """How many it may have from now on: `wanted`, or as many as the system allows."""
    try:
        import resource
    except ImportError:  # Windows counts otherwise, and has no such limit
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= allowed:
        return wanted if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    except (ValueError, OSError):  # macOS has a second limit, which it does not tell
        return soft
    return allowed


def is_out_of_files(error: BaseException | None) -> bool:
    """Whether an error, or what it comes from, means that this process may open no more files."""
    seen = 0
    while error is not None and seen < 20:  # an error may come from itself
        if (isinstance(error, OSError) and error.errno in SPENT) or SAYING in str(error).lower():
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def has_no_files_left() -> bool:
    """Whether so few are left that whatever fails now fails for that: SQLite only says that it cannot open a file."""
    taken: list[int] = []
    try:
        while len(taken) < A_FEW:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error.errno in SPENT
    finally:
        for one in taken:
            os.close(one)
    return False


def too_many_files() -> TooManyFiles:
    return TooManyFiles(
        f"This process may have no more than {raise_limit(0)} files and connections open, and has them open.",
        "Allow more before you start it: ulimit -n 4096",
    )
