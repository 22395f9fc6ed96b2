"""A run of ingest in a process of its own, which ends itself with SIGKILL at a given moment."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import numpy
from counting import words

from ingest.pipeline import ingest
from kb.engines.protocols import Embedded, Passage, Vectors
from kb.engines.windows import Windows, make_windows
from kb.store.home import Home


class Moments:
    """Counts what happens, and kills the process at the moment that is its turn."""

    def __init__(self, last: int | None) -> None:
        self.passed = 0
        self._last = last

    def __call__(self, what: str = "") -> None:
        self.passed += 1
        if self.passed == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


class Hashing:
    """Vectors that depend on the text alone; each text it embeds is noted in a file that outlives the process."""

    name = fingerprint = "hashing"
    token_limit, batch_size = 120, 8
    windows = True

    def __init__(self, log: Path, moment: Moments) -> None:
        self._log = log
        self._moment = moment

    count_tokens = counter = staticmethod(words)

    def known_share(self, text: str) -> float:
        return 1.0

    def has_word(self, word: str) -> bool:
        return False

    def embed_passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        self._moment("before a batch")
        time.sleep(0.002)
        with self._log.open("a") as log:
            log.write("".join(hashlib.sha256(each.text.encode()).hexdigest() + "\n" for each in passages))
        self._moment("after a batch")
        return [Embedded(self.embed_query(each.text), self._windows(each)) for each in passages]

    def _windows(self, passage: Passage) -> Windows:
        texts = [passage.text[span.start : span.end] for span in passage.spans]
        return make_windows(passage.windows, numpy.stack([self.embed_query(text) for text in texts]))

    def embed_foreign(self, text: str, *, mixed: bool = False) -> Vectors | None:
        return None

    def embed_query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        vector = numpy.random.default_rng(seed).normal(size=16).astype(numpy.float32)
        unit: Vectors = vector / numpy.linalg.norm(vector)
        return unit


def run(docs: Path, home: Path, log: Path, last: int | None = None, moments: Path | None = None) -> None:
    """Ingests `docs` into `home`; `last` is the moment of death, `moments` where to note how many there were."""
    moment = Moments(last)
    with Home.open(home, at_step=moment) as opened:
        store = opened.space()
        for _ in ingest([docs], store, Hashing(log, moment)):
            moment("event")
    if moments:
        moments.write_text(str(moment.passed))
