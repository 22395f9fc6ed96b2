"""A backup that is restored into an open home, and cannot take its place at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from shelving import shelve

import kb
from kb.errors import HomeError
from kb.settings import Settings
from kb.store.backup import back_up
from kb.store.home import Home
from kb.store.lock import read_holder
from kb.store.steps import AtStep


@pytest.fixture
def folder(tmp_path):
    """A home with `new.txt` and an uploaded file."""
    with Home.open(tmp_path / "home") as home:
        shelve(home.space("lab", create=True), "new.txt", "the new text")
    (tmp_path / "home/uploads/lab").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def backup(tmp_path):
    with Home.open(tmp_path / "other") as home:
        shelve(home.space("lab", create=True), "old.txt", "the old text")
        back_up(home, tmp_path / "kb.backup")
    return tmp_path / "kb.backup"


def held(folder: Path) -> list[str]:
    with Home.open(folder) as home:
        return [document.path for document in home.space("lab").documents()]


def block_uploads(folder: Path) -> AtStep:
    """Puts a file where a folder has to be moved to, once all is ready."""

    def block(point: str) -> None:
        if point == "after it is ready":
            shutil.rmtree(folder / "uploads")
            (folder / "uploads").write_text("in the way")

    return block


def test_a_restored_home_that_cannot_take_its_place_does_so_with_the_next_request(folder, backup):

    with kb.open(settings=Settings(home=folder, embed="builtin", chat="builtin")) as base:
        with pytest.raises(HomeError, match="What was restored cannot take its place") as told:
            base.restore(backup, at_step=block_uploads(folder))
        assert told.value.hint == "Put that right: the exchange goes on with the next request."
        with pytest.raises(HomeError, match="cannot take its place"):
            base.documents("lab")
        (folder / "uploads").unlink()
        assert [document.path for document in base.documents("lab")] == ["old.txt"]
        assert read_holder(folder) is not None
    assert held(folder) == ["old.txt"]


def test_a_home_whose_exchange_could_not_be_finished_is_given_up_when_it_is_closed(folder, backup):

    with kb.open(settings=Settings(home=folder, embed="builtin", chat="builtin")) as base, pytest.raises(HomeError):
        base.restore(backup, at_step=block_uploads(folder))
    (folder / "uploads").unlink()
    assert held(folder) == ["old.txt"]
