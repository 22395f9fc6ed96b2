"""ZIP archives taken in as if they were folders."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from ingest.events import Outcome
from ingest.loaders.load import load
from ingest.pipeline import ingest
from ingest.scan.roots import find_scopes
from ingest.scan.walk import Omission, walk
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.text.terms import extract_terms

EMBEDDER = BuiltinEmbedder(threads=1)
LION, ZEBRA = "The lion sleeps at noon.\n", "# Zebras\n\nA zebra has stripes.\n"


def packed(path: Path, **members: str | bytes) -> Path:
    """An archive with members named like `inner__name_md`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def met(folder: Path) -> tuple[list[str], list[tuple[str, str, str]]]:
    [scope] = find_scopes([folder], ())
    found = walk(scope)
    left = [(item.path, item.status, item.reason) for item in found if isinstance(item, Omission)]
    return [item.path for item in found if not isinstance(item, Omission)], left


@pytest.fixture
def docs(tmp_path):
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


@pytest.fixture
def run(store, workers):
    def run(*paths: Path, **options) -> dict[str, tuple[str, int]]:
        events = list(ingest(paths, store, EMBEDDER, workers=workers, **options))
        return {event.path: (event.status, event.embedded) for event in events if isinstance(event, Outcome)}

    return run


def test_members_are_documents_with_paths_of_their_own(run, docs, store):
    packed(docs / "a.zip", lion_txt=LION, inner__zebra_md=ZEBRA)
    assert run(docs) == {"a.zip/lion.txt": ("added", 1), "a.zip/inner/zebra.md": ("added", 1)}
    assert [(document.path, document.title) for document in store.documents()] == [
        ("a.zip/inner/zebra.md", "Zebras"),
        ("a.zip/lion.txt", "lion"),
    ]
    [hit] = store.keyword_search(extract_terms("stripes"), 1)
    assert (hit.path, hit.chunk.text) == ("a.zip/inner/zebra.md", "# Zebras\n\nA zebra has stripes.")


def test_an_archive_that_stays_costs_nothing_and_of_one_that_changes_only_what_changed(run, docs):
    packed(docs / "a.zip", lion_txt=LION, zebra_md=ZEBRA)
    run(docs)
    assert run(docs) == {"a.zip/lion.txt": ("unchanged", 0), "a.zip/zebra.md": ("unchanged", 0)}
    packed(docs / "a.zip", lion_txt="The lion wakes.\n", zebra_md=ZEBRA, new_txt="New.\n")
    assert run(docs) == {
        "a.zip/lion.txt": ("updated", 1),
        "a.zip/zebra.md": ("unchanged", 0),
        "a.zip/new.txt": ("added", 1),
    }


def test_documents_go_with_their_member_and_with_their_archive(run, docs, store):
    packed(docs / "a.zip", lion_txt=LION, zebra_md=ZEBRA)
    run(docs)
    packed(docs / "a.zip", zebra_md=ZEBRA)
    assert run(docs)["a.zip/lion.txt"] == ("removed", 0)
    (docs / "a.zip").unlink()
    assert run(docs, prune=True) == {"a.zip/zebra.md": ("removed", 0)} and store.documents() == []


def test_what_was_unpacked_or_packed_has_moved(run, docs):
    packed(docs / "a.zip", zebra_md=ZEBRA)
    run(docs)
    (docs / "a.zip").unlink()
    (docs / "zebra.md").write_text(ZEBRA)
    assert run(docs) == {"zebra.md": ("renamed", 0)}


def test_a_copy_of_a_member_is_a_document_beside_it(run, docs, tmp_path):
    packed(docs / "a.zip", zebra_md=ZEBRA)
    run(docs)
    (tmp_path / "more").mkdir()
    (tmp_path / "more/zebra.md").write_text(ZEBRA)
    assert run(tmp_path / "more") == {"zebra.md": ("added", 0)}
    assert run(docs) == {"a.zip/zebra.md": ("unchanged", 0)}


def test_an_archive_can_be_named_alone(run, docs):
    assert run(packed(docs / "a.zip", zebra_md=ZEBRA)) == {"a.zip/zebra.md": ("added", 1)}


