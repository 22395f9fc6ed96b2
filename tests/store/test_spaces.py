"""Spaces made and removed as wholes, and indexes built anew: on the command line and through a running server."""

from __future__ import annotations

import json

import numpy
import pytest
from running import running
from shelving import paths, shelve
from typer.testing import CliRunner

import kb
from api.backend.remote import RemoteBackend
from api.cli import app
from api.http.app import create_app
from kb.errors import UnknownSpace, UsageError
from kb.settings import Settings
from kb.store.home import Home

SECRET = b"Zugangscode"


@pytest.fixture
def folder(tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space("lab", create=True), "secret.txt", "the Zugangscode is Rapunzel\nsecond line")
        shelve(home.space(), "kept.txt", "the Zugang is open")
    (tmp_path / "home/uploads/lab").mkdir(parents=True)
    (tmp_path / "home/uploads/lab/upload.txt").write_text("Zugangscode again")
    return tmp_path / "home"


def command(folder, *words: str):
    return CliRunner().invoke(app, ["--home", str(folder), "--embed", "builtin", *words])


def files_with(needle: bytes, folder) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and needle in file.read_bytes()]


def test_a_space_is_made_listed_and_removed_with_a_receipt(folder):
    assert command(folder, "space", "create", "研发").stdout == "Made the space 研发.\n"
    assert command(folder, "space", "create", "lab").exit_code == 2
    assert command(folder, "space", "list").stdout.splitlines() == ["default", "lab", "研发"]
    asked = command(folder, "space", "remove", "lab")
    assert (asked.exit_code, "--yes" in asked.stderr) == (2, True)
    receipt = json.loads(command(folder, "space", "remove", "lab", "--yes", "--json").stdout)
    assert receipt == {
        "space": "lab", "documents": 1, "pages": 1, "chunks": 2, "vectors": 2, "answers": 0, "complete": True
    }  # fmt: skip
    assert files_with(SECRET, folder) == [] and not (folder / "uploads/lab").exists()
    assert not list(folder.glob("vectors/2-*")) and not list(folder.glob("words/2-*"))
    assert command(folder, "space", "remove", "lab", "--yes").exit_code == 2
    assert "kept.txt" in command(folder, "docs", "list").stdout


def test_the_default_space_is_there_again_and_empty(folder):
    assert "Erased: 1 document, 1 page and 1 chunk" in command(folder, "space", "remove", "default", "--yes").stdout
    with Home.open(folder) as home:
        assert home.space().documents() == []
        shelve(home.space(), "new.txt", "the new text")
        assert paths(home.space().keyword_search(["text"], 5)) == ["new.txt"]


def test_a_removal_that_was_cut_off_after_the_catalog_leaves_no_index_behind(folder):
    def fail(point: str) -> None:
        raise InterruptedError

    with Home.open(folder, at_step=fail) as home, pytest.raises(InterruptedError):
        home.remove("lab")
    with Home.open(folder) as home:
        assert home.spaces() == ["default"]
    assert not list(folder.glob("vectors/2-*")) and not list(folder.glob("words/2-*"))


def test_reindex_builds_both_indexes_anew_and_asks_no_engine(folder):
    before = {file.name for kind in ("vectors", "words") for file in (folder / kind).iterdir()}
    assert CliRunner().invoke(app, ["--home", str(folder), "reindex"]).exit_code == 0
    assert not before & {file.name for kind in ("vectors", "words") for file in (folder / kind).iterdir()}
    with Home.open(folder) as home:
        assert paths(home.space("lab").keyword_search(["rapunzel"], 5)) == ["secret.txt"]
        assert len(home.space("lab").vector_search(numpy.ones(16, numpy.float32), 5)) == 2


def test_the_same_through_a_running_server(folder, tmp_path):
    with kb.open(settings=Settings(home=folder, embed="builtin")) as base, running(create_app(base, "token")) as client:
        remote = RemoteBackend(str(client.base_url), "token", "default")
        remote.create_space("a b")
        assert remote.spaces() == ["a b", "default", "lab"]
        with pytest.raises(UsageError):
            remote.create_space("lab")
        assert remote.remove_space("lab").documents == 1
        with pytest.raises(UnknownSpace):
            remote.remove_space("lab")
        remote.reindex()
        assert remote.back_up(tmp_path / "kb.backup") == (tmp_path / "kb.backup").stat().st_size
        remote.close()
        assert client.post("/backup", json={"path": str(tmp_path / "other")}).status_code == 403
        assert client.post("/reindex", json={}).status_code == 403


def test_no_request_makes_a_space_unless_it_says_so(folder):
    form = {"files": ("note.txt", b"The rent is 9,600 euros.")}
    with kb.open(settings=Settings(home=folder, embed="builtin")) as base, running(create_app(base, "token")) as client:
        for reply in (
            client.post("/documents?space=new", files=form),
            client.post("/ask", json={"question": "The rent?", "space": "new"}),
            client.get("/search?q=rent&space=new"),
            client.get("/documents?space=new"),
        ):
            error = reply.json()["error"]
            assert (reply.status_code, error["code"]) == (404, "unknown_space")
            assert error["hint"] == "See them with: kb space list, or make it: kb space create new"
        assert base.spaces() == ["default", "lab"]
        assert not (folder / "uploads" / "new").exists()
        assert client.post("/documents?space=new&create=true", files=form).status_code == 202
        assert base.spaces() == ["default", "lab", "new"]
