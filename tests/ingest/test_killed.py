"""Ended with kill -9 at any moment and started again, ingest comes to what an undisturbed run comes to."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import numpy
from forked import PROCESSES
from killed_run import run

from kb.store.flat import FlatIndex
from kb.store.home import Home
from kb.text.terms import extract_terms

KILLS = int(os.environ.get("KILLS", "4"))  # more of them where time allows
NOUNS = ["otter", "falcon", "maple", "granite", "harbour", "lantern", "violin", "saffron", "glacier", "meadow"]


def in_process(*arguments: object) -> int:
    process = PROCESSES.Process(target=run, args=arguments)
    process.start()
    process.join(300)
    assert process.exitcode is not None, "it has not ended in five minutes"
    return process.exitcode


def paragraph(rng: random.Random) -> str:
    return " ".join(rng.choices(NOUNS, k=70)).capitalize() + "."


def make(docs: Path) -> None:
    rng = random.Random(7)
    for n in range(14):
        file = docs / ("sub" if n % 3 else ".") / f"{n:02d}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n\n".join(paragraph(rng) for _ in range(rng.randint(1, 6))))
    (docs / "twin.txt").write_text((docs / "00.txt").read_text())
    (docs / "empty.txt").touch()
    settle(docs)


def edit(docs: Path) -> None:
    rng = random.Random(8)
    (docs / "00.txt").write_text(f"{(docs / '00.txt').read_text()}\n\n{paragraph(rng)}")
    (docs / "06.txt").write_text(paragraph(rng))
    (docs / "03.txt").rename(docs / "sub/renamed.txt")
    (docs / "sub/01.txt").unlink()
    (docs / "sub/02.txt").write_bytes(b"")
    shutil.copy(docs / "09.txt", docs / "sub/copied.txt")
    (docs / "new.txt").write_text(paragraph(rng))
    settle(docs)


def settle(docs: Path) -> None:
    for file in docs.rglob("*.txt"):
        os.utime(file, (1_700_000_000, 1_700_000_000))


def content(home: Path) -> dict[str, object]:
    """All that a home holds, of the catalog and of both indexes."""
    with Home.open(home) as opened:
        store = opened.space()
        documents = [(d.id, d.path, d.digest, d.title, d.pages, d.chunks, d.modified_ns) for d in store.documents()]
        held = {
            "documents": documents,
            "pages": [store.pages(document[0]) for document in documents],
            "chunks": [store.chunks_of(document[0]) for document in documents],
            "failures": store.failures(),
            "answers": [
                {(f.chunk.id, round(f.score, 3)) for f in store.keyword_search(extract_terms(n), 99)} for n in NOUNS
            ],
        }
        held["windows"] = [
            (place, windows.starts.tolist(), windows.vectors.round(3).tolist())
            for document in documents
            for place, windows in store.windows(store.chunks_of(document[0])).items()
        ]
        assert len(held["windows"]) == len(documents)
    [vectors] = (home / "vectors").iterdir()
    index = FlatIndex(vectors, 16)
    held["vectors"] = [sorted(index.search(numpy.eye(16, dtype=numpy.float32)[at], index.count())) for at in range(16)]
    return held


def test_killed_runs_come_to_what_an_undisturbed_run_comes_to(tmp_path):
    docs, calm, killed, log = (tmp_path / name for name in ("docs", "calm", "killed", "log"))
    rng = random.Random(1)
    deaths = []
    for change in (make, edit):
        change(docs)
        assert in_process(docs, calm, tmp_path / "calm.log", None, tmp_path / "moments") == 0
        moments = int((tmp_path / "moments").read_text())
        # Each goes on where the one before died, and so has fewer moments to come.
        deaths += [in_process(docs, killed, log, rng.randint(1, moments // done)) for done in range(1, KILLS // 2 + 1)]
        assert in_process(docs, killed, log) == 0
        assert content(killed) == content(calm)
    assert deaths.count(-9) >= KILLS // 2
    # What a batch held when the process died may be embedded again, and nothing else.
    embedded = log.read_text().split()
    assert len(embedded) - len(set(embedded)) <= 8 * deaths.count(-9)
