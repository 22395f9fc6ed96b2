"""A command whose stdin, stdout or stderr is closed, or goes to a full disk."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
from test_processes import KB, documents, environment, kb

FULL = (
    "error: What is printed cannot be written: No space left on device. "
    "Free some space where it goes, and run the same command again.\n"
)


def typed(home: Path, command: str) -> tuple[int, str]:
    """The exit code and stderr of `kb …`, as a shell runs it with its redirections."""
    done = subprocess.run(
        ["bash", "-c", f"{shlex.join(KB)} {command}"], env=environment(home), capture_output=True, text=True
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["--version", "--help", "ask --help"])
def test_help_and_version_to_a_full_disk_are_one_error(tmp_path, command):
    assert typed(tmp_path / "home", f"{command} >/dev/full") == (1, FULL)


@pytest.mark.parametrize("command", ["docs list >&-", "search days of leave --json >&-", "ask days of leave >&- 2>&-"])
def test_a_command_with_a_closed_output_does_its_work_and_ends_well(one_note_once, command):
    assert typed(one_note_once, command) == (0, "")


@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-"])
def test_documents_are_taken_in_with_closed_streams(tmp_path, closed):
    home = tmp_path / "home"
    assert typed(home, f"ingest {documents(tmp_path / 'docs', 2)} {closed}") == (0, "")
    assert len(kb(home, "docs", "list").stdout.splitlines()) == 2


def test_a_question_from_a_closed_stdin_is_one_error_that_says_what_to_type(tmp_path):
    assert typed(tmp_path / "home", "ask - <&-") == (
        2,
        'error: There is no question on stdin. Give one: echo "How many days of leave?" | kb ask -\n',
    )
