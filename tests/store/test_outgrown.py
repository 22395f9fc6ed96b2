"""A space outgrows the vectors that are compared: a kill while its index is filled costs no search, and little work."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import ClassVar

import pytest
from forked import PROCESSES
from outgrowing_writer import LINES, SMALL, die_while_outgrowing
from shelving import direction, new_id, shelve

from kb.store.chroma import ChromaIndex
from kb.store.home import Home


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outgrown") / "home"
    process = PROCESSES.Process(target=die_while_outgrowing, args=(str(folder),))
    process.start()
    process.join()
    assert process.exitcode == -9
    return folder


@pytest.fixture
def folder(killed, tmp_path):
    return shutil.copytree(killed, tmp_path / "home", ignore=shutil.ignore_patterns("*.lock"))


def vector_folders(folder):
    return sorted(place.name for place in (folder / "vectors").iterdir())


class Refused(ChromaIndex):
    def __init__(self, *_: object) -> None:
        raise AssertionError("a search does not wait for the larger index")


class Counted(ChromaIndex):
    added: ClassVar[list[int]] = []

    def add(self, ids, vectors):
        self.added.append(len(ids))
        super().add(ids, vectors)


def test_until_the_larger_index_is_whole_the_old_one_serves(folder):
    with Home.open(folder, types=replace(SMALL, approximate=Refused)) as home:
        [found] = home.space().vector_search(direction("b.txt\nthe line too many"), 1)
        assert (found.path, home.space().index_counts()) == ("b.txt", (LINES + 1, LINES + 1, LINES + 1, []))
    assert vector_folders(folder) == ["1-0", "1-1", "1.begun"]


def test_the_next_change_goes_on_where_it_was_killed_and_says_that_it_takes_long(folder, caplog):
    Counted.added.clear()
    with Home.open(folder, types=replace(SMALL, approximate=Counted)) as home:
        shelve(home.space(), "c.txt", "one more")
        assert sum(Counted.added) == LINES + 2 - 2000
        assert "A larger index is being made, which takes long" in caplog.text
        assert home.space().index_counts() == (LINES + 2, LINES + 2, LINES + 2, [])
        for path, text in (("a.txt", "line 2499"), ("b.txt", "the line too many"), ("c.txt", "one more")):
            assert home.space().vector_search(direction(f"{path}\n{text}"), 1)[0].path == path
    assert vector_folders(folder) == ["1-1"]


def test_what_is_damaged_of_it_is_made_anew(folder, caplog):
    (folder / "vectors/1-1/chroma.sqlite3").write_bytes(b"no database at all" * 500)
    with Home.open(folder, types=SMALL) as home:
        shelve(home.space(), "c.txt", "one more")
        assert home.space().index_counts() == (LINES + 2, LINES + 2, LINES + 2, [])
    assert vector_folders(folder) == ["1-2"]
    assert "1-1 is damaged" in caplog.text


def test_of_what_is_removed_meanwhile_it_holds_nothing(folder):
    with Home.open(folder, types=SMALL) as home:
        home.space().remove(new_id(home.space(), "/files", "b.txt"))
    assert vector_folders(folder) == ["1-0"]
