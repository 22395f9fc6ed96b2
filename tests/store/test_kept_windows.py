"""The vectors of a chunk's windows: kept with its own, and gone with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy
import pytest
from shelving import DIMENSIONS, direction, lines, new_id, shelve

from kb.engines.windows import make_windows
from kb.store.backup import back_up, restore
from kb.store.home import Home
from kb.store.windows import pack_windows, unpack_windows
from kb.types import Document, Page, Span

TEXT = "the rent is high\nthe deposit is low"
NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "home"


def put(store, path="lease.txt", text=TEXT):
    """A chunk a line, two windows each: its first ten characters, and the others."""
    store.bind("toy", "toy of the tests", DIMENSIONS)
    id = new_id(store, "/files", path)
    chunks = lines(id, path, text)
    spans = {chunk.digest: (Span(0, 10), Span(10, len(chunk.text))) for chunk in chunks}
    texts = {chunk.digest: [chunk.text[each.start : each.end] for each in spans[chunk.digest]] for chunk in chunks}
    store.remember(
        {chunk.digest: direction(chunk.index_text) for chunk in chunks},
        {
            digest: make_windows(spans[digest], numpy.stack([direction(each) for each in texts[digest]]))
            for digest in spans
        },
    )
    store.replace(Document(id, "/files", path, "d", 1, 1, path, "text/plain", 1, 2, NOW), [Page(text, 1)], chunks)
    store.flush()
    return chunks


def test_eight_bits_a_number_turn_a_vector_by_less_than_one_in_ten_thousand():
    vectors = numpy.stack([direction(f"text {n}", 768) for n in range(20)])
    kept = unpack_windows(pack_windows(make_windows([Span(n, n + 7) for n in range(20)], vectors)), 768)
    assert kept.starts.tolist() == list(range(20)) and kept.ends.tolist() == list(range(7, 27))
    cosines = (kept.vectors * vectors).sum(axis=1) / numpy.linalg.norm(kept.vectors, axis=1)
    assert cosines.min() > 0.9999
    assert len(pack_windows(kept)) == 20 * (768 + 12)


def test_windows_are_read_by_their_places_on_the_page(folder):
    with Home.open(folder) as home:
        first, second = put(home.space())
        [(place, windows)] = home.space().windows([second]).items()
        assert place == (second.document, 0)
        assert (windows.starts.tolist(), windows.ends.tolist()) == ([17, 27], [27, 35])
        assert windows.vectors[0] @ direction("the deposi") == pytest.approx(1, abs=0.01)
        [around] = home.space().windows([second], beyond=5).values()
        assert sorted(around.starts.tolist()) == [0, 10, 17, 27]
        [both] = home.space().windows([first, second]).values()
        assert sorted(both.starts.tolist()) == [0, 10, 17, 27]


def test_chunks_without_windows_have_none(folder):
    with Home.open(folder) as home:
        shelve(home.space(), "plain.txt", TEXT)
        store = home.space()
        assert store.windows(store.chunks_of(store.documents()[0].id), beyond=99) == {}


def test_a_removed_document_takes_its_windows_with_it(folder):
    def kept():
        packed = unpacked[:40]
        return [file.name for file in folder.rglob("*") if file.is_file() and packed in file.read_bytes()]

    unpacked = pack_windows(make_windows((Span(0, 10),), direction("the deposi")[None]))[12:]
    with Home.open(folder) as home:
        put(home.space())
        assert kept() == ["catalog.sqlite3"] or kept() == ["catalog.sqlite3-wal"]
        assert home.space().remove(home.space().documents()[0].id).complete
        assert kept() == []


def test_a_backup_and_a_reindex_carry_windows_along(folder, tmp_path):
    with Home.open(folder) as home:
        put(home.space())
        back_up(home, tmp_path / "kb.backup")
    restore(tmp_path / "kb.backup", tmp_path / "other")
    with Home.open(tmp_path / "other") as home:
        home.space().reindex()
        store = home.space()
        [windows] = store.windows(store.chunks_of(store.documents()[0].id)).values()
        assert sorted(windows.starts.tolist()) == [0, 10, 17, 27]


def test_a_home_of_format_5_opens_and_its_chunks_have_no_windows_yet(folder):
    with Home.open(folder) as home:
        shelve(home.space(), "plain.txt", TEXT)
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        connection.executescript(
            """ALTER TABLE vectors DROP COLUMN windows;
            CREATE TABLE old (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE,
                embedder INTEGER REFERENCES embedders (id), generation INTEGER NOT NULL, vectors INTEGER NOT NULL,
                words INTEGER NOT NULL, dirty BOOLEAN NOT NULL, leftovers BOOLEAN NOT NULL);
            INSERT INTO old SELECT id, name, embedder, generation, vectors, words, dirty, leftovers FROM spaces;
            DROP TABLE spaces; ALTER TABLE old RENAME TO spaces; PRAGMA user_version = 5;"""
        )
    with Home.open(folder) as home:
        store = home.space()
        chunks = store.chunks_of(store.documents()[0].id)
        assert store.windows(chunks) == {}
        [first, _] = put(store, "lease.txt")
        assert list(store.windows([first])) == [(first.document, 0)]
