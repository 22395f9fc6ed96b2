"""Files too large for one document: read in parts, each a document, within a worker's smallest memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.events import Outcome
from ingest.pipeline import ingest
from ingest.scan.large_files import LargeFile, is_large
from ingest.workers.pool import Workers
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.store.home import Home


def write_table(path: Path, rows: int, begin: str = "") -> Path:
    filler = "x" * 200
    with path.open("w", encoding="utf-8") as file:
        file.write("number,name,remark\n" + begin)
        for number in range(rows):
            file.write(f'{number},"Meier, Anna {number}","{filler}\n{filler}"\n')
    return path


def write_mailbox(path: Path, messages: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(messages):
            file.write(f"From a@example.org Mon Mar  2 09:15:00 2026\nFrom: a@example.org\nSubject: Order {number}\n\n")
            file.write(f"Please send {number} boxes.\n" + "filler text of the message\n" * 2000 + "\n")
    return path


def read_parts(path: Path) -> dict[str, bytes]:
    parts = {}
    for name in (large := LargeFile(path)).members:
        with large.open(name) as file:
            parts[name] = file.read()
    return parts


def test_a_table_is_cut_between_records_and_each_part_begins_with_its_header(tmp_path):
    table = write_table(tmp_path / "staff 员工.csv", 130_000)
    parts = read_parts(table)
    assert is_large(table) and next(iter(parts)) == "staff 员工 from line 2.csv" and len(parts) == 14
    whole = table.read_bytes()
    header = b"number,name,remark\n"
    assert header + b"".join(part.removeprefix(header) for part in parts.values()) == whole
    assert all(
        part.startswith(header) and part.endswith(b'"\n') and part.count(b'"') % 2 == 0 for part in parts.values()
    )
    assert [LargeFile(table).members[name].size for name in parts] == list(map(len, parts.values()))


def test_a_quote_that_never_closes_ends_no_part(tmp_path):
    table = write_table(tmp_path / "t.csv", 130_000, begin='0,"never closed\n')
    assert len(read_parts(table)) == 14


def test_what_is_appended_changes_the_last_part_alone(tmp_path):
    table = write_table(tmp_path / "t.csv", 130_000)
    before = read_parts(table)
    with table.open("a") as file:
        file.write("130000,Weber,new\n")
    after = read_parts(table)
    assert list(before) == list(after)
    assert [before[name] == after[name] for name in before] == [True] * 13 + [False]


def test_a_mailbox_is_cut_between_messages(tmp_path):
    parts = read_parts(write_mailbox(tmp_path / "inbox.mbox", 1000))
    assert next(iter(parts)) == "inbox from message 1.mbox" and len(parts) == 14
    assert all(part.startswith(b"From a@example.org") for part in parts.values())
    assert sum(part.count(b"\nSubject: Order") for part in parts.values()) == 1000


@pytest.mark.parametrize(("name", "content"), [("a.txt", "short\n"), ("a.md", "x" * 60_000_000)])
def test_other_files_are_read_whole(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert not is_large(tmp_path / name)


def test_wide_characters_are_not_cut(tmp_path):
    (tmp_path / "a.txt").write_text("Zeile\n" * 5_000_000, encoding="utf-16")
    assert not is_large(tmp_path / "a.txt")


def test_one_endless_line_is_one_part_as_long_as_it_is_bearable(tmp_path):
    (tmp_path / "a.txt").write_text("x" * 60_000_000)
    assert list(read_parts(tmp_path / "a.txt")) == ["a from line 1.txt"]


def test_a_large_mailbox_is_found_by_its_messages_and_gone_with_its_file(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    mailbox = docs / "inbox.mbox"
    filler = "filler\n" * 8
    with mailbox.open("w") as file:
        file.write(
            "From a@b.org Mon Mar  2 09:15:00 2026\nFrom: a@b.org\nSubject: Crane\n\nThe crane lifts 40 tonnes.\n\n"
        )
        file.write("From a@b.org Mon Mar  2 09:15:00 2026\nSubject: Attached\n\n" + "\x01" * 51_000_000 + "\n\n")
        file.write(f"From a@b.org Mon Mar  2 09:15:00 2026\nSubject: Rent\n\nThe rent is 900 euros.\n{filler}\n")
    with Home.open(tmp_path / "home") as home, Workers(1, memory_limit=700_000_000) as workers:
        store = home.space()
        embedder = BuiltinEmbedder(threads=1)
        outcomes = {e.path: e for e in ingest([docs], store, embedder, workers=workers) if isinstance(e, Outcome)}
        assert outcomes["inbox.mbox/inbox from message 1.mbox"].status == "added"
        assert [hit.path for hit in store.keyword_search(["tonn"], 1)] == ["inbox.mbox/inbox from message 1.mbox"]
        again = [e.status for e in ingest([docs], store, embedder, workers=workers) if isinstance(e, Outcome)]
        assert "added" not in again and "updated" not in again
        mailbox.unlink()
        list(ingest([docs], store, embedder, prune=True, workers=workers))
        assert store.documents() == []
