"""Rules of a .kbignore: as git has them, in time that grows with their length."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from ingest.scan.ignore import IgnoreRules
from ingest.scan.rules import Rules
from kb.errors import UsageError

PIECES = ["a", "b", "ab", ".", "*", "?", "**", "[ab]", "[a-c]", "[]a]", "\\*", "\\ "]
NAMES = st.text("abc*.", min_size=1, max_size=4).filter(lambda name: name.strip("."))
SEGMENTS = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda segment: segment.strip("*") or len(segment) < 3)
)
PATTERNS = st.builds(
    lambda sign, start, segments, end: sign + start + "/".join(segments) + end,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/", "**/"]),
    st.lists(st.one_of(SEGMENTS, st.just("**"), st.just("*")), min_size=1, max_size=4),
    st.sampled_from(["", "", "/", "/**"]),
)
PATHS = st.builds(
    lambda names, end: "/".join(names) + end, st.lists(NAMES, min_size=1, max_size=5), st.sampled_from(["", "/"])
)


@settings(max_examples=3000, deadline=None, derandomize=True)
@given(st.lists(PATTERNS, min_size=1, max_size=4), PATHS)
def test_rules_decide_as_pathspec_does(lines, path):
    assert Rules.from_lines(lines).decision(path) == GitIgnoreSpec.from_lines(lines).check_file(path).include


@pytest.mark.parametrize("line", ["!", "a\\", "[a", "[z-a]", "/", "//", "", "# a"])
def test_what_is_no_rule_names_nothing(line):
    assert Rules.from_lines([line]).decision("a") is None


def test_a_bracket_names_no_slash():
    assert Rules.from_lines(["a[!x]b"]).decision("a/b") is None
    assert Rules.from_lines(["a[!x]b"]).decision("ayb") is True


def test_a_rule_of_many_stars_costs_no_more_than_its_length():
    rules = Rules.from_lines(["*a" * 60 + "*b", "**/a/" * 60 + "b"])
    started = time.process_time()
    assert rules.decision("a" * 250) is None and rules.decision("a/" * 500 + "a") is None
    assert time.process_time() - started < 1  # by Python's patterns: years


def test_a_pipe_or_a_folder_named_kbignore_is_told_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / ".kbignore")
    with pytest.raises(UsageError, match=r"\.kbignore is not a file: a folder, a device or a pipe\. Give it rules"):
        IgnoreRules().within(tmp_path)
    (tmp_path / ".kbignore").unlink()
    (tmp_path / ".kbignore").mkdir()
    with pytest.raises(UsageError, match="is not a file"):
        IgnoreRules().within(tmp_path)


def test_rules_that_are_too_many_or_too_large_are_told(tmp_path):
    (tmp_path / ".kbignore").write_text("a\n" * 10_001)
    with pytest.raises(UsageError, match=r"\.kbignore has more than 10,000 lines"):
        IgnoreRules().within(tmp_path)
    (tmp_path / ".kbignore").write_text("a" * 1_000_001)
    with pytest.raises(UsageError, match=r"\.kbignore is larger than 1 MB"):
        IgnoreRules().within(tmp_path)


def test_a_link_to_a_device_is_not_read(tmp_path):
    (tmp_path / ".kbignore").symlink_to("/dev/zero")
    with pytest.raises(UsageError, match="is not a file"):
        IgnoreRules().within(tmp_path)


def test_no_kbignore_is_no_rule(tmp_path):
    assert IgnoreRules().within(tmp_path) == IgnoreRules() and IgnoreRules().within(Path("/nowhere")) == IgnoreRules()
