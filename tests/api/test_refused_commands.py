"""A command that cannot be done is one line with what to type."""

from __future__ import annotations

import pytest
from command_line import invoke, run
from typer.testing import CliRunner

from api.cli import app

pytestmark = pytest.mark.usefixtures("builtin_engines")


@pytest.mark.parametrize(
    ("command", "exit_code", "message"),
    [
        ("ingest /no/such", 2, "error: There is no file or folder /no/such."),
        ("docs show nothing", 2, "error: There is no document 'nothing'. See them with: kb docs list"),
        ("--space nowhere ask x", 2, "error: There is no space 'nowhere'."),
        ("serve --host 0.0.0.0", 2, "error: 0.0.0.0 is not this machine alone"),
        ("serve --host 192.168.1.2", 2, "error: 192.168.1.2 is not this machine alone"),
        ("--chat openai:gpt@https://api.example.com/v1 --embed builtin search x --mode keyword", 0, ""),
    ],
)
def test_what_cannot_be_done_is_one_line_with_what_to_type(tmp_path, command, exit_code, message):
    result = run(tmp_path / "home", command)
    assert result.exit_code == exit_code
    assert result.stderr.startswith(message)
    assert len(result.stderr.splitlines()) <= 1
    assert "Traceback" not in result.output


def test_a_temperature_that_is_no_number_is_wrong_usage(tmp_path):
    result = run(tmp_path / "home", "ask anything --temperature nan")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2,
        "Error: Invalid value for '--temperature': nan is no number.",
    )


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["ingest", ""], "PATH…"),
        (["--home", "", "docs", "list"], "--home"),
        (["backup", " "], "FILE"),
        (["restore", ""], "FILE"),
        (["export", "--out", ""], "--out"),
        (["chat", "--resume", ""], "--resume"),
        (["eval", ""], "QUESTIONS.jsonl"),
    ],
)
def test_an_empty_path_is_not_the_folder_that_one_happens_to_be_in(tmp_path, monkeypatch, words, named):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "private.txt").write_text("not meant")
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert f"'{named}': it is empty. Name a file or a folder" in result.stderr
    assert run(tmp_path / "home", "docs list").stdout == ""


@pytest.mark.parametrize("address", ["https://example.com/x", "ftp://files.example.com/a.pdf", "file:///home/me/a.pdf"])
def test_an_address_is_not_fetched_and_named_whole(tmp_path, address):
    result = run(tmp_path / "home", f"ingest {address}")
    assert result.exit_code == 2
    assert f"{address} is an address, and nothing is fetched. Save it as a file" in result.stderr
    assert not (tmp_path / "home").exists()


def test_an_empty_name_is_not_the_only_document(tmp_path):
    (tmp_path / "shed.txt").write_text("The shed key is under the mat.")
    run(tmp_path / "home", f"ingest {tmp_path / 'shed.txt'}")
    removed = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), "docs", "remove", ""])
    assert (removed.exit_code, removed.stdout) == (2, "")
    assert removed.stderr.startswith("error: There is no document ''.")
    assert "shed.txt" in run(tmp_path / "home", "docs list").stdout


def test_where_there_are_no_documents_it_is_said_what_to_type(tmp_path):
    told = "There are no documents in this space yet: kb ingest ./docs\n"
    assert run(tmp_path / "home", "docs list").stderr == told
    searched = run(tmp_path / "home", "search rent")
    assert (searched.stdout, searched.stderr) == ("Nothing found.\n", told)


def test_what_to_type_names_the_space_as_a_shell_takes_it(tmp_path):
    home = tmp_path / "home"
    invoke(home, "space", "create", "two words")
    told = "There are no documents in this space yet: kb --space 'two words' ingest ./docs\n"
    assert invoke(home, "--space", "two words", "docs", "list").stderr == told
    assert invoke(home, "--space", "new one", "docs", "list").stderr == (
        "error: There is no space 'new one'. See them with: kb space list, or make it: kb space create 'new one'\n"
    )


def test_a_backup_over_a_folder_is_not_told_to_be_forced(tmp_path):
    result = run(tmp_path / "home", f"backup {tmp_path} --force")
    assert (result.exit_code, result.stderr.splitlines()) == (
        2,
        [f"error: {tmp_path} is not a file. Name a file to be written: kb backup kb.bak"],
    )


def test_settings_may_be_there_before_the_home(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "kb.toml").write_text('chat = "builtin"\n')
    assert run(tmp_path / "home", "docs list").exit_code == 0


def test_a_home_that_is_a_file_is_one_line_too(tmp_path):
    (tmp_path / "home").write_text("x")
    result = run(tmp_path / "home", "docs list")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
