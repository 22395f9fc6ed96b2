"""How many files and connections this process may have open: more where that is allowed, and what to type where not."""

from __future__ import annotations

import errno
import os

from kb.errors import TooManyFiles

WANTED = 4096  # 500 readers take two each, their own connection and the engine's; macOS grants 256 unless asked
SPENT = {errno.EMFILE, errno.ENFILE}
A_FEW = 24  # a home and its indexes take twenty
SAYING = "too many open files"  # of libraries that keep no number


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
