"""A home in one file and back again: whole, private, and never half, whenever it is cut off."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import stat
import tarfile
from contextlib import nullcontext
from pathlib import Path

import pytest
from forked import PROCESSES
from shelving import direction, paths, shelve

from kb.errors import HomeBusy, HomeError, HomeNewer, Overloaded, UsageError
from kb.store.backup import back_up, restore, restore_open
from kb.store.gate import Gate
from kb.store.home import Home
from kb.store.lock import read_holder

BACKUP_POINTS = ["after the catalog", "before it has its name"]
RESTORE_POINTS = {"after the files": "new.txt", "before it is ready": "new.txt", "after it is ready": "old.txt"}


@pytest.fixture
def folder(tmp_path):
    """A home with `old.txt` and a setting, and one uploaded file."""
    with Home.open(tmp_path / "home") as home:
        shelve(home.space("lab", create=True), "old.txt", "the old text\nsecond line")
    (tmp_path / "home/kb.toml").write_text("k = 5\n")
    (tmp_path / "home/uploads/lab").mkdir(parents=True)
    (tmp_path / "home/uploads/lab/员工.txt").write_text("uploaded")
    return tmp_path / "home"


@pytest.fixture
def backup(folder, tmp_path):
    with Home.open(folder) as home:
        back_up(home, tmp_path / "kb.backup")
    return tmp_path / "kb.backup"


def change(folder: Path) -> None:
    with Home.open(folder) as home:
        [old] = home.space("lab").documents()
        home.space("lab").remove(old.id)
        shelve(home.space("lab"), "new.txt", "the new text")
    (folder / "uploads/lab/later.txt").write_text("later")


def held(folder: Path) -> list[str]:
    with Home.open(folder) as home:
        store = home.space("lab")
        [document] = store.documents()
        assert paths(store.keyword_search(["text"], 5)) == [document.path]
        line = f"the {document.path.removesuffix('.txt')} text"
        assert paths(store.vector_search(direction(f"{document.path}\n{line}"), 1)) == [document.path]
        return [document.path, *sorted(file.name for file in (folder / "uploads/lab").iterdir())]


def test_a_backup_restored_elsewhere_holds_the_same_and_is_private(backup, tmp_path):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    restore(backup, tmp_path / "copy")
    assert held(tmp_path / "copy") == ["old.txt", "员工.txt"]
    assert (tmp_path / "copy/kb.toml").read_text() == "k = 5\n"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy", "home", "kb.backup"]


def test_a_backup_replaces_a_file_and_a_home_only_when_that_is_said(folder, backup):
    change(folder)
    with Home.open(folder) as home, pytest.raises(UsageError, match="--force"):
        back_up(home, backup)
    with pytest.raises(UsageError, match=r"holds a knowledge base already.*--force"):
        restore(backup, folder)
    assert held(folder) == ["new.txt", "later.txt", "员工.txt"]
    restore(backup, folder, force=True)
    assert held(folder) == ["old.txt", "员工.txt"]


def test_a_home_into_which_nothing_was_uploaded_is_restored(tmp_path):
    with Home.open(tmp_path / "home") as home:
        shelve(home.space("lab", create=True), "old.txt", "the old text\nsecond line")
        back_up(home, tmp_path / "kb.backup")
    restore(tmp_path / "kb.backup", tmp_path / "copy")
    with Home.open(tmp_path / "copy") as copy:
        assert [document.path for document in copy.space("lab").documents()] == ["old.txt"]


def test_a_home_that_lost_its_catalog_is_restored(folder, backup):
    (folder / "catalog.sqlite3").unlink()
    restore(backup, folder, force=True)
    assert held(folder) == ["old.txt", "员工.txt"]


def test_a_home_in_use_is_not_restored(folder, backup):
    with Home.open(folder, command="kb serve"), pytest.raises(HomeBusy, match="kb serve"):
        restore(backup, folder, force=True)


def rewritten(backup: Path, name: str, change) -> Path:
    """The same backup with one member changed."""
    changed = backup.with_name("changed.backup")
    with tarfile.open(backup) as tar, tarfile.open(changed, "w") as other:
        for entry in tar:
            content = tar.extractfile(entry).read()
            content = change(content) if entry.name == name else content
            entry.size = len(content)
            other.addfile(entry, io.BytesIO(content))
    return changed


def newer(content: bytes) -> bytes:
    return json.dumps(json.loads(content) | {"catalog": 99}).encode()


def test_a_damaged_or_newer_backup_changes_nothing(folder, backup):
    change(folder)
    flipped = rewritten(backup, "uploads/lab/员工.txt", lambda content: content.upper())
    with pytest.raises(HomeError, match=r"no whole backup: uploads/lab/员工.txt is not what was written"):
        restore(flipped, folder, force=True)
    with pytest.raises(HomeNewer, match="newer version"):
        restore(rewritten(backup, "manifest.json", newer), folder, force=True)
    os.truncate(backup, backup.stat().st_size // 2)
    with pytest.raises(HomeError, match="no whole backup"):
        restore(backup, folder, force=True)
    assert held(folder) == ["new.txt", "later.txt", "员工.txt"]


def forge(file: Path, *names: str) -> Path:
    """A backup of files by these names, with a letter in each."""
    digests = dict.fromkeys(names, hashlib.sha256(b"x").hexdigest())
    manifest = json.dumps({"kb": 1, "catalog": 4, "sha256": digests}).encode()
    with tarfile.open(file, "w") as tar:
        for name, content in [*((name, b"x") for name in names), ("manifest.json", manifest)]:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return file


def test_a_backup_whose_names_lead_out_is_refused(tmp_path):
    hostile = forge(tmp_path / "hostile.backup", "catalog.sqlite3", "uploads/../../x")
    with pytest.raises(HomeError, match="does not hold what it says"):
        restore(hostile, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("name", ["uploads/" + "a" * 300, "uploads/a/b"])
def test_a_backup_with_a_name_that_this_disk_does_not_take_changes_nothing_and_that_is_said(folder, tmp_path, name):
    strange = forge(tmp_path / "strange.backup", "uploads/a", name, "catalog.sqlite3")
    with pytest.raises(
        HomeError, match=f"{name} of .*strange.backup cannot be written in .*home: .* Nothing was changed"
    ):
        restore(strange, folder, force=True)
    assert held(folder)[0] == "old.txt"


def die_at(wanted: str):
    return lambda point: os.kill(os.getpid(), signal.SIGKILL) if point == wanted else None


def killed_backup(folder: str, file: str, point: str) -> None:
    with Home.open(folder) as home:
        back_up(home, Path(file), at_step=die_at(point))


def killed_restore(file: str, folder: str, point: str) -> None:
    restore(Path(file), Path(folder), True, die_at(point))


def killed_while_open(file: str, folder: str, point: str) -> None:
    with Home.open(folder) as home:
        home.space("lab").documents()
        restore_open(home, Path(file), nullcontext, die_at(point))


def run(target, *args: str) -> None:
    process = PROCESSES.Process(target=target, args=args)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    process.close()


@pytest.mark.parametrize("point", BACKUP_POINTS)
def test_a_backup_that_is_killed_leaves_none_and_the_next_one_clears_up(folder, tmp_path, point):
    file = tmp_path / "kb.backup"
    run(killed_backup, str(folder), str(file), point)
    assert not file.exists()
    with Home.open(folder) as home:
        back_up(home, file)
    assert [entry.name for entry in tmp_path.glob("kb.backup*")] == ["kb.backup"]


@pytest.mark.parametrize("point", RESTORE_POINTS)
def test_a_restore_that_is_killed_leaves_the_old_home_or_the_new_one(folder, backup, point):
    change(folder)
    run(killed_restore, str(backup), str(folder), point)
    assert held(folder)[0] == RESTORE_POINTS[point]
    assert not (folder / "restoring").exists()


@pytest.mark.parametrize("point", RESTORE_POINTS)
def test_a_restore_into_an_open_home_that_is_killed_leaves_the_old_home_or_the_new_one(folder, backup, point):
    change(folder)
    run(killed_while_open, str(backup), str(folder), point)
    assert held(folder)[0] == RESTORE_POINTS[point]
    assert not (folder / "restoring").exists()


def test_an_open_home_is_read_while_a_backup_is_made_ready_and_then_is_what_the_backup_holds(folder, backup):
    change(folder)
    seen = []
    with Home.open(folder, command="kb serve") as home:

        def look(point: str) -> None:
            seen.append((point, paths(home.space("lab").keyword_search(["text"], 5))))

        with restore_open(home, backup, nullcontext, look) as restored:
            assert seen[:2] == [("after the files", ["new.txt"]), ("before it is ready", ["new.txt"])]
            assert paths(restored.space("lab").keyword_search(["text"], 5)) == ["old.txt"]
            assert read_holder(folder).command == "kb serve"
    assert read_holder(folder) is None
    assert held(folder) == ["old.txt", "员工.txt"]


def test_an_open_home_stays_as_it_is_where_readers_do_not_leave_or_the_backup_is_damaged(folder, backup):
    change(folder)
    gate = Gate()
    with Home.open(folder) as home:
        with gate.enter(), pytest.raises(Overloaded, match="Nothing was changed"):
            restore_open(home, backup, lambda: gate.close(0.01))
        backup.write_bytes(backup.read_bytes()[:5000])
        with pytest.raises(HomeError, match="no whole backup"):
            restore_open(home, backup, nullcontext)
        assert paths(home.space("lab").keyword_search(["text"], 5)) == ["new.txt"]
        assert not (folder / "restoring").exists()


def test_a_backup_without_uploaded_files_is_restored_too(tmp_path):
    with Home.open(tmp_path / "plain") as home:
        shelve(home.space(), "a.txt", "the text")
        back_up(home, tmp_path / "plain.backup")
    restore(tmp_path / "plain.backup", tmp_path / "elsewhere")
    with Home.open(tmp_path / "elsewhere") as home:
        assert [document.path for document in home.space().documents()] == ["a.txt"]
