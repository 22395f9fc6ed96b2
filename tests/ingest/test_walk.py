"""Which files there are: rules, links, odd names, and what cannot be looked at."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from ingest.scan.paths import escape_name, locate_file
from ingest.scan.roots import find_scopes
from ingest.scan.walk import File, Omission, digest, walk
from kb.errors import UsageError
from kb.store.home import Home


def write(root: Path, *paths: str, text: str = "text") -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def found(*named: Path, known: tuple[tuple[str, str], ...] = ()) -> list[File | Omission]:
    return [item for scope in find_scopes(named, known) for item in walk(scope)]


def paths(*named: Path, known: tuple[tuple[str, str], ...] = ()) -> list[str]:
    return [item.path for item in found(*named, known=known) if isinstance(item, File)]


def left_out(*named: Path) -> list[tuple[str, str, str]]:
    return [(item.path, item.status, item.reason) for item in found(*named) if isinstance(item, Omission)]


def test_files_come_sorted_with_paths_relative_to_the_folder(tmp_path):
    write(tmp_path, "b.txt", "a/z.txt", "a-b.txt", "a/b/c.md")
    assert paths(tmp_path) == ["a-b.txt", "a/b/c.md", "a/z.txt", "b.txt"]
    [first, *_] = found(tmp_path)
    assert (first.root, first.size, first.location) == (str(tmp_path), 4, tmp_path / "a-b.txt")


def test_hidden_files_and_junk_are_left_out_without_a_word(tmp_path):
    write(tmp_path, "a.txt", ".git/config", ".hidden.txt", "node_modules/x/readme.md", "__pycache__/m.txt")
    write(tmp_path, "~$report.docx", ".DS_Store", "Thumbs.db", "sub/.secret/b.txt", "sub/b.txt")
    assert paths(tmp_path) == ["a.txt", "sub/b.txt"] and left_out(tmp_path) == []


def test_kbignore_has_the_syntax_of_gitignore_and_the_innermost_rule_decides(tmp_path):
    write(tmp_path, "a.log", "keep.log", "drafts/x.md", "sub/drafts/y.md", "sub/b.log", "sub/c.md", "build/out.txt")
    (tmp_path / ".kbignore").write_text("*.log\n!keep.log\n/drafts/\nbuild\n# a comment\n")
    (tmp_path / "sub/.kbignore").write_text("!b.log\nc.md\n")
    assert paths(tmp_path) == ["keep.log", "sub/b.log", "sub/drafts/y.md"]
    known = ((str(tmp_path), "sub/drafts/y.md"),)
    assert paths(tmp_path / "sub", known=known) == ["sub/b.log", "sub/drafts/y.md"]


def test_links_are_not_followed_out_of_the_root_and_loops_end(tmp_path):
    write(tmp_path, "in/a.txt", "out/secret.txt")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/secret.txt").symlink_to(tmp_path / "out/secret.txt")
    (tmp_path / "in/outside").symlink_to(tmp_path / "out")
    (tmp_path / "in/b.txt").symlink_to("a.txt")
    (tmp_path / "in/broken.txt").symlink_to("nothing.txt")
    assert paths(tmp_path / "in") == ["a.txt", "b.txt"]
    assert left_out(tmp_path / "in") == [
        ("broken.txt", "skipped", "is a link to nothing"),
        ("loop", "skipped", "is a link to a folder"),
        ("outside", "skipped", "is a link that leads out of the folder"),
        ("secret.txt", "skipped", "is a link that leads out of the folder"),
    ]


def test_a_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert left_out(tmp_path) == [("pipe.txt", "skipped", "is not a file: a device, a pipe or a socket")]


def test_a_folder_that_cannot_be_read_is_named_and_the_others_are_walked(tmp_path):
    write(tmp_path, "a.txt", "closed/b.txt", "open/c.txt")

    def scan(folder):
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return os.scandir(folder)

    [scope] = find_scopes([tmp_path], [])
    items = [(item.path, getattr(item, "reason", "")) for item in walk(scope, scan)]
    assert items == [("a.txt", ""), ("closed", "cannot be opened: permission denied"), ("open/c.txt", "")]


def test_the_folder_of_a_knowledge_base_is_named_and_not_walked_whatever_link_leads_there(tmp_path):
    Home.open(tmp_path / "docs" / "home").close()
    write(tmp_path / "docs", "a.txt", "home/notes.txt")
    skipped = ("home", "skipped", "is the folder of a knowledge base")
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    for root in (tmp_path / "docs", tmp_path / "link"):
        assert (paths(root), left_out(root)) == (["a.txt"], [skipped])
    assert left_out(tmp_path / "docs" / "home") == [(".", *skipped[1:])]


def test_files_that_have_the_names_of_a_knowledge_base_do_not_make_their_folder_one(tmp_path):
    write(tmp_path, "a.txt", "lock", "catalog.sqlite3")
    assert paths(tmp_path) == ["a.txt", "catalog.sqlite3", "lock"]


def test_a_folder_whose_rules_cannot_be_read_is_named_and_not_walked(tmp_path):
    write(tmp_path, "a.txt", "private/secret.txt")
    (tmp_path / "private" / ".kbignore").symlink_to(tmp_path / "private" / ".kbignore")
    assert paths(tmp_path) == ["a.txt"]
    [(path, status, reason)] = left_out(tmp_path)
    assert (path, status) == ("private", "failed")
    assert reason.startswith("is passed over: ")
    assert ".kbignore cannot be read: too many levels of symbolic links" in reason


def test_names_that_are_not_utf_8_are_shown_and_found_again(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    write(tmp_path, name)
    [file] = found(tmp_path)
    assert file.path == "caf\\xe9.txt" and file.location.read_text() == "text"
    assert locate_file(file.root, file.path) == tmp_path / name and escape_name("café.txt") == "café.txt"
    assert locate_file("/x", "a\\xzz.txt") == Path("/x/a\\xzz.txt")


def test_names_are_kept_as_they_are_composed(tmp_path):
    decomposed = unicodedata.normalize("NFD", "müller.txt")
    write(tmp_path, decomposed, "é.txt")
    (tmp_path / ".kbignore").write_text(unicodedata.normalize("NFD", "é.txt"))
    assert paths(tmp_path) == [decomposed]


def test_a_file_alone_is_relative_to_its_folder(tmp_path):
    write(tmp_path, "docs/a.txt", "docs/b.txt")
    assert paths(tmp_path / "docs/a.txt") == ["a.txt"]
    assert paths(tmp_path / "docs/a.txt", tmp_path / "docs") == ["a.txt", "b.txt"]


def test_a_part_of_a_known_root_keeps_that_root(tmp_path):
    write(tmp_path, "docs/sub/a.txt", "docs/b.txt", "docs/new/c.txt")
    known = ((str(tmp_path / "docs"), "sub/a.txt"), (str(tmp_path / "docs"), "b.txt"))
    assert paths(tmp_path / "docs/sub", known=known) == ["sub/a.txt"]
    assert paths(tmp_path / "docs/sub/a.txt", known=known) == ["sub/a.txt"]
    assert paths(tmp_path, known=known) == ["docs/b.txt", "docs/new/c.txt", "docs/sub/a.txt"]


def test_one_note_in_a_folder_does_not_make_the_folder_the_root_of_all_below_it(tmp_path):
    write(tmp_path, "note.txt", "docs/a.txt")
    assert paths(tmp_path / "docs", known=((str(tmp_path), "note.txt"),)) == ["a.txt"]


def test_a_path_that_is_not_there_is_an_error_of_usage(tmp_path):
    with pytest.raises(UsageError, match="There is no file or folder"):
        find_scopes([tmp_path, tmp_path / "nowhere"], [])


def test_an_address_is_not_fetched():
    with pytest.raises(UsageError, match=r"^https://example\.com/x is an address, and nothing is fetched"):
        find_scopes(["https://example.com/x"], [])


def test_the_digest_is_sha_256(tmp_path):
    write(tmp_path, "a.txt", text="abc")
    assert digest(tmp_path / "a.txt") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
