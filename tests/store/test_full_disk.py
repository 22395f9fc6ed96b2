"""A disk that fills up: the error says so, and what was there before is still there."""

from __future__ import annotations

import subprocess

import pytest
from shelving import direction, paths, shelve, stage

from kb.errors import DiskFull
from kb.home import Home


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 16 MB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_is_reported_and_leaves_the_old_version(small_disk):
    (small_disk / "ballast").write_bytes(b"x" * 5_000_000)
    with Home.open(small_disk / "home") as home:
        store = home.space()
        shelve(store, "kept.txt", "first version")
        with pytest.raises(DiskFull, match=r"The disk that holds .*home.* is full\..*Free some space"):
            for number in range(200):
                stage(store, f"{number}.txt", "\n".join(f"{number} {line} {'x' * 2000}" for line in range(100)))
                stage(store, "kept.txt", "second version")
                store.flush()
        before = store.documents()
        assert paths(store.keyword_search(["first"], 5)) + paths(store.keyword_search(["second"], 5)) == ["kept.txt"]
    with Home.open(small_disk / "home") as home:
        assert home.space().documents() == before
    (small_disk / "ballast").unlink()
    with Home.open(small_disk / "home") as home:
        store = home.space()
        assert store.documents() == before
        [kept] = [document for document in store.documents() if document.path == "kept.txt"]
        [text] = [page.text for page in store.pages(kept.id)]
        assert paths(store.vector_search(direction(f"kept.txt\n{text}"), 1)) == ["kept.txt"]


def test_on_a_full_disk_documents_can_be_removed(small_disk):
    with Home.open(small_disk / "home") as home:
        store = home.space()
        id = shelve(store, "large.txt", "\n".join(f"line {number} {'x' * 200}" for number in range(1000)))
        ballast = small_disk / "ballast"
        with pytest.raises(OSError, match="No space left"), ballast.open("wb") as stream:
            while True:
                stream.write(b"x" * 4096)
        ballast.write_bytes(b"")
        with ballast.open("wb") as stream:
            stream.write(b"x" * 100)
        assert store.remove(id).chunks == 1000
        assert store.documents() == []
