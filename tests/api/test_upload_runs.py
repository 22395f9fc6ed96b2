"""What an upload is told of, and what is left of one that is called off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from running import events, running
from slow_ollama import SlowOllama

import kb
from api.http.app import create_app
from kb.settings import Settings

BROKEN = b"%PDF-1.4 that is cut off"


@pytest.fixture
def busy(tmp_path: Path, slow: SlowOllama) -> Iterator[httpx.Client]:
    """A server whose engine takes a minute to embed."""
    settings = Settings(home=tmp_path / "home", embed="ollama:all-minilm", chat="builtin", ollama_host=slow.url)
    with kb.open(settings=settings) as base, running(create_app(base)) as client:
        yield client


def upload(client: httpx.Client, *files: tuple[str, bytes]) -> str:
    reply = client.post("/documents", files=[("files", file) for file in files], params={"folders": True})
    return reply.json()["job"]


def follow(client: httpx.Client, job: str) -> list[tuple[str, dict]]:
    return list(events(client.get(f"/jobs/{job}/events")))


def kept(tmp_path: Path) -> list[str]:
    folder = tmp_path / "home/uploads/default"
    return sorted(place.relative_to(folder).as_posix() for place in folder.rglob("*"))


def test_an_upload_is_told_what_became_of_its_own_files_only(busy, slow):
    slow.seconds = 0
    follow(busy, upload(busy, ("broken.pdf", BROKEN), ("tool.exe", b"MZ\0\0"), ("old.txt", b"The old hall.")))
    told = follow(busy, upload(busy, ("a/plan.txt", b"The new hall."), ("old.txt", b"The old hall.")))
    assert {data["path"]: data["status"] for name, data in told if name == "file"} == {
        "old.txt": "unchanged",
        "a/plan.txt": "added",
    }
    summary = told[-1][1]
    assert (summary["added"], summary["unchanged"], summary["failed"], summary["skipped"]) == (1, 1, 0, 0)
    assert {data["files_total"] for name, data in told if name == "progress" and data["files_done"]} <= {2}


def test_what_an_upload_has_not_read_when_it_is_called_off_is_deleted(busy, slow, tmp_path):
    slow.seconds = 0
    follow(busy, upload(busy, ("here.txt", b"The old hall.")))
    slow.seconds = 60.0
    slow.asked.clear()
    job = upload(busy, ("here.txt", b"The older hall."), ("a/b/plan.txt", b"The new hall."), ("broken.pdf", BROKEN))
    assert slow.asked.wait(10)
    busy.delete(f"/jobs/{job}")
    assert follow(busy, job)[-1][1]["error"]["code"] == "cancelled"
    assert "a" not in kept(tmp_path)
    assert "here.txt" in kept(tmp_path)  # its document is still there


def test_an_upload_that_is_called_off_before_its_turn_leaves_nothing(busy, slow, tmp_path):
    first = upload(busy, ("one.txt", b"One hall."))
    assert slow.asked.wait(10)
    called_off, again = upload(busy, ("two.txt", b"Two.")), upload(busy, ("three.txt", b"Three."))
    busy.delete(f"/jobs/{called_off}")
    repeated = upload(busy, ("two.txt", b"Two halls."))
    busy.delete(f"/jobs/{again}")
    slow.seconds = 0
    busy.delete(f"/jobs/{first}")
    follow(busy, repeated)
    assert kept(tmp_path) == ["two.txt"]  # that of the later upload
    assert [one["path"] for one in busy.get("/documents").json()["documents"]] == ["two.txt"]


def test_a_server_that_stops_keeps_what_it_has_not_read(tmp_path, slow):
    settings = Settings(home=tmp_path / "home", embed="ollama:all-minilm", chat="builtin", ollama_host=slow.url)
    with kb.open(settings=settings) as base:
        with running(create_app(base)) as client:
            upload(client, ("one.txt", b"One hall."))
            upload(client, ("two.txt", b"Two halls."))
            assert slow.asked.wait(10)
        assert kept(tmp_path) == ["one.txt", "two.txt"]
        slow.seconds = 0
        with running(create_app(base)) as client:
            summary = follow(client, upload(client, ("three.txt", b"Three halls.")))[-1][1]
    assert summary["added"] == 3


def test_of_two_files_of_one_name_the_name_is_told(busy):
    files = [("files", ("a/plan.txt", b"One.")), ("files", ("b/plan.txt", b"Two."))]
    error = busy.post("/documents", files=files).json()["error"]
    assert error["message"] == "Two of the files are called plan.txt."


def test_what_is_wrong_with_a_form_is_told(busy):
    many = busy.post("/documents", files=[("files", (f"{n}.txt", b"One.")) for n in range(1001)]).json()["error"]
    assert many["message"] == "The form cannot be read: Too many files. Maximum number of files is 1000."
    unmarked = busy.post("/documents", content=b"x", headers={"Content-Type": "multipart/form-data"}).json()["error"]
    assert unmarked["message"] == "The form cannot be read: Missing boundary in multipart."
