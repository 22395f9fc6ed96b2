"""Rules of a .kbignore: as git has them, in time that grows with their length."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from ingest.scan.ignore import IgnoreRules
from ingest.scan.rules import Rules
from kb.errors import UsageError

PIECES = ["a", "b", "ab", ".", "*", "?", "**", "[ab]", "[a-c]", "[]a]", "\\*", "\\ "]


def make_segment(chance: random.Random) -> str:
    """Of a rule's path; not three stars or more, which git and pathspec read differently."""
    segment = "".join(chance.choices(PIECES, k=chance.randint(1, 4)))
    return segment if segment.strip("*") or len(segment) < 3 else make_segment(chance)


def make_rule(chance: random.Random) -> str:
    segments = [chance.choice([make_segment(chance), "**", "*"]) for _ in range(chance.randint(1, 4))]
    sign, start = chance.choice(["", "", "!"]), chance.choice(["", "", "/", "**/"])
    return sign + start + "/".join(segments) + chance.choice(["", "", "/", "/**"])


def make_name(chance: random.Random) -> str:
    name = "".join(chance.choices("abc*.", k=chance.randint(1, 4)))
    return name if name.strip(".") else make_name(chance)


def make_path(chance: random.Random) -> str:
    return "/".join(make_name(chance) for _ in range(chance.randint(1, 5))) + chance.choice(["", "/"])


def test_rules_decide_as_pathspec_does():
    chance = random.Random(7)
    cases = [([make_rule(chance) for _ in range(chance.randint(1, 4))], make_path(chance)) for _ in range(10_000)]
    otherwise = [
        (lines, path)
        for lines, path in cases
        if Rules.from_lines(lines).decision(path) != GitIgnoreSpec.from_lines(lines).check_file(path).include
    ]
    assert otherwise == []


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
