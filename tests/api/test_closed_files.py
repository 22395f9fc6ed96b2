"""Files and folders that this user may not open, and names that the terminal's encoding has no letters for."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from test_processes import KB, documents, environment, kb

# Root reads everything; without its capabilities it is held by the rights of files as anybody is.
BARE = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if getattr(os, "geteuid", lambda: 1)() == 0 else []

pytestmark = pytest.mark.skipif(bool(BARE) and not shutil.which("setpriv"), reason="root may open everything")


def bare_kb(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`kb …` typed by somebody whom the rights of files hold."""
    return subprocess.run([*BARE, *KB, *words], env=environment(home), capture_output=True, text=True)


def test_a_catalog_that_may_not_be_read_is_one_error_with_its_path(one_note):
    home = one_note
    (home / "catalog.sqlite3").chmod(0)
    asked = bare_kb(home, "ask", "How many days?")
    assert (asked.returncode, asked.stderr) == (
        1,
        f"error: {home}/catalog.sqlite3 cannot be opened: permission denied. "
        "Check who owns it, or name another home with --home DIR.\n",
    )


def test_a_word_index_that_may_not_be_written_is_not_taken_for_damaged(one_note):
    [words] = (one_note / "words").glob("*-*")
    for closed in (*words.iterdir(), words):
        closed.chmod(closed.stat().st_mode & ~0o222)
    asked = bare_kb(one_note, "ask", "How many days?")
    assert (asked.returncode, asked.stderr) == (
        1,
        f"error: {words} cannot be written to, or something in it cannot. "
        "See its rights with: kb doctor. Make it writable, or name another with --home DIR.\n",
    )


def test_settings_that_may_not_be_read_are_one_error_with_their_path(one_note):
    (one_note / "kb.toml").write_text("k = 3\n")
    (one_note / "kb.toml").chmod(0)
    asked = bare_kb(one_note, "ask", "How many days?")
    assert (asked.returncode, asked.stderr) == (
        2,
        f"error: {one_note}/kb.toml cannot be read: Permission denied. "
        "Check who owns it and its folder, or name another --home DIR.\n",
    )


def test_a_folder_that_may_not_be_opened_is_named_as_such_and_the_rest_is_read(tmp_path):
    folder = documents(tmp_path / "docs", 1)
    (folder / "closed").mkdir(mode=0)
    done = bare_kb(tmp_path / "home", "ingest", str(folder))
    assert (done.returncode, "1 added, 1 failed" in done.stdout) == (1, True)
    assert "failed     closed: cannot be opened: permission denied\n" in done.stdout + done.stderr


def test_a_document_is_named_by_its_path_where_the_terminal_has_not_its_letters(tmp_path):
    home, folder = tmp_path / "home", documents(tmp_path / "docs", 1)
    (folder / "请假.md").write_text("# 请假\n\n入职满一年的员工每年享有十五天年假。\n", encoding="utf-8")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert kb(home, "ingest", str(folder), **plain).returncode == 0
    shown = subprocess.run(
        [*KB, "docs", "show", "请假.md".encode(), "--json"], env=environment(home, **plain), capture_output=True
    )
    assert (shown.returncode, shown.stderr) == (0, b"")


def test_a_backup_into_a_folder_of_somebody_else_names_that_folder(one_note, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    asked = bare_kb(one_note, "backup", str(tmp_path / "closed" / "kb.bak"))
    assert (asked.returncode, asked.stderr) == (
        2,
        f"error: {tmp_path}/closed cannot be written to. Name a file in a folder that is yours.\n",
    )
