"""A home whose catalog is lost is not a new one: nothing in it is touched, and what helps is said."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shelving import shelve
from typer.testing import CliRunner

from api.cli import app
from kb.errors import CatalogLost, HomeError
from kb.store.home import Home


@pytest.fixture
def folder(tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space(), "rent.txt", "the rent is 9,600 euros")
    (tmp_path / "home/uploads/default").mkdir(parents=True)
    (tmp_path / "home/uploads/default/rent.txt").write_text("the rent is 9,600 euros")
    return tmp_path / "home"


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "lock"
    }


def without_tables(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 6")
        connection.execute("PRAGMA application_id = 27490")


LOSSES = {
    "is missing": Path.unlink,
    "is empty": lambda file: os.truncate(file, 0),
    "holds no documents' tables": without_tables,
}


@pytest.mark.parametrize("how", LOSSES)
def test_a_lost_catalog_is_an_error_that_names_the_remedy_and_nothing_is_touched(folder, how):
    LOSSES[how](folder / "catalog.sqlite3")
    before = contents(folder)
    with pytest.raises(CatalogLost, match=rf"catalog.sqlite3 {how}, while .* kb restore FILE --force"):
        Home.open(folder)
    assert contents(folder) == before


def test_the_same_without_the_file_that_locks_it(folder):
    (folder / "catalog.sqlite3").unlink()
    (folder / "lock").unlink()
    with pytest.raises(CatalogLost, match="is missing"):
        Home.open(folder)


def test_a_file_that_is_no_database_is_damaged_and_not_touched(folder):
    (folder / "catalog.sqlite3").write_bytes(b"no database at all, " * 500)
    before = contents(folder)
    with pytest.raises(HomeError, match=r"is damaged: file is not a database.* kb restore FILE --force"):
        Home.open(folder)
    assert contents(folder) == before


@pytest.mark.parametrize("words", [["docs", "list"], ["search", "rent"], ["ask", "What is the rent?"], ["ingest", "."]])
def test_every_command_says_so(folder, words):
    (folder / "catalog.sqlite3").unlink()
    result = CliRunner().invoke(app, ["--home", str(folder), "--embed", "builtin", *words])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "kb restore FILE --force" in result.stderr


def test_doctor_reports_it_as_broken(folder):
    os.truncate(folder / "catalog.sqlite3", 0)
    result = CliRunner().invoke(app, ["--home", str(folder), "doctor"])
    assert result.exit_code == 1
    assert "broken   store" in result.stdout and "kb restore FILE --force" in result.stdout


def test_a_home_that_was_cut_off_while_it_was_made_is_made_now(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "lock").touch()
    (tmp_path / "home" / "catalog.sqlite3").touch()
    with Home.open(tmp_path / "home") as home:
        assert home.spaces() == ["default"]
