"""`kb ask -` and `kb search -` read the question from stdin, so that no list of processes shows it."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from forked import run_forked
from papers import papers


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("stdin")
    run(folder / "home", "", "ingest", str(papers(folder / "papers")))
    return folder / "home"


def run(home: Path, stdin: str, *words: str) -> subprocess.CompletedProcess[str]:
    return run_forked(["--home", home, *words], os.environ | {"KB_EMBED": "builtin", "KB_CHAT": "builtin"}, typed=stdin)


def test_a_question_on_stdin_is_answered(home):
    done = run(home, "How many days of paid leave\ndo I have?\n", "ask", "-")
    assert (done.returncode, "28 days" in done.stdout) == (0, True), done.stderr


def test_a_question_in_chinese_on_stdin_is_the_one_that_is_searched(home):
    done = run(home, "一线城市住宿费最高报销多少？\n", "search", "-", "--json")
    assert json.loads(done.stdout)["hits"][0]["path"] == "travel/差旅.md"


def test_an_empty_stdin_is_one_line_that_says_what_to_type(home):
    done = run(home, "\n", "ask", "-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: There is no question on stdin.") and "kb ask -" in done.stderr


def test_a_stdin_that_is_far_too_long_is_refused(home):
    done = run(home, "x" * 1_000_001, "search", "-")
    assert done.returncode == 2
    assert done.stderr.startswith("error: What stdin holds is too long for a question.")


def test_the_help_tells_of_it(home):
    assert "- reads it from stdin" in run(home, "", "ask", "--help").stdout
