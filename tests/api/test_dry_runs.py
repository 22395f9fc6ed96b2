"""A dry run says what would be done, and does nothing."""

from __future__ import annotations

import pytest
from command_line import run

pytestmark = pytest.mark.usefixtures("builtin_engines")


def test_a_dry_run_says_that_nothing_was_done(tmp_path, docs):
    assert run(tmp_path / "home", "ingest DOCS --dry-run", docs).stdout.splitlines()[-1] == (
        "Nothing was done. It would be: 3 added. Leave out --dry-run to do it."
    )


def test_a_dry_run_makes_no_space(tmp_path, docs):
    result = run(tmp_path / "home", "--space new ingest DOCS --dry-run", docs)
    assert (result.exit_code, result.stderr.splitlines()) == (
        2,
        ["error: There is no space 'new'. See them with: kb space list, or make it: kb space create new"],
    )
    assert run(tmp_path / "home", "space list").stdout == "default\n"


def test_a_dry_run_makes_no_home(tmp_path, docs):
    home = tmp_path / "new" / "home"
    assert run(home, "ingest DOCS --dry-run", docs).stdout.splitlines()[-1] == (
        "Nothing was done. It would be: 3 added. Leave out --dry-run to do it."
    )
    assert not home.parent.exists()


def test_a_dry_run_leaves_a_home_of_settings_alone_as_it_is(tmp_path, docs):
    home = tmp_path / "home"
    home.mkdir()
    (home / "kb.toml").write_text("k = 4\n", encoding="utf-8")
    assert run(home, "ingest DOCS --dry-run", docs).exit_code == 0
    assert [entry.name for entry in home.iterdir()] == ["kb.toml"]


def test_a_dry_run_refuses_a_folder_of_other_files_as_the_run_itself_would(tmp_path, docs):
    result = run(docs, "ingest DOCS --dry-run", docs)
    assert (result.exit_code, result.stderr.split(" Name")[0]) == (1, f"error: {docs} holds other files.")
