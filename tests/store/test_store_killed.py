"""Killed at any moment, a store is found again in its old state or in its new one, wholly."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest
from forked import PROCESSES
from killed_writer import DOCUMENTS, die_at, text, write_on, write_version
from shelving import DIMENSIONS

from kb.store.catalog import Catalog, chunks
from kb.store.home import INDEXES, Home
from kb.store.store import Store
from kb.store.tantivy import TantivyIndex

KILLS = 5
KINDS = [INDEXES, replace(INDEXES, compared=0)]  # vectors that are compared, and such that lie in Chroma

FLUSH = [
    "before the indexes",
    "between the indexes",
    "before the catalog",
    "after the catalog",
    "between the deletions",
    "after the indexes",
]
REMOVAL = [
    "after the catalog",
    "between the deletions",
    "before the new words",
    "before the vectors are wiped",
    "before the catalog is wiped",
]
SHOWN = {"after the catalog", "between the deletions", "after the indexes"}


def run(process) -> None:
    process.start()
    process.join()
    process.close()


def versions(store: Store) -> set[int]:
    """The versions that the documents are of; each is checked to be wholly of one."""
    found = set()
    for document in store.documents():
        if document.path == "passing.txt":
            continue
        [page] = store.pages(document.id)
        version = next(n for n in range(1, 10_000) if page.text == text(document.path, n))
        assert [chunk.text for chunk in store.chunks_of(document.id)] == text(document.path, version).split("\n")
        found.add(version)
    return found


def all_agree(folder: Path) -> bool:
    """Catalog, vectors and words hold the same chunks."""
    catalog = Catalog(folder / "catalog.sqlite3")
    with catalog.begin_read() as tx:
        held = chunks.digests(tx, 1).keys()
    catalog.close()
    [place] = folder.glob("vectors/1-*")
    vectors = (INDEXES.exact if INDEXES.is_exact(place) else INDEXES.approximate)(place, DIMENSIONS)
    words = TantivyIndex(next(folder.glob("words/1-*")))
    found = {id for id, _ in words.search(["txt", "pass", "line"], 10_000)}
    agree = vectors.ids() == found == held and words.count() == len(held)
    vectors.close()
    return agree


@pytest.mark.parametrize("point", FLUSH)
@pytest.mark.parametrize("types", KINDS)
def test_killed_while_showing_a_new_version(tmp_path, point, types):
    folder = tmp_path / "home"
    run(PROCESSES.Process(target=die_at, args=(str(folder), point, "flush", types.compared)))
    with Home.open(folder, types=types) as home:
        assert versions(home.space()) == {2 if point in SHOWN else 1}
    assert all_agree(folder)
    with Home.open(folder, types=types) as home:
        write_version(home.space(), 3)
        assert versions(home.space()) == {3}
    assert all_agree(folder)


@pytest.mark.parametrize("point", REMOVAL)
@pytest.mark.parametrize("types", KINDS)
def test_killed_while_removing_a_document(tmp_path, point, types):
    folder = tmp_path / "home"
    run(PROCESSES.Process(target=die_at, args=(str(folder), point, "removal", types.compared)))
    with Home.open(folder, types=types) as home:
        assert [document.path for document in home.space().documents()] == [f"{n}.txt" for n in range(DOCUMENTS)]
        assert home.space().keyword_search(["pass"], 5) == []
        home.space().tidy()
    assert all_agree(folder)
    assert [file for file in folder.rglob("*") if file.is_file() and b"passing words" in file.read_bytes()] == []


def test_killed_at_any_moment_again_and_again(tmp_path):
    folder, moments, last = tmp_path / "home", random.Random(7), 1
    with Home.open(folder) as home:
        write_version(home.space(), last)
    for _ in range(KILLS):
        process = PROCESSES.Process(target=write_on, args=(str(folder), last + 1))
        process.start()
        time.sleep(moments.uniform(0.05, 0.8))
        process.kill()
        process.join()
        with Home.open(folder) as home:
            [last] = versions(home.space())
            assert len(home.space().documents()) in {DOCUMENTS, DOCUMENTS + 1}
        assert all_agree(folder)
