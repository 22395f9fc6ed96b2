"""How every command ends: one line for an error, an exit code that means something, never a traceback."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from api.program import end_at_once
from kb.errors import Error, UsageError
from kb.limits import has_no_files_left, is_out_of_files, raise_limit, too_many_files
from kb.store.disk import FULL
from kb.store.permissions import restrict_umask

# Python looks for rubbish each time that there are 700 objects more, and what is imported makes 150,000, all of which
# stay: .08 s of the CPU of `kb ask`.
gc.set_threshold(200_000)


@atexit.register
def leave_all_to_the_system() -> None:
    """Python would look for rubbish among all that there is, .15 s, and take its modules apart one by one, .02 s.

    So what they hold is held by a list that holds itself, too, and is looked at no more. Files are closed by whoever
    opened them; streams are flushed as ever.
    """
    modules = [module for module in sys.modules.values() if isinstance(module, ModuleType)]
    everything: list[object] = [vars(module).copy() for module in modules]
    everything.append(everything)
    gc.freeze()


STOPPED, GOES_ON = "interrupted.", "What was finished is kept; the same command goes on from there."
FAILED, WRONG_USAGE, REFUSED, INTERRUPTED = 1, 2, 3, 130
GLOBAL = ("--home", "--space", "--embed", "--chat")


class Commands(TyperGroup):
    """The group of all commands; global options are understood before and after the command's name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _open_closed_streams()
        _tolerate_any_text()
        try:
            return super().parse_args(ctx, hoist_options(args))
        except OSError as error:  # --help and --version print from here
            if isinstance(error, BrokenPipeError):
                raise
            complain(*_explain(error))
            raise typer.Exit(FAILED) from None

    def invoke(self, ctx: Any) -> Any:
        raise_limit()
        with exit_codes(), restrict_umask():
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, where a closed pipe can still be answered
            return result


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turns what a command raises into a line on stderr and an exit code."""
    ending = Ending()
    try:
        yield
    except KeyboardInterrupt:
        _end_interrupted(ending)
    except BrokenPipeError:
        if ending.code is not None:
            _end_interrupted(ending)
        # Whoever read us has enough; the interpreter's last flush must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(FAILED) from None
    except Exception as error:
        if type(error).__module__.startswith("typer"):
            raise  # wrong usage, and the way to leave early
        if ending.code is not None:
            _end_interrupted(ending)  # an interrupt in the middle of an import comes out as any error
        if isinstance(error, Error):
            complain(error.message, error.hint)
            raise typer.Exit(WRONG_USAGE if isinstance(error, UsageError) else FAILED) from None
        if os.environ.get("KB_DEBUG"):
            raise
        complain(*_explain(error))
        raise typer.Exit(FAILED) from None


def _explain(error: Exception) -> tuple[str, str]:
    """What is told of an error that is none of ours, and what to type."""
    if is_out_of_files(error) or has_no_files_left():
        told = too_many_files()
        return told.message, told.hint
    if isinstance(error, OSError) and error.errno in FULL and not error.filename:
        again = "Free some space where it goes, and run the same command again."
        return f"What is printed cannot be written: {error.strerror}.", again
    if isinstance(error, PermissionError):
        return f"{error.filename} cannot be used: permission denied.", "Check who owns it: ls -ld FILE"
    # The class alone: what an error of the catalog says is a whole statement of SQL, with words of documents in it.
    return f"Unexpected: {type(error).__name__}.", "KB_DEBUG=1 shows what it says, and where."


def _end_interrupted(ending: Ending) -> NoReturn:
    ending.told = True
    complain(STOPPED, GOES_ON)
    raise typer.Exit(ending.code or INTERRUPTED) from None


def complain(message: str, hint: str = "") -> None:
    """`error: …` on stderr, in one line."""
    from api.cli.terminal import line, stderr

    stderr().print(f"error: {line(message)} {line(hint)}".rstrip(), style="red")


def warn(message: str) -> None:
    from api.cli.terminal import line, stderr

    stderr().print(line(message), style="yellow")


def say(message: str) -> None:
    """A remark that is no result: on stderr."""
    from api.cli.terminal import line, stderr

    stderr().print(line(message))


def confirm(question: str) -> bool:
    """What somebody at the terminal says, asked on stderr. Raises UsageError where nobody is there."""
    if not sys.stdin.isatty():
        raise UsageError("There is nobody to ask here.", "Say --yes if that is meant.")
    return typer.confirm(question, err=True)


def hoist_options(args: Sequence[str]) -> list[str]:
    """The arguments with the global options in front, where the parser looks for them."""
    front, rest = [], []
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in GLOBAL:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word.startswith(tuple(f"{name}=" for name in GLOBAL)):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


class Ending:
    """Whether this process was told to end, by its user, its terminal or an init system; the home is closed first."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.told = False
        if threading.current_thread() is threading.main_thread():
            self._listen("SIGINT", signal.default_int_handler, INTERRUPTED)
            self._listen("SIGTERM", signal.SIG_DFL, 128 + 15)
            self._listen("SIGHUP", signal.SIG_DFL, 128 + 1)

    def _listen(self, name: str, usual: object, code: int) -> None:
        def end(number: int, frame: object) -> None:
            if self.code is not None:  # told again while the home is being closed: as safe as a kill, and as quick
                shown = "\x1b[?25h" if os.isatty(2) else ""  # the cursor, which a progress bar hides
                os.write(2, (shown + ("" if self.told else f"error: {STOPPED} {GOES_ON}\n")).encode())
                os._exit(self.code)
            self.code = code
            raise KeyboardInterrupt

        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (usual, end_at_once):
            signal.signal(number, end)


def _open_closed_streams() -> None:
    """Gives `>&-` and its like what >/dev/null gives. Else the first file that is opened takes the stream's number, and
    whatever a library prints goes into it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # in order: the lowest free number is the closed stream's
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open to the end


def _tolerate_any_text() -> None:
    # File names and documents hold what a terminal's encoding may not.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
