"""What `kb` starts: a Ctrl-C while the program is still being loaded, .3 s, ends it in one line."""

from __future__ import annotations

import os
import signal


def main() -> None:
    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:  # nohup and & tell it not to listen
        signal.signal(signal.SIGINT, end_at_once)
    from api.cli import app

    app()


def end_at_once(number: int, frame: object) -> None:
    """Until a command begins, which then listens itself."""
    # Nothing is open yet; and an interrupt in the middle of an import may come out as any error.
    os.write(2, b"error: interrupted.\n")
    os._exit(130)
