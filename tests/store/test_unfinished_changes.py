"""Changes on their way into a store: what a flush shows, what is remembered meanwhile, and what is dropped."""

from __future__ import annotations

import pytest
from shelving import DIMENSIONS, direction, paths, shelve, stage, texts

from kb.store.home import Home


def test_what_was_not_flushed_is_dropped_at_close(tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space(), "a.txt", "alpha")
        stage(home.space(), "b.txt", "beta")
    with Home.open(tmp_path / "home") as home:
        assert [document.path for document in home.space().documents()] == ["a.txt"]


def test_a_vector_is_known_once_it_is_remembered_whatever_happens_next(tmp_path):
    with Home.open(tmp_path / "home") as home:
        store = home.space()
        store.bind("toy", "toy of the tests", DIMENSIONS)
        store.remember({"d" * 64: direction("x")})
    with Home.open(tmp_path / "home") as home:
        assert home.space().known_vectors(["d" * 64, "e" * 64]) == {"d" * 64}


def test_vectors_that_nothing_refers_to_are_forgotten_by_tidy_but_not_under_way(tmp_path):
    with Home.open(tmp_path / "home") as home:
        store = home.space()
        shelve(store, "a.txt", "alpha")
        store.remember({"d" * 64: direction("x")})
        store.tidy()
        assert store.known_vectors(["d" * 64]) == {"d" * 64}
    with Home.open(tmp_path / "home") as home:
        home.space().tidy()
        assert home.space().known_vectors(["d" * 64]) == set()
        assert len(home.space().vector_search(direction("x"), 5)) == 1


def test_a_flush_that_failed_half_way_and_is_tried_again_leaves_each_chunk_once(tmp_path):
    failing = ["before the catalog"]

    def fail_at(step: str) -> None:
        if step in failing:
            failing.remove(step)
            raise InterruptedError

    with Home.open(tmp_path / "home", at_step=fail_at) as home:
        store = home.space()
        stage(store, "a.txt", "alpha\nbeta")
        with pytest.raises(InterruptedError):
            store.flush()
        store.flush()
        assert store.index_counts() == (2, 2, 2, [])
        shelve(store, "b.txt", "gamma")
        assert store.index_counts() == (3, 3, 3, [])
        assert paths(store.keyword_search(["alpha"], 2)) == ["a.txt"]


def test_vectors_of_more_passages_than_are_held_at_hand_are_found_all_the_same(tmp_path):
    with Home.open(tmp_path / "home") as home:
        store = home.space()
        store.bind("toy", "toy of the tests", DIMENSIONS)
        store.remember({f"{number:064x}": direction("another") for number in range(7_999)})
        shelve(store, "a.txt", "alpha\nbeta")
        assert texts(store.vector_search(direction("a.txt\nbeta"), 1)) == ["beta"]
        assert texts(store.vector_search(direction("a.txt\nalpha"), 1)) == ["alpha"]
