"""Who may search now: as many as there are cores, in the order they came; the others see how many come before them."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Iterator
from statistics import median
from types import TracebackType

from kb import cancel
from kb.errors import Overloaded
from kb.limits import usable_cores
from kb.types import Waiting

PATIENCE = 30.0  # seconds: who would wait longer is better told so at once
STAYING = 2  # times as long may wait who was let in: a promise is kept, though the machine has become slower
GLANCE = 1.0  # seconds between two looks at one's place: with 200 who wait, looking costs a hundredth of a core
REMEMBERED = 32  # of the latest searches, by which the next ones are foreseen
ENOUGH = 4  # of them: the first ones load models and indexes, and foretell nothing


class Admission:
    """A queue with `places` at its head. All methods may be called from any thread."""

    def __init__(self, places: int | None = None, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._places = places or usable_cores()
        self._changing = threading.Lock()
        self._inside: set[Turn] = set()
        self._waiting: deque[Turn] = deque()
        self._took: deque[float] = deque(maxlen=REMEMBERED)  # seconds that the latest ones took

    def join(self) -> Turn:
        """A turn, at the end of the queue until it is left. Raises Overloaded where it would come too late."""
        turn = Turn(self)
        with self._changing:
            late = self._wait_for(len(self._waiting)) - self.patience
            if late > 0 and len(self._inside) >= self._places:
                raise _make_refusal(late)
            self._waiting.append(turn)
            self._admit()
        return turn

    def before(self, turn: Turn) -> int:
        """How many come before it, those included that are being answered; 0 once it is admitted."""
        with self._changing:
            return len(self._inside) + self._waiting.index(turn) if turn in self._waiting else 0

    def leave(self, turn: Turn) -> None:
        """Makes room for the next one. Does nothing for a turn that has left."""
        with self._changing:
            if turn in self._inside:
                self._inside.remove(turn)
                self._took.append(time.monotonic() - turn.began)
            elif turn in self._waiting:
                self._waiting.remove(turn)
            self._admit()

    def too_late(self) -> Overloaded:
        """What to tell somebody who has waited in vain."""
        with self._changing:
            return _make_refusal(self._wait_for(len(self._waiting)))

    def _wait_for(self, before: int) -> float:
        """Seconds until somebody with so many in front is admitted, as the latest ones went."""
        return median(self._took) * (before + 1) / self._places if len(self._took) >= ENOUGH else 0.0

    def _admit(self) -> None:
        while self._waiting and len(self._inside) < self._places:
            turn = self._waiting.popleft()
            turn.began = time.monotonic()
            self._inside.add(turn)
            turn.moved.set()


class Turn:
    """One place in the queue; leave it, or use it in a `with`."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self.moved = threading.Event()  # admitted, or called off
        self.began = 0.0

    def waits(self) -> Iterator[Waiting]:
        """How many are before it, as often as that changes; ends once it is admitted.

        Raises Overloaded where that took too long, CalledOff where the thread's work was called off.
        """
        cancel.wake(self.moved)
        until = time.monotonic() + STAYING * self._admission.patience
        told = 0
        while before := self._admission.before(self):
            if before != told:
                yield Waiting(before)
            told = before
            self.moved.wait(min(GLANCE, max(0.0, until - time.monotonic())))
            cancel.ask_on()
            if time.monotonic() > until and self._admission.before(self):
                raise self._admission.too_late()

    def wait(self) -> Turn:
        """The same for those who tell nobody."""
        for _ in self.waits():
            pass
        return self

    def leave(self) -> None:
        self._admission.leave(self)

    def __enter__(self) -> Turn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


def _make_refusal(seconds: float) -> Overloaded:
    later = max(1, math.ceil(seconds))
    return Overloaded("Too many questions came before this one.", f"Try again in {later} s.", later)
