"""A small space is searched by comparing all of its vectors, a large one in its index: both find the same."""

import subprocess
import sys
from dataclasses import replace

import pytest
from shelving import direction, shelve, stage

from kb.store.home import INDEXES, Home


def found(store, text, k):
    return [(one.path, round(one.score, 5)) for one in store.vector_search(direction(text), k)]


@pytest.mark.parametrize("compared", [0, 100])
def test_the_nearest_chunks_are_found_best_first_and_changes_show_at_once(tmp_path, compared):
    with Home.open(tmp_path / "home", types=replace(INDEXES, compared=compared)) as home:
        store = home.space()
        for name in ("tea", "wine", "rent"):
            shelve(store, f"{name}.txt", f"about {name}")
        assert found(store, "tea.txt\nabout tea", 1) == [("tea.txt", 1.0)]
        assert [path for path, _ in found(store, "tea.txt\nabout tea", 9)] == ["tea.txt", "rent.txt", "wine.txt"]
        store.remove(store.new_id("/files", "tea.txt"))
        assert [path for path, _ in found(store, "tea.txt\nabout tea", 9)] == ["rent.txt", "wine.txt"]
        shelve(store, "wine.txt", "about bread")
        assert found(store, "wine.txt\nabout bread", 1) == [("wine.txt", 1.0)]


def test_a_space_of_more_chunks_than_are_compared_is_searched_in_its_index(tmp_path):
    for compared, opened in ((3, False), (2, True)):
        with Home.open(tmp_path / "home", types=replace(INDEXES, compared=compared)) as home:
            if not home.space().size():
                stage(home.space(), "a.txt", "one\ntwo\nthree")
                home.space().flush()
        (tmp_path / "home" / "vectors").rename(tmp_path / "away")
        with Home.open(tmp_path / "home", types=replace(INDEXES, compared=compared)) as home:
            assert found(home.space(), "a.txt\none", 1) == [("a.txt", 1.0)]
            assert (tmp_path / "home" / "vectors").exists() is opened
        if not opened:
            (tmp_path / "away").rename(tmp_path / "home" / "vectors")


def test_a_search_of_a_small_space_does_not_import_chroma(tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space(), "tea.txt", "about tea")
    program = f"""
import sys
import numpy
from kb.store.home import Home
with Home.open({str(tmp_path / "home")!r}) as home:
    with home.space().find_candidates(numpy.ones(16, numpy.float32), ["tea"], 5) as found:
        print(len(list(found)), "chromadb" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"]
