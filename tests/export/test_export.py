"""Kept answers: nothing without the setting, rated, exported for fine-tuning, erased with their documents."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from ollama_server import OllamaServer
from papers import LEAVE, QUESTION, SAID, fill_home, papers
from running import running
from typer.testing import CliRunner

import kb
from api.backend.local import LocalBackend
from api.cli import app
from api.http.app import create_app
from ingest.events import Summary
from kb.settings import load

TOKEN = "the owner's token"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A home that holds the papers, to be copied."""
    return fill_home(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def ollama(monkeypatch, tmp_path, filled):
    shutil.copytree(filled, tmp_path / "home")
    with OllamaServer(replies=[SAID] * 9) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("KB_EMBED", "builtin")
        monkeypatch.setenv("KB_CHAT", "ollama:tiny-chat")
        monkeypatch.setenv("KB_KEEP_ANSWERS", "yes")
        yield server


def run(*words: str):
    return CliRunner().invoke(app, list(words))


def asked(question: str = QUESTION) -> dict:
    return json.loads(run("ask", "--json", question).stdout)


def kept() -> list[dict]:
    return json.loads(run("answers", "--json").stdout)["answers"]


def rate(id: str, rating: int, correction: str | None = None) -> None:
    with kb.open(settings=load()) as base:
        base.rate(id, rating, correction)


def exported(format: str, *more: str) -> list[dict]:
    return [json.loads(line) for line in run("export", "--format", format, *more).stdout.splitlines()]


def test_without_the_setting_nothing_is_kept(ollama, monkeypatch, tmp_path):
    monkeypatch.delenv("KB_KEEP_ANSWERS")
    assert asked()["id"] is None
    assert kept() == []
    assert "keep_answers = true" in run("answers").stderr
    home = tmp_path / "home"
    assert not any(QUESTION.encode() in file.read_bytes() for file in home.rglob("*") if file.is_file())


def test_with_the_setting_an_answer_is_kept_with_all_that_it_was_made_from(ollama):
    answer = asked()
    [found] = kept()
    assert (found["id"], found["question"], found["model"]) == (answer["id"], QUESTION, "ollama:tiny-chat")
    assert (found["answer"], found["citations"]) == (answer["answer"], answer["citations"])
    assert [passage["text"] for passage in found["passages"]] == [hit["text"] for hit in answer["sources"]]
    assert (found["rating"], found["correction"]) == (None, None)


def test_an_answer_that_was_made_from_no_passage_is_not_kept(ollama):
    assert asked("Which documents do you have?")["id"] is None
    assert kept() == []


def test_only_rated_answers_are_exported_and_bad_ones_teach_nothing_without_a_correction(ollama):
    good, bad, mended, _unrated = (asked()["id"] for _ in range(4))
    rate(good, 5)
    rate(bad, 1)
    rate(mended, 2, "There are 28 days [1].")
    assert [(row["id"], row["rating"]) for row in exported("jsonl")] == [(good, 5), (bad, 1), (mended, 2)]
    assert [row["messages"][-1] for row in exported("chatml")] == [
        {"role": "assistant", "content": SAID},
        {"role": "assistant", "content": "There are 28 days [1]."},
    ]


def test_an_example_is_what_the_model_was_shown_and_what_it_said(ollama):
    rate(asked()["id"], 4)
    [example] = exported("chatml")
    assert list(example) == ["messages"]
    assert [message["role"] for message in example["messages"]] == ["system", "user", "assistant"]
    shown = ollama.sent("/api/chat")[-1]["messages"]
    system, user, _ = (message["content"] for message in example["messages"])
    assert system.splitlines()[:-1] == shown[0]["content"].splitlines()[:-1]
    assert "source [1] leave.md" in user and "28 days of paid leave" in user
    assert user.endswith(shown[1]["content"].split("\n\nQuestion: ")[1])


def test_an_export_to_a_file_is_for_its_owner_only_and_says_how_much_it_holds(ollama, tmp_path):
    rate(asked()["id"], 5)
    result = run("export", "--format", "chatml", "--out", str(tmp_path / "train.jsonl"))
    assert "1 of 1 rated answers written" in result.stderr
    assert (tmp_path / "train.jsonl").stat().st_mode & 0o777 == 0o600
    assert len((tmp_path / "train.jsonl").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(("out", "why"), [("nowhere/out.jsonl", "No such file or directory"), ("", "is not a file")])
def test_an_export_to_where_nothing_can_be_written_is_one_line_with_what_to_type(ollama, tmp_path, out, why):
    asked()
    result = run("export", "--out", str(tmp_path / out))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert (
        result.stderr.startswith(f"error: {tmp_path / out}") and why in result.stderr and "Name a file" in result.stderr
    )


def test_an_export_that_finds_no_room_leaves_the_one_before_whole(tmp_path):
    (tmp_path / "before.jsonl").write_text("before")
    code = """if True:
        import resource, signal, sys
        from pathlib import Path
        from api.cli.private_file import write_private
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        write_private(Path(sys.argv[1]), "x" * 5000)
    """
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "before.jsonl")], capture_output=True, text=True, check=False
    )
    assert "cannot be written: File too large. Name a file" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["before.jsonl"]
    assert (tmp_path / "before.jsonl").read_text() == "before"


