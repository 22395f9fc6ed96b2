"""What SQLite or a disk has changed in a catalog is noticed before it is quoted, and old catalogs are brought along."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from shelving import direction, paths, shelve, texts

import kb
from kb.errors import PageDamaged
from kb.properties import NO_PROPERTIES
from kb.settings import Settings
from kb.store.home import Home
from kb.store.scoped_reader import ScopedReader


@pytest.fixture
def folder(tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space(), "rent.txt", "the rent is 9,600 euros\nit is due on the third")
        shelve(home.space("other", create=True), "rent.txt", "the rent is 9,600 euros")
    return tmp_path / "home"


def in_catalog(folder, script: str) -> None:
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        connection.executescript(script)


def test_a_page_with_a_flipped_letter_is_not_quoted(folder):
    in_catalog(
        folder,
        "UPDATE pages SET text = CAST(replace(text, '9,6', '9,9') AS BLOB) WHERE instr(text, CAST('third' AS BLOB))",
    )
    with Home.open(folder) as home:
        store = home.space()
        [document] = store.documents()
        for read in (lambda: store.keyword_search(["rent"], 5), lambda: store.page(document.id, 1)):
            with pytest.raises(PageDamaged, match=r"Page 1 of the document .* is damaged.* kb restore FILE"):
                read()
        assert texts(home.space("other").keyword_search(["rent"], 5)) == ["the rent is 9,600 euros"]
        assert store.remove(document.id).chunks == 2


def test_a_question_of_a_folder_reads_no_page_there_but_those_that_it_finds(tmp_path):
    with Home.open(tmp_path / "home") as home:
        for name in ("rent", "tea"):
            shelve(home.space(), f"house/{name}.txt", f"about {name}")
    in_catalog(
        tmp_path / "home", "UPDATE pages SET text = CAST('about beer' AS BLOB) WHERE text != CAST('about rent' AS BLOB)"
    )
    with Home.open(tmp_path / "home") as home:
        house = ScopedReader(home.space(), "house/")
        assert texts(house.vector_search(direction("house/rent.txt\nabout rent"), 1)) == ["about rent"]


def test_a_catalog_of_format_4_loses_the_thresholds_that_were_learned_then(folder):
    in_catalog(
        folder,
        """CREATE TABLE thresholds (space INTEGER, embedder INTEGER, meaning FLOAT, words FLOAT);
        INSERT INTO thresholds VALUES (1, 1, 0.7, 0.2); PRAGMA user_version = 4;""",
    )
    with Home.open(folder) as home:
        assert texts(home.space("other").keyword_search(["rent"], 5)) == ["the rent is 9,600 euros"]
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (10,)
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'thresholds'").fetchone() is None


def test_a_catalog_of_format_3_is_brought_to_this_one_and_its_vectors_are_given_to_the_spaces_that_use_them(folder):
    in_catalog(
        folder,
        """ALTER TABLE pages DROP COLUMN digest;
        CREATE TABLE old (embedder INTEGER NOT NULL, digest TEXT NOT NULL, vector BLOB NOT NULL,
                          PRIMARY KEY (embedder, digest));
        INSERT OR IGNORE INTO old SELECT embedder, digest, vector FROM vectors;
        DROP TABLE vectors; ALTER TABLE old RENAME TO vectors; PRAGMA user_version = 3;""",
    )
    with Home.open(folder) as home:
        for name in ("default", "other"):
            found = home.space(name).vector_search(direction("rent.txt\nthe rent is 9,600 euros"), 1)
            assert (paths(found), texts(found)) == (["rent.txt"], ["the rent is 9,600 euros"])
        assert [home.space(name).remove(home.space(name).documents()[0].id).vectors for name in home.spaces()] == [2, 1]
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (10,)
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (0,)


def test_a_catalog_of_format_5_gains_what_files_say_of_themselves_and_takes_its_documents_for_unchanged(folder):
    in_catalog(
        folder,
        """ALTER TABLE documents DROP COLUMN changed_ns; ALTER TABLE documents DROP COLUMN properties;
        PRAGMA user_version = 5;""",
    )
    with Home.open(folder) as home:
        [document] = home.space().documents()
        assert (document.changed_ns, document.properties) == (0, NO_PROPERTIES)


def test_a_home_from_before_there_were_answers_gets_their_tables(tmp_path):
    home = tmp_path / "old"
    with kb.open(settings=Settings(home=home, embed="builtin", chat="builtin")):
        pass
    connection = sqlite3.connect(home / "catalog.sqlite3")
    connection.executescript("DROP TABLE answer_sources; DROP TABLE answers; PRAGMA user_version = 1;")
    connection.close()
    with kb.open(settings=Settings(home=home, embed="builtin", chat="builtin")) as base:
        assert base.answers() == []
