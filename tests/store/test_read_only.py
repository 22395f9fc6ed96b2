"""A home on a disk that may only be read: everything can be found in it, and a change is one clear error."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from forked import run_forked
from shelving import direction, paths, shelve
from typer.testing import CliRunner

from api.cli import app
from kb.errors import HomeReadOnly
from kb.store.catalog import Catalog, spaces
from kb.store.home import Home

FIGURE = "The monthly rent is 9,600 euros plus tax."


@pytest.fixture
def folder(tmp_path):
    """A home with one document, mounted for reading only."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "rent.md").write_text(f"# Rent\n\n{FIGURE}\n")
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True).returncode:
        pytest.skip("only root can mount")
    try:
        # In a process of its own: no file of the disk may be open when it is mounted anew.
        words = ["--home", str(place / "home"), "--embed", "builtin", "ingest", str(tmp_path / "docs")]
        assert run_forked(words, os.environ).returncode == 0
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        yield place / "home"
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def command(home, *words: str):
    return CliRunner().invoke(app, ["--home", str(home), "--embed", "builtin", "--chat", "builtin", *words])


def test_it_can_be_searched_asked_listed_and_checked(folder):
    assert FIGURE in command(folder, "search", "monthly rent").stdout
    assert "9,600" in command(folder, "ask", "What is the monthly rent?").stdout
    assert "rent.md" in command(folder, "docs", "list").stdout
    checks = {check["name"]: check for check in json.loads(command(folder, "doctor", "--json").stdout)["checks"]}
    assert checks["pages"]["status"] == checks["indexes"]["status"] == checks["catalog"]["status"] == "ok"
    assert checks["home"]["status"] == "warning" and "can be searched" in checks["home"]["message"]
    assert "broken" not in [check["status"] for check in checks.values()]


def test_a_home_that_cannot_be_made_is_told_as_that(folder):
    checks = {
        check["name"]: check for check in json.loads(command(folder / "new", "doctor", "--json").stdout)["checks"]
    }
    assert checks["home"]["status"] == "broken"
    assert checks["home"]["message"] == f"{folder / 'new'} cannot be made: {folder} cannot be written to."


@pytest.mark.parametrize("words", [["ingest", "DOCS"], ["docs", "remove", "rent.md"]])
def test_a_change_is_one_clear_error(folder, words):
    docs = str(folder.parents[1] / "docs")
    result = command(folder, *[docs if word == "DOCS" else word for word in words])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "can only be read here" in result.stderr and "Make it writable" in result.stderr


def test_a_new_home_there_is_refused_in_one_line(folder):
    result = command(folder.parent / "other", "docs", "list")
    assert result.exit_code == 1
    assert "cannot be written to" in result.stderr and "Unexpected" not in result.stderr


def test_a_store_of_it_finds_by_meaning_and_refuses_to_remove(folder):
    with Home.open(folder) as home:
        [document] = home.space().documents()
        _, _, dimensions = home.space().embedder
        assert paths(home.space().vector_search(direction("any", dimensions), 1)) == ["rent.md"]
        with pytest.raises(HomeReadOnly):
            home.space().remove(document.id)


def test_a_catalog_that_is_only_read_gets_no_files_beside_it_that_would_stay_closed(tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space(), "rent.txt", "the rent is 9,600 euros")
    before = sorted(entry.name for entry in (tmp_path / "home").iterdir())
    catalog = Catalog(tmp_path / "home" / "catalog.sqlite3", create=False, read_only=True)
    with catalog.begin_read() as tx:
        assert len(spaces.names(tx)) == 1
    assert sorted(entry.name for entry in (tmp_path / "home").iterdir()) == before
    catalog.close()
