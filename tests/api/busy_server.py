"""`kb serve` whose searches cannot be called off: they are in one long call of a library, as the argument says.

It prints its address, and a line when a search begins.
"""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

from api.http import run
from kb import cancel
from kb.knowledge_base import KnowledgeBase
from kb.settings import load
from kb.store.home import Home
from kb.types import Hit


def let_others_run() -> None:
    hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10**9)


def let_nobody_run() -> None:
    """Begins when the server has been told to stop: before, it would not even hear that."""
    while not cancel.cancelled():
        time.sleep(0.01)
    re.match("(a+)+$", "a" * 64 + "b")


HOW = {"let others run": let_others_run, "let nobody run": let_nobody_run}


def serve(home: Path, how: str) -> None:
    class Busy(KnowledgeBase):
        def search(self, *_: object, **__: object) -> list[Hit]:
            print("searching", flush=True)
            HOW[how]()
            return []

    settings = load(home, {}, embed="builtin", chat="builtin")
    with run.listen("127.0.0.1", 0) as listening, Busy(Home.open(settings.home), settings) as base:
        run.serve(base, listening, lambda url: print(url, flush=True))
