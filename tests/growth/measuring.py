"""How the time that a function takes grows with the length of what it reads."""

from __future__ import annotations

import functools
import gc
import math
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from growth.functions import FUNCTIONS, Reads
from growth.inputs import INPUTS

FLOOR = 0.002  # seconds, below which a clock tells nothing of growth


class TookTooLong(Exception):
    """More CPU time than anything linear would take."""


@dataclass(frozen=True)
class Growth:
    """Seconds of one function for one kind of text of each size; infinite where it was given up."""

    function: str
    kind: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """Of the power of the size that the time grows with between the last two sizes: 1 is linear."""
        if len(self.seconds) < 2 or self.seconds[-1] == math.inf:
            return math.inf
        before, after = (max(seconds, FLOOR) for seconds in self.seconds[-2:])
        return math.log(after / before) / math.log(self.sizes[-1] / self.sizes[-2])


def measured(
    function: str, kind: str, sizes: Sequence[int], limit: float, tries: int = 1, enough: float = -math.inf
) -> Growth:
    """The best of `tries` for each size, up to the first that takes longer than `limit`.

    The last size is tried no more once the exponent is below `enough`: another try could only make it smaller.
    """
    seconds: list[float] = []
    for size in sizes:
        text = INPUTS[kind](size)
        seconds.append(math.inf)
        for _ in range(tries):
            seconds[-1] = min(seconds[-1], _seconds(FUNCTIONS[function], text, limit))
            growth = Growth(function, kind, tuple(sizes[: len(seconds)]), tuple(seconds))
            if size == sizes[-1] and growth.exponent < enough:
                break
        if seconds[-1] > limit:
            break
    return growth


def _seconds(read: Reads, text: str, limit: float) -> float:
    for cached in _caches():
        cached.cache_clear()
    with_limit = signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, limit)
    started = time.process_time()
    try:
        read(text)
    except TookTooLong:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, with_limit)
    return time.process_time() - started


def _too_long(number: int, frame: object) -> None:
    raise TookTooLong


@functools.cache
def _caches() -> tuple[Callable[..., object], ...]:
    """Those of the code under test that forget: what is read from files stays."""
    kept = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
    return tuple(each for each in kept if each.__module__.startswith("kb.") and each.cache_parameters()["maxsize"])