def test_an_archive_that_is_damaged_for_a_while_keeps_its_documents(run, docs, store):
    whole = packed(docs / "a.zip", zebra_md=ZEBRA).read_bytes()
    run(docs)
    (docs / "a.zip").write_bytes(whole[:40])
    assert run(docs) == {"a.zip": ("failed", 0)} and len(store.documents()) == 1
    assert met(docs)[1] == [("a.zip", "failed", "is damaged: its end is missing, or it was not copied whole")]


def test_names_and_links_that_lead_out_are_not_followed(docs):
    with zipfile.ZipFile(docs / "a.zip", "w") as archive:
        for name in ("../up.txt", "/etc/passwd", "a/../../up.txt", "C:\\up.txt", "good.txt", "./also/./good.txt"):
            archive.writestr(name, "text")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    files, left = met(docs)
    assert files == ["a.zip/also/good.txt", "a.zip/good.txt"]
    assert sorted((Path(path).name, reason) for path, _, reason in left) == [
        ("link.txt", "is a link"),
        ("passwd", "has a name that leads out of the archive"),
        *[("up.txt", "has a name that leads out of the archive")] * 3,
    ]


def test_junk_and_what_is_ignored_is_left_out_inside_too(docs):
    packed(docs / "a.zip", **{"Thumbs_db": "x", ".git__config": "x", "drafts__x_md": "x", "x_md": "x"})
    (docs / ".kbignore").write_text("drafts/\n")
    assert met(docs) == (["a.zip/x.md"], [])


def test_archives_in_archives_are_not_opened(run, docs, store):
    inner = packed(docs / "inner.zip", zebra_md=ZEBRA)
    packed(docs / "outer.zip", inner_zip=inner.read_bytes())
    inner.unlink()
    assert run(docs) == {"outer.zip/inner.zip": ("skipped", 0)}


def test_a_bomb_is_refused_before_it_is_unpacked(docs):
    packed(docs / "a.zip", zeros_txt=b"0" * 60_000_000)
    assert met(docs) == ([], [("a.zip", "failed", "unpacks to 60 MB, more than files would")])


def test_too_many_members_are_refused_whatever_the_end_says(docs):
    with zipfile.ZipFile(docs / "a.zip", "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.txt", "")
    data = packed(docs / "b.zip", zebra_md=ZEBRA).read_bytes()
    end = data.rfind(b"PK\x05\x06")
    (docs / "b.zip").write_bytes(data[: end + 12] + struct.pack("<I", 4_000_000_000) + data[end + 16 :])
    assert met(docs) == ([], [(name, "failed", "holds more than 10,000 files") for name in ("a.zip", "b.zip")])


def test_an_encrypted_member_is_reported_and_the_others_are_read(docs):
    data = bytearray(packed(docs / "a.zip", lion_txt=LION, zebra_md=ZEBRA).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (docs / "a.zip").write_bytes(data)
    reason = "is encrypted: save a copy without its password"
    assert met(docs) == (["a.zip/zebra.md"], [("a.zip/lion.txt", "failed", reason)])


@pytest.mark.parametrize(
    "encoding, name",
    [
        ("gb18030", "年假制度.txt"),
        ("cp932", "休暇の規則.txt"),
        ("cp932", "契約書.txt"),
        ("cp932", "東京支店写真.txt"),
        ("utf-8", "Größe.txt"),
        ("cp437", "Größe.txt"),
    ],
)
def test_names_in_an_encoding_that_the_archive_does_not_tell_are_read(docs, encoding, name):
    plain = "x" * len(name.encode(encoding))
    data = packed(docs / "a.zip", **{plain: "text"}).read_bytes()
    (docs / "a.zip").write_bytes(data.replace(plain.encode(), name.encode(encoding)))
    assert met(docs) == ([f"a.zip/{name}"], [])


def test_a_member_that_is_damaged_fails_alone(run, docs):
    with zipfile.ZipFile(docs / "a.zip", "w") as archive:
        archive.writestr("lion.txt", LION)
        archive.writestr("zebra.md", ZEBRA)
    (docs / "a.zip").write_bytes((docs / "a.zip").read_bytes().replace(b"sleeps", b"sl**ps"))
    assert run(docs) == {"a.zip/lion.txt": ("failed", 0), "a.zip/zebra.md": ("added", 1)}


def test_a_member_is_read_like_the_file_that_it_is(docs):
    packed(docs / "a.zip", **{"report 2024_md": "No heading here.\n"})
    assert load(docs / "a.zip/report 2024.md").title == "report 2024"
