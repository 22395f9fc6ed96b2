"""`kb space`, `kb backup` and `kb restore` as they are typed, with a server on the home and without one."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from test_processes import documents, kb, started

QUESTION = "How many days of paid leave are there?"


@contextmanager
def served(home: Path) -> Iterator[None]:
    with started(home, "serve", "--port", "0") as server:
        assert "Serving" in server.stderr.readline()
        yield
        server.terminate()
        server.wait(30)
        server.stderr.read()


def test_a_backup_is_restored_into_another_home_and_answers_there(three_notes, tmp_path):
    home, other, file = three_notes, tmp_path / "other", tmp_path / "kb.backup"
    written = kb(home, "backup", str(file))
    assert written.stdout.startswith(f"Wrote {file} (")
    assert written.stdout.endswith("It holds the text of all documents: keep it safe.\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kb(other, "restore", str(file)).stdout == f"{other} is as {file} holds it.\n"
    listed = [kb(each, "docs", "list", "--json").stdout for each in (home, other)]
    assert listed[0] == listed[1] and "0.md" in listed[0]
    answers = [json.loads(kb(each, "ask", QUESTION, "--json").stdout) for each in (home, other)]
    assert answers[0]["answer"] == answers[1]["answer"] and "28 days" in answers[0]["answer"]


def test_a_backup_through_a_server_holds_what_it_has_taken_in(tmp_path):
    home, other, file = tmp_path / "home", tmp_path / "other", tmp_path / "kb.backup"
    with served(home):
        assert kb(home, "ingest", str(documents(tmp_path / "docs", 2))).returncode == 0
        assert kb(home, "backup", str(file)).stdout.startswith(f"Wrote {file} (")
    assert kb(other, "restore", str(file)).returncode == 0
    assert kb(other, "search", "paid leave", "-k", "1").stdout.startswith(" 1. ")


def test_a_backup_is_no_stream(tmp_path):
    """A file named `-` was written into the folder that one happened to be in."""
    told = "Invalid value for 'FILE': a backup is written into a file, and read from one. Name it: kb.bak"
    for command in ("backup", "restore"):
        refused = kb(tmp_path / "home", command, "-")
        assert refused.returncode == 2
        assert told in " ".join(refused.stderr.split())


def test_nothing_is_overwritten_without_force(one_note, tmp_path):
    home, file = one_note, tmp_path / "kb.backup"
    assert kb(home, "backup", str(file)).returncode == 0
    again = kb(home, "backup", str(file))
    assert (again.returncode, again.stderr) == (
        2,
        f"error: {file} is there already. Name another file, or say --force to overwrite it.\n",
    )
    restored = kb(home, "restore", str(file))
    assert (restored.returncode, restored.stderr) == (
        2,
        f"error: {home} holds a knowledge base already. Say --force to replace it, or name another --home DIR.\n",
    )
    assert kb(home, "backup", str(file), "--force").returncode == 0
    assert kb(home, "restore", str(file), "--force").stdout == f"{home} is as {file} holds it.\n"


def test_a_file_that_is_no_backup_changes_nothing(one_note, tmp_path):
    home, file = one_note, tmp_path / "kb.backup"
    file.write_bytes(b"not a backup")
    refused = kb(home, "restore", str(file), "--force")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"error: {file} is no whole backup: ")
    assert "Nothing was changed." in refused.stderr and refused.stderr.count("\n") == 1
    missing = kb(home, "restore", str(tmp_path / "none"))
    assert missing.stderr == f"error: There is no file {tmp_path / 'none'}. Name one that kb backup has written.\n"
    assert "0.md" in kb(home, "docs", "list").stdout


def test_a_home_is_restored_while_it_is_served(one_note, tmp_path):
    home, file, broken = one_note, tmp_path / "kb.backup", tmp_path / "broken.backup"
    assert kb(home, "backup", str(file)).returncode == 0
    broken.write_bytes(file.read_bytes()[:5000])
    with served(home):
        assert kb(home, "ingest", str(documents(tmp_path / "more", 3))).returncode == 0
        unsaid = kb(home, "restore", str(file))
        assert (unsaid.returncode, unsaid.stderr) == (
            2,
            f"error: {home} holds a knowledge base already. Say --force to replace it, or name another --home DIR.\n",
        )
        refused = kb(home, "restore", str(broken), "--force")
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
        assert refused.stderr.startswith(f"error: {broken} is no whole backup: ")
        assert "2.md" in kb(home, "docs", "list").stdout
        assert kb(home, "restore", str(file), "--force").stdout == f"{home} is as {file} holds it.\n"
        listed = kb(home, "docs", "list").stdout
        assert "0.md" in listed and "2.md" not in listed
        assert "28 days" in json.loads(kb(home, "ask", QUESTION, "--json").stdout)["answer"]
        assert kb(home, "ingest", str(tmp_path / "more")).returncode == 0
    assert "2.md" in kb(home, "docs", "list").stdout


def test_a_space_is_made_listed_and_removed_with_a_server_and_without_one(tmp_path):
    folder = documents(tmp_path / "docs", 2)
    told = []
    for home in (tmp_path / "own", tmp_path / "served"):
        with served(home) if home.name == "served" else started(home, "--version"):
            told.append(
                [
                    kb(home, "space", "create", "lab").stdout,
                    kb(home, "space", "list").stdout,
                    kb(home, "--space", "lab", "ingest", str(folder)).returncode,
                    kb(home, "space", "remove", "lab").stderr,
                    kb(home, "space", "remove", "lab", "--yes").returncode,
                    json.loads(kb(home, "space", "list", "--json").stdout),
                    kb(home, "space", "remove", "lab", "--yes").stderr,
                ]
            )
    assert told[0] == told[1]
    made, listed, ingested, unasked, removed, left, gone = told[0]
    assert (made, listed) == ("Made the space lab.\n", "default\nlab\n")
    assert (ingested, removed, left) == (0, 0, {"spaces": ["default"]})
    assert unasked == "error: There is nobody to ask here. Say --yes if that is meant.\n"
    assert gone.startswith("error: There is no space 'lab'.")
