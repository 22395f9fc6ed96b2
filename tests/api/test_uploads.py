from __future__ import annotations

import io

import pytest

from api.backend.uploads import make_safe_name, make_safe_path, save, uploads_folder
from kb.errors import UsageError


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("handbook.pdf", "handbook.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/abs/olute.md", "olute.md"),
        ("员工手册 2024.docx", "员工手册 2024.docx"),
        ("Résumé.txt", "Résumé.txt"),
        ("a:b?.txt", "a_b_.txt"),
        (".hidden.md", "hidden.md"),
        ("tab\tand\nline\x1b[31m.txt", "tabandline[31m.txt"),
        ("trailing.txt. ", "trailing.txt"),
        ("nul\x00.txt", "nul.txt"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_its_folders(sent, kept):
    assert make_safe_name(sent) == kept


@pytest.mark.parametrize("name", ["", ".", "..", "/", "folder/", "...", " ", "\x00"])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(UsageError):
        make_safe_name(name)


@pytest.mark.parametrize("name", ["catalog.sqlite3", "LOCK", "../holder.json"])
def test_a_name_of_a_knowledge_base_s_own_files_is_refused(name):
    with pytest.raises(UsageError, match=r"own files\. Give the file another name"):
        make_safe_name(name)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("minutes/2026/may.md", "minutes/2026/may.md"),
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/./olute.md", "abs/olute.md"),
        ("..\\..\\boot\\win.ini", "boot/win.ini"),
        (".git/con:fig.txt", "git/con_fig.txt"),
    ],
)
def test_a_path_keeps_its_folders_and_stays_inside(sent, kept):
    assert make_safe_path(sent) == kept


@pytest.mark.parametrize("name", ["a/", "", "a/..", "LOCK/a.md", "x/" * 21 + "a.md"])
def test_what_is_no_path_is_refused(name):
    with pytest.raises(UsageError):
        make_safe_path(name)


def test_a_file_with_folders_is_kept_in_them_and_never_takes_the_place_of_one(tmp_path):
    folder = tmp_path / "uploads" / "default"
    save(io.BytesIO(b"first"), folder, "a/b.txt")
    assert (folder / "a" / "b.txt").read_bytes() == b"first"
    for name in ("a", "a/b.txt/c.txt"):
        with pytest.raises(UsageError, match="Give it another name"):
            save(io.BytesIO(b"second"), folder, name)
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == ["default"]


def test_a_long_name_is_cut_before_its_suffix():
    name = make_safe_name("长" * 200 + ".pdf")
    assert name.endswith("长.pdf")
    assert len(name.encode()) <= 240


def test_no_space_has_its_uploads_outside_its_own_folder(tmp_path):
    spaces = ["default", "..", ".", "%2E.", ".%2E", "员工"]
    folders = [uploads_folder(tmp_path, space) for space in spaces]
    assert len(set(folders)) == len(spaces)
    assert {folder.parent.resolve() for folder in folders} == {tmp_path / "uploads"}
    assert all(folder.resolve() == folder for folder in folders)


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path):
    folder = tmp_path / "uploads" / "default"
    save(io.BytesIO(b"first"), folder, "a.txt")
    save(io.BytesIO(b"second"), folder, "a.txt")
    assert [path.name for path in folder.iterdir()] == ["a.txt"]
    assert (folder / "a.txt").read_bytes() == b"second"
    assert [path.name for path in folder.parent.iterdir()] == ["default"]