def test_with_a_removed_document_go_the_answers_that_were_made_from_it(ollama, tmp_path):
    asked()
    receipt = json.loads(run("docs", "remove", "--json", "leave.md").stdout)
    assert receipt["erased"]["answers"] == 1
    assert kept() == []
    secret = b"28 days of paid leave"
    home = tmp_path / "home"
    assert not any(secret in file.read_bytes() for file in home.rglob("*") if file.is_file())


@pytest.fixture
def leave(ollama, monkeypatch, tmp_path) -> Path:
    """A document that can be edited, ingested into a home of its own."""
    monkeypatch.setenv("KB_HOME", str(tmp_path / "own"))
    papers(tmp_path / "docs")
    edit(tmp_path / "docs" / "leave.md", LEAVE)
    return tmp_path / "docs" / "leave.md"


def edit(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with kb.open(settings=load()) as base:
        assert isinstance(list(LocalBackend(base).ingest([file.parent]))[-1], Summary)


def test_when_a_text_is_edited_the_answers_go_that_were_made_from_what_it_said(leave):
    asked()
    edit(leave, LEAVE.replace("28 days", "thirty days"))
    assert kept() == []
    home = leave.parent.parent / "own"
    assert not any(b"28 days of paid leave" in file.read_bytes() for file in home.rglob("*") if file.is_file())


def test_an_edit_beside_it_leaves_an_answer_with_its_rating(leave):
    rate(asked()["id"], 5)
    edit(leave, f"{LEAVE}\n## Sabbaticals\n\nA sabbatical takes a year.\n")
    assert [answer["rating"] for answer in kept()] == [5]


def test_an_answer_to_a_text_that_was_edited_meanwhile_is_not_kept(leave):
    with kb.open(settings=load()) as base:
        events = base.ask(QUESTION)
        next(events)
        leave.write_text("# Time off\n\nAsk your team lead.\n", encoding="utf-8")
        assert isinstance(list(LocalBackend(base).ingest([leave.parent]))[-1], Summary)
        *_, answer = events
        assert (answer.id, base.answers()) == (None, [])


def test_an_answer_to_a_document_that_went_meanwhile_is_not_kept(ollama):
    with kb.open(settings=load()) as base:
        events = base.ask(QUESTION)
        next(events)
        for document in base.documents():
            base.remove(document.id)
        *_, answer = events
        assert (answer.id, base.answers()) == (None, [])


def test_answers_are_rated_and_listed_over_http(ollama, tmp_path):
    with kb.open(settings=load()) as base, running(create_app(base, TOKEN)) as client:
        id = client.post("/ask", json={"question": QUESTION, "stream": False}).json()["id"]
        assert client.get("/answers", params={"rated": True}).json() == {"answers": []}
        for rating, stored in (("up", 5), ("down", 1), (3, 3)):
            reply = client.post(f"/answers/{id}/rating", json={"rating": rating, "correction": "28 days."})
            assert (reply.status_code, reply.json()["rating"], reply.json()["correction"]) == (200, stored, "28 days.")
        assert [row["id"] for row in client.get("/answers", params={"rated": True}).json()["answers"]] == [id]
        assert refusal(client, id, {"rating": 6}) == (400, "usage")
        told = client.post(f"/answers/{id}/rating", json={"rating": 6}).json()["error"]
        assert (told["message"], told["hint"]) == ("'6' is no rating.", "Give up, down, or a number from 1 to 5.")
        assert refusal(client, id, {"rating": "good"}) == (400, "usage")
        assert refusal(client, "nope", {"rating": "up"}) == (404, "unknown_answer")


def refusal(client: httpx.Client, id: str, body: object) -> tuple[int, str]:
    reply = client.post(f"/answers/{id}/rating", json=body)
    return reply.status_code, reply.json()["error"]["code"]


def test_an_export_through_a_server_is_the_same(ollama, tmp_path):
    with kb.open(settings=load()) as base, running(create_app(base, TOKEN)) as client:
        base.home.announce(str(client.base_url), TOKEN)
        rate_remotely = client.post("/ask", json={"question": QUESTION, "stream": False}).json()["id"]
        client.post(f"/answers/{rate_remotely}/rating", json={"rating": "up"})
        through = exported("jsonl")
    assert through == exported("jsonl")
