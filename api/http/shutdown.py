"""The end of a process that was told to end: in five seconds at most, whatever it is at."""

from __future__ import annotations

import _thread
import faulthandler
import os
import sys
import time

WITHIN = 4.0  # seconds for work to be called off and the home to be closed; five with a machine that is busy
LAST = 0.7  # seconds after that, where something holds the interpreter itself
DROPPED = b"Stopped. What could not be called off was dropped; the next start puts things in order.\n"


def end() -> None:
    """Ends the process, which has closed all that is its own: to tear down its libraries can take a second or more."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


class Deadline:
    """Set by the first signal; a second one ends the process at once.

    To be ended in the middle harms no home: its catalog is written in transactions, and both indexes are brought back
    to what it says when the home is opened again.
    """

    def __init__(self) -> None:
        self._told = False

    def receive_signal(self, number: int) -> None:
        """To be called by the handler of a signal, which may have interrupted anything: nothing here takes a lock."""
        if self._told:
            os._exit(128 + number)
        self._told = True
        # A thread in C, which ends the process though no other thread comes to its turn any more.
        faulthandler.dump_traceback_later(WITHIN + LAST, exit=True, file=os.open(os.devnull, os.O_WRONLY))
        _thread.start_new_thread(self._end, ())

    def _end(self) -> None:
        time.sleep(WITHIN)
        os.write(2, DROPPED)
        os._exit(0)
