"""The indexes are disposable: whatever becomes of their files, the catalog brings them back."""

from __future__ import annotations

import logging
import shutil
from dataclasses import replace

import pytest
from shelving import direction, shelve, stage, texts

from kb.errors import HomeError, HomeNewer
from kb.store.home import INDEXES, Home

INDEXED = replace(INDEXES, compared=0)  # so that vectors lie in Chroma, however small the space


def fill(folder, types):
    with Home.open(folder, types=types) as home:
        for number in range(30):
            stage(home.space(), f"{number}.txt", f"alpha number{number}\nsecond {number}")
        home.space().remove(shelve(home.space(), "passing.txt", "passing"))  # after which Chroma's files are whole
    return folder


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A home to be copied, and damaged."""
    return fill(tmp_path_factory.mktemp("filled") / "home", INDEXED)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """The same with vectors that are compared one by one."""
    return fill(tmp_path_factory.mktemp("compared") / "home", INDEXES)


@pytest.fixture
def folder(filled, tmp_path):
    return shutil.copytree(filled, tmp_path / "home")


def everything_is_found(home) -> bool:
    store = home.space()
    by_words = [texts(store.keyword_search([f"number{n}"], 5)) == [f"alpha number{n}"] for n in range(30)]
    near = [texts(store.vector_search(direction(f"{n}.txt\nsecond {n}"), 1)) == [f"second {n}"] for n in range(30)]
    return all(by_words) and all(near) and len(store.keyword_search(["alpha"], 100)) == 30


@pytest.mark.parametrize("kind", ["vectors", "words"])
def test_a_deleted_index_is_built_again(folder, kind, caplog):
    shutil.rmtree(folder / kind)
    with caplog.at_level(logging.WARNING), Home.open(folder, types=INDEXED) as home:
        assert everything_is_found(home)
    assert "does not hold what the catalog holds" in caplog.text
    with Home.open(folder, types=INDEXED) as home:
        assert everything_is_found(home)


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("vectors/*/chroma.sqlite3", 0),
        ("vectors/*/chroma.sqlite3", 5000),
        ("vectors/*/*/data_level0.bin", 0),
        ("vectors/*/*/data_level0.bin", 1000),
        ("vectors/*/*/header.bin", 10),
        ("vectors/*/*/index_metadata.pickle", 10),
        ("words/*/meta.json", 0),
        ("words/*/*.term", 20),
        ("words/*/*.store", 10),
        ("words/*/*.idx", 0),
    ],
)
def test_a_truncated_file_is_healed(folder, pattern, size, caplog):
    for file in folder.glob(pattern):
        with file.open("r+b") as stream:
            stream.truncate(size)
    with caplog.at_level(logging.WARNING), Home.open(folder, types=INDEXED) as home:
        assert everything_is_found(home)
    assert caplog.records
    with Home.open(folder, types=INDEXED) as home:
        assert everything_is_found(home)


@pytest.mark.parametrize("file", ["entries.bin", "high.bin", "low.bin"])
@pytest.mark.parametrize("size", [0, 20, 210])
def test_a_truncated_file_of_vectors_that_are_compared_is_healed(compared, tmp_path, file, size, caplog):
    folder = shutil.copytree(compared, tmp_path / "home")
    [cut] = folder.glob(f"vectors/*/{file}")
    with cut.open("r+b") as stream:
        stream.truncate(size)
    with caplog.at_level(logging.WARNING), Home.open(folder) as home:
        assert everything_is_found(home)
    assert caplog.records
    with Home.open(folder) as home:
        assert everything_is_found(home)


def test_a_folder_without_its_hnsw_files_is_healed(folder):
    for segment in folder.glob("vectors/*/*/"):
        shutil.rmtree(segment)
    with Home.open(folder, types=INDEXED) as home:
        assert everything_is_found(home)


def test_a_damaged_catalog_is_reported_as_such(folder):
    (folder / "catalog.sqlite3").write_bytes(b"no database at all, " * 500)
    with pytest.raises(HomeError, match=r"The catalog in .* is damaged"):
        Home.open(folder, types=INDEXED)


def test_a_home_of_a_newer_version_is_left_alone(folder):
    import sqlite3

    connection = sqlite3.connect(folder / "catalog.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(HomeNewer, match=r"format 99; this one reads 10\). Use that version, or a newer one"):
        Home.open(folder, types=INDEXED)
