"""A document that was uploaded in an archive is erased with what the archive holds of it, and does not come back."""

import io
import os
import zipfile

import pytest
from running import running

import kb
from api.backend.local import LocalBackend
from api.backend.uploaded_archives import replace_archive
from api.http.app import create_app
from ingest.scan.archive import open_container
from ingest.scan.walk import digest
from kb.settings import Settings

SECRET, OTHER = "The vault code is 47-11-08.", "The canteen opens at eleven."


def pack(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:  # stored, not deflated: its words can be looked for
        for name, text in members.items():
            archive.writestr(f"papers/{name}.md", text)
        archive.writestr("papers/broken.pdf", b"%PDF-1.7\nno page\n%%EOF")
    return packed.getvalue()


def holds(folder, words):
    return [file.name for file in folder.rglob("*") if file.is_file() and words.encode() in file.read_bytes()]


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", embed="builtin", chat="builtin")


@pytest.fixture
def client(settings):
    with kb.open(settings=settings) as base, running(create_app(base)) as client:
        yield client


def upload(client, name, content):
    job = client.post("/documents", files={"files": (name, content)}).json()["job"]
    assert "event: summary" in client.get(f"/jobs/{job}/events").text


def documents(client):
    return {one["path"]: one["id"] for one in client.get("/documents").json()["documents"]}


def test_a_document_of_an_uploaded_archive_is_erased_from_the_home_and_stays_away(client, settings):
    upload(client, "papers.zip", pack(secret=SECRET, other=OTHER))
    ids = documents(client)
    receipt = client.delete(f"/documents/{ids['papers.zip/papers/secret.md']}").json()
    assert (receipt["file"], receipt["complete"]) == ("deleted", True)
    assert holds(settings.home, SECRET) == []
    assert holds(settings.home / "uploads", OTHER) == ["other.md"]
    assert client.get("/web/failures").json() == {"failures": []}
    upload(client, "new.md", "The lift is out of order.")
    assert list(documents(client)) == ["new.md", "papers.zip/papers/other.md"]
    assert documents(client)["papers.zip/papers/other.md"] == ids["papers.zip/papers/other.md"]
    file = client.get(f"/documents/{ids['papers.zip/papers/other.md']}/file")
    assert (file.status_code, file.text) == (200, OTHER)
    uploads = settings.home / "uploads"
    assert all(place.stat().st_mode & 0o077 == 0 for place in uploads.rglob("*"))
    assert [place.name for place in uploads.iterdir()] == ["default"]


def test_with_its_last_document_an_uploaded_archive_goes(client, settings):
    upload(client, "papers.zip", pack(secret=SECRET))
    [id] = documents(client).values()
    assert client.delete(f"/documents/{id}").json()["file"] == "deleted"
    assert list((settings.home / "uploads/default").iterdir()) == []


def test_a_part_of_a_large_table_is_taken_out_and_the_others_are_the_same_to_the_byte(tmp_path):
    table = tmp_path / "uploads/default/table.csv"
    table.parent.mkdir(parents=True)
    table.write_text("number,note\n" + "".join(f"{number},row {number} {'x' * 400}\n" for number in range(120_000)))
    first, *others = [table / name for name in open_container(table).members]
    before = [digest(place) for place in others]
    assert before
    replace_archive(tmp_path / "uploads", table, others)
    assert [digest(place) for place in others] == before
    assert not first.exists() and holds(tmp_path, "row 7 x") == []


def test_an_archive_in_a_folder_of_ones_own_is_not_touched(settings, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/papers.zip").write_bytes(pack(secret=SECRET))
    with kb.open(settings=settings) as base:
        backend = LocalBackend(base)
        list(backend.ingest([tmp_path / "own"]))
        [document] = backend.documents()
        removed = backend.remove(document.id)
    assert (removed.file, "comes back with the next ingest" in removed.note) == ("kept", True)
    assert zipfile.is_zipfile(tmp_path / "own/papers.zip")


def test_an_archive_of_which_a_document_was_erased_can_be_uploaded_again_under_its_name(client, settings):
    upload(client, "papers.zip", pack(secret=SECRET, other=OTHER))
    client.delete(f"/documents/{documents(client)['papers.zip/papers/secret.md']}")
    kept = documents(client)["papers.zip/papers/other.md"]
    upload(client, "papers.zip", pack(other=OTHER, new="The lift is out of order."))
    assert list(documents(client)) == ["papers.zip/papers/new.md", "papers.zip/papers/other.md"]
    assert documents(client)["papers.zip/papers/other.md"] == kept
    assert zipfile.is_zipfile(settings.home / "uploads/default/papers.zip")
    assert [place.name for place in (settings.home / "uploads").iterdir()] == ["default"]


def test_a_new_archive_that_was_killed_before_it_took_the_folders_place_takes_it_at_the_next_start(settings):
    kb.open(settings=settings).close()
    uploads = settings.home / "uploads"
    folder = uploads / "default/papers.zip"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers/other.md").write_text(OTHER)
    whole = uploads / ".0123456789abcdef.whole.part"
    whole.mkdir()
    folder.rename(whole / "before")  # so far it had come
    (whole / "files").write_bytes(pack(other=OTHER))
    (whole / "place").write_bytes(os.fsencode("default/papers.zip"))
    with kb.open(settings=settings) as base, running(create_app(base)):
        assert zipfile.is_zipfile(folder)
    assert [place.name for place in uploads.iterdir()] == ["default"]


def test_what_took_its_place_just_before_the_kill_stays_there(settings):
    kb.open(settings=settings).close()
    uploads = settings.home / "uploads"
    whole = uploads / ".0123456789abcdef.whole.part"
    whole.mkdir(parents=True)
    (whole / "place").write_bytes(os.fsencode("default/papers.zip"))
    (uploads / "default").mkdir()
    (uploads / "default/papers.zip").write_bytes(pack(other=OTHER))
    with kb.open(settings=settings) as base, running(create_app(base)):
        assert zipfile.is_zipfile(uploads / "default/papers.zip")
    assert [place.name for place in uploads.iterdir()] == ["default"]


@pytest.mark.parametrize("archive_is_gone", [True, False])
def test_what_was_killed_on_the_way_is_gone_on_with_when_the_home_is_served_again(settings, archive_is_gone):
    kb.open(settings=settings).close()
    uploads = settings.home / "uploads"
    whole = uploads / ".0123456789abcdef.whole.part"
    (whole / "files/papers").mkdir(parents=True)
    (whole / "files/papers/other.md").write_text(OTHER)
    (whole / "place").write_bytes(os.fsencode("default/papers.zip"))
    (uploads / ".fedcba9876543210.part/files").mkdir(parents=True)
    (uploads / "default").mkdir()
    if not archive_is_gone:
        (uploads / "default/papers.zip").write_bytes(pack(secret=SECRET, other=OTHER))
    with kb.open(settings=settings) as base, running(create_app(base)):
        assert (uploads / "default/papers.zip/papers/other.md").read_text() == OTHER
    assert [place.name for place in uploads.iterdir()] == ["default"]
