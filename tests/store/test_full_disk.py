"""A disk that fills up: the error says so, and what was there before is still there."""

from __future__ import annotations

import os
import subprocess

import pytest
from shelving import direction, lines, make_document, new_id, paths, shelve, stage

from kb.doctor.checks import run_checks
from kb.errors import DiskFull
from kb.settings import Settings
from kb.store.backup import back_up
from kb.store.home import Home
from kb.types import Answer, Hit, Page


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


def fill(disk) -> None:
    with pytest.raises(OSError, match="No space left"), (disk / "ballast").open("wb", buffering=0) as stream:
        while True:
            stream.write(b"x" * 4096)


def test_vectors_that_found_no_room_on_the_disk_are_not_taken_for_known(small_disk):
    with Home.open(small_disk / "home") as home:
        store = home.space()
        shelve(store, "kept.txt", "first version")
        id = new_id(store, "/files", "a.txt")
        [chunk] = lines(id, "a.txt", "alpha")
        fill(small_disk)
        with pytest.raises(DiskFull):
            store.remember({each: direction("alpha") for each in (chunk.digest, *(f"{n:064x}" for n in range(20_000)))})
        (small_disk / "ballast").unlink()
        store.replace(make_document(id, "a.txt"), [Page("alpha", 1)], [chunk])
        with pytest.raises(ValueError, match="1 chunks have no vector"):
            store.flush()


def test_on_a_disk_that_is_full_to_the_last_byte_a_home_is_opened_searched_and_rid_of_a_document(small_disk, caplog):
    with Home.open(small_disk / "home") as home:
        id = shelve(home.space(), "rent.txt", "the rent is 9,600 euros\nand due on the third")
    fill(small_disk)
    with Home.open(small_disk / "home") as home:
        assert paths(home.space().keyword_search(["rent"], 1)) == ["rent.txt"]
        assert paths(home.space().vector_search(direction("rent.txt\nand due on the third"), 1)) == ["rent.txt"]
        assert home.space().remove(id).chunks == 2
        assert home.space().documents() == []
    assert "is full. Free some space there." in caplog.text
    (small_disk / "ballast").unlink()
    Home.open(small_disk / "home").close()
    assert (small_disk / "home" / "reserve").stat().st_size == 4_000_000


def test_a_removal_is_given_the_room_that_was_kept_for_it(small_disk):
    with Home.open(small_disk / "home") as home:
        id = shelve(home.space(), "large.txt", "\n".join(f"line {number} {'x' * 200}" for number in range(1000)))
        fill(small_disk)
        assert (small_disk / "home" / "reserve").exists()
        assert home.space().remove(id).chunks == 1000
        assert home.space().documents() == []


def test_a_backup_onto_a_full_disk_names_that_disk_and_leaves_nothing_on_it(small_disk, tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space(), "large.txt", "\n".join(f"line {number} {'x' * 200}" for number in range(1000)))
        fill(small_disk)
        os.truncate(small_disk / "ballast", (small_disk / "ballast").stat().st_size - 20_000)
        with pytest.raises(DiskFull, match=rf"The disk that holds {small_disk} is full\."):
            back_up(home, small_disk / "kb.bak")
    assert [entry.name for entry in small_disk.iterdir()] == ["ballast"]


def test_an_answer_that_finds_no_room_to_be_kept_is_given_all_the_same_and_that_is_said(small_disk, caplog):
    with Home.open(small_disk / "home") as home:
        store = home.space()
        id = shelve(store, "rent.txt", "the rent is 9,600 euros")
        hits = tuple(Hit(chunk, 0.9, "rent.txt") for chunk in store.chunks_of(id))
        answer = Answer("How high is the rent?", "the rent is 9,600 euros " * 1000, False, (), hits, "builtin")
        fill(small_disk)
        assert store.answers.keep(answer) is None
        assert "This answer is not kept. The disk that holds" in caplog.text
        (small_disk / "ballast").unlink()
        assert store.answers.keep(answer) is not None


def test_the_doctor_tells_of_a_small_disk_in_megabytes(small_disk):
    [disk] = [check for check in run_checks(Settings(home=small_disk / "home")) if check.name == "disk"]
    assert (disk.status, disk.message) == ("warning", "17 MB free")
