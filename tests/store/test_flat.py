"""The vectors of a space are all compared, up to a size from which on they are indexed: both find the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from shelving import direction, new_id, shelve

from kb.engines.integer_products import multiply_rows
from kb.store.flat import ENTRIES, HIGH, LOW, FlatIndex
from kb.store.home import INDEXES, Home

SMALL = replace(INDEXES, compared=4)  # larger spaces are indexed


def some_ids(count: int) -> list[str]:
    return [f"{number:032x}" for number in range(count)]


def some_vectors(count: int, dimensions: int = 16):
    vectors = numpy.random.default_rng(3).normal(size=(count, dimensions)).astype(numpy.float32)
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


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
        store.remove(new_id(store, "/files", "tea.txt"))
        assert [path for path, _ in found(store, "tea.txt\nabout tea", 9)] == ["rent.txt", "wine.txt"]
        shelve(store, "wine.txt", "about bread")
        assert found(store, "wine.txt\nabout bread", 1) == [("wine.txt", 1.0)]


def test_of_many_vectors_the_nearest_are_those_that_all_products_tell_and_none_is_missed(tmp_path):
    index, vectors = FlatIndex(tmp_path, 64), some_vectors(12_000, 64)
    ids = some_ids(12_000)
    index.add(ids[:7000], vectors[:7000])
    index.add(ids[7000:], vectors[7000:])
    for question in some_vectors(20, 64)[::-1]:
        cosines = vectors @ question
        hits = index.search(question, 60)
        assert len({id for id, _ in hits}) == 60
        own = [cosines[int(id, 16)] for id, _ in hits]
        assert numpy.allclose(own, [cosine for _, cosine in hits], atol=2e-5)
        assert numpy.allclose(own, numpy.sort(cosines)[::-1][:60], atol=2e-5)


def test_the_nearest_are_found_too_where_every_sixteenth_vector_is_nearer_than_all_others(tmp_path):
    index, vectors, question = FlatIndex(tmp_path, 16), some_vectors(3200), some_vectors(1)[0]
    vectors[::16] = question + vectors[::16] / 100
    index.add(some_ids(3200), vectors)
    hits = index.search(question, 250)
    assert {int(id, 16) for id, _ in hits[:200]} == set(range(0, 3200, 16))
    assert len({id for id, _ in hits}) == 250


def test_few_rows_and_many_are_multiplied_alike():
    rows = numpy.random.default_rng(1).integers(0, 256, (6000, 100), dtype=numpy.uint8)
    vector = numpy.array([63, -63] * 50, numpy.int8)
    assert numpy.array_equal(multiply_rows(rows, vector)[:5000], multiply_rows(rows[:5000], vector))


def test_what_is_deleted_is_found_no_more_and_leaves_no_byte_of_its_vector(tmp_path):
    index, vectors, ids = FlatIndex(tmp_path, 16), some_vectors(50), some_ids(50)
    index.add(ids, vectors)
    index.delete(ids[10:20])
    assert index.count() == 40 and index.ids() == {*ids[:10], *ids[20:]}
    assert ids[12] not in [id for id, _ in index.search(vectors[12], 50)] and len(index.search(vectors[12], 50)) == 40
    index.close()
    assert set((tmp_path / ENTRIES).read_bytes()[10 * 20 : 20 * 20]) == {0}
    assert set((tmp_path / HIGH).read_bytes()[10 * 16 : 20 * 16]) == {128}
    assert set((tmp_path / LOW).read_bytes()[10 * 16 : 20 * 16]) == {0}
    assert FlatIndex(tmp_path, 16).ids() == {*ids[:10], *ids[20:]}


def test_an_id_that_comes_again_has_its_new_vector_alone(tmp_path):
    index, vectors, ids = FlatIndex(tmp_path, 16), some_vectors(3), some_ids(3)
    index.add(ids[:2], vectors[:2])
    index.add(ids[1:2], vectors[2:])
    assert index.count() == 2
    assert [(id, round(cosine, 5)) for id, cosine in index.search(vectors[2], 1)] == [(ids[1], 1.0)]


def test_vectors_that_no_entry_was_written_for_are_cut_off_when_it_is_opened(tmp_path):
    index, vectors, ids = FlatIndex(tmp_path, 16), some_vectors(4), some_ids(4)
    index.add(ids, vectors)
    index.close()
    with (tmp_path / HIGH).open("ab") as high, (tmp_path / ENTRIES).open("ab") as entries:
        high.write(b"secret of killed")
        entries.write(b"torn")
    assert FlatIndex(tmp_path, 16).ids() == set(ids)
    assert b"secret" not in (tmp_path / HIGH).read_bytes() and (tmp_path / ENTRIES).stat().st_size == 4 * 20


def test_a_vector_of_zeros_is_kept_and_is_near_to_nothing(tmp_path):
    index = FlatIndex(tmp_path, 4)
    index.add(some_ids(1), numpy.zeros((1, 4), numpy.float32))
    assert index.count() == 1
    assert index.search(numpy.ones(4, numpy.float32), 5) == [(some_ids(1)[0], 0.0)]


def test_a_space_that_grows_beyond_what_is_compared_is_indexed_and_compared_again_once_half_of_it_is_gone(tmp_path):
    with Home.open(tmp_path, types=SMALL) as home:
        store = home.space()
        shelve(store, "a.txt", "one\ntwo\nthree\nfour")
        assert sorted(file.name for file in (tmp_path / "vectors").rglob("*.bin")) == [ENTRIES, HIGH, LOW]
        shelve(store, "b.txt", "five\nsix")
        assert [folder.name for folder in (tmp_path / "vectors").iterdir()] == ["1-1"]
        assert list((tmp_path / "vectors").rglob("chroma.sqlite3"))
        for path, text in (("a.txt", "two"), ("b.txt", "six")):
            assert found(store, f"{path}\n{text}", 1) == [(path, 1.0)]
        store.remove(new_id(store, "/files", "b.txt"))
        assert list((tmp_path / "vectors").rglob("chroma.sqlite3"))
        shelve(store, "a.txt", "one\ntwo")
        assert [folder.name for folder in (tmp_path / "vectors").iterdir()] == ["1-2"]
        assert found(store, "a.txt\ntwo", 1) == [("a.txt", 1.0)] and store.index_counts() == (2, 2, 2, [])


def test_a_home_of_before_whose_vectors_are_in_chroma_is_opened_and_compared_from_then_on(tmp_path, caplog):
    with Home.open(tmp_path, types=replace(INDEXES, compared=0)) as home:
        shelve(home.space(), "tea.txt", "about tea\nand milk")
        assert list((tmp_path / "vectors").rglob("chroma.sqlite3"))
    caplog.clear()  # of what was said as the larger index was made
    with Home.open(tmp_path) as home:
        assert found(home.space(), "tea.txt\nand milk", 1) == [("tea.txt", 1.0)]
        assert home.space().index_counts() == (2, 2, 2, [])
    assert not list((tmp_path / "vectors").rglob("chroma.sqlite3")) and caplog.records == []
    shutil.rmtree(tmp_path / "vectors")
    with Home.open(tmp_path) as home:
        assert found(home.space(), "tea.txt\nand milk", 1) == [("tea.txt", 1.0)]


def test_taking_in_and_searching_do_not_import_chroma(tmp_path):
    program = f"""
import sys
import numpy
sys.path.insert(0, {str(Path(__file__).parent)!r})
from shelving import shelve
from kb.store.home import Home
with Home.open({str(tmp_path / "home")!r}) as home:
    shelve(home.space(), "tea.txt", "about tea")
    with home.space().find_candidates(numpy.ones(16, numpy.float32), ["tea"], 5) as found:
        print(len(list(found)), "chromadb" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"]
