"""`kb chat` over a pipe: plain text, no prompts."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress

import pytest
from ollama_server import Failure, OllamaServer, Reply
from papers import QUESTION, SAID, fill_home
from running import running
from typer.testing import CliRunner

import kb
from api.backend.remote import RemoteBackend, ServerGone
from api.cli import app
from api.http.app import create_app
from kb.cancel import CancelScope
from kb.settings import load


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return fill_home(tmp_path_factory.mktemp("chat"))


@pytest.fixture
def ollama(monkeypatch, home):
    with OllamaServer() as server:
        for name, value in {
            "OLLAMA_HOST": server.url,
            "KB_HOME": str(home),
            "KB_EMBED": "builtin",
            "KB_CHAT": "ollama:tiny-chat",
        }.items():
            monkeypatch.setenv(name, value)
        yield server


def answering(text=SAID):
    """What a model says that is asked for an answer; asked to make a question stand alone, it says that question."""

    def reply(body):
        return text if "<<< " in body["messages"][-1]["content"] else QUESTION

    return reply


def answered(ollama):
    """The prompts of answers."""
    return [body["messages"] for body in ollama.sent("/api/chat") if "<<< " in body["messages"][-1]["content"]]


def chat(*lines: str, options: tuple[str, ...] = ()):
    return CliRunner().invoke(app, ["chat", *options], input="".join(f"{line}\n" for line in lines))


def test_each_line_is_a_question_and_each_answer_is_plain_text_with_its_sources(ollama):
    ollama.replies += [answering(), answering(), answering("**28 days** a year for all who work full time [1].")]
    result = chat(QUESTION, "", "And part time?", "exit", "never asked")
    assert result.stdout == (
        f"{SAID}\n\n[1] leave.md\n    “Everyone who works full time has 28 days of paid leave a year.” – says so\n\n"
        "**28 days** a year for all who work full time [1].\n\n"
        "[1] leave.md\n    “Everyone who works full time has 28 days of paid leave a year.” – says so\n\n"
    )
    assert (result.stderr, result.exit_code) == ("", 0)


def test_what_was_said_before_is_told_to_the_model_without_its_marks_until_it_is_cleared(ollama):
    ollama.replies += [answering()] * 9
    chat(QUESTION, QUESTION, "/clear", QUESTION, "quit")
    turns = [[message["content"] for message in messages[1:-1]] for messages in answered(ollama)]
    assert turns == [[], [QUESTION, SAID.replace(" [1]", "")], []]


def test_a_role_is_taken_and_laid_down_and_the_language_stays_that_of_the_question(ollama):
    ollama.replies += [answering()] * 9
    result = chat("/role lawyer", QUESTION, "/role none", QUESTION, options=("--role", "teacher"))
    systems = [messages[0]["content"] for messages in answered(ollama)]
    assert ["as a lawyer" in system for system in systems] == [True, False]
    assert all("Answer in the language of the question" in system for system in systems)
    assert result.stderr.splitlines() == ["Role: lawyer.", "Role: none."]
    assert "There are: lawyer, teacher, translator, none." in chat("/role pirate").stderr


def test_a_role_of_kb_toml_takes_the_place_of_a_builtin_one(ollama, home):
    (home / "kb.toml").write_text('[roles]\nlawyer = "Be brief."\n', encoding="utf-8")
    try:
        ollama.replies.append(SAID)
        chat(QUESTION, options=("--role", "lawyer"))
    finally:
        (home / "kb.toml").unlink()
    assert ollama.sent("/api/chat")[-1]["messages"][0]["content"].endswith("Be brief.")


def test_a_conversation_is_saved_and_gone_on_with(ollama, tmp_path):
    ollama.replies += [answering()] * 9
    file = tmp_path / "talk.json"
    assert chat(QUESTION, f"/save {file}").stderr == f"Saved to {file}.\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert chat("And part time?", "/save", options=("--resume", str(file))).exit_code == 0
    assert [turn["question"] for turn in json.loads(file.read_text(encoding="utf-8"))["turns"]] == [
        QUESTION,
        "And part time?",
    ]
    assert QUESTION in [message["content"] for message in ollama.sent("/api/chat")[-1]["messages"]]


def test_a_conversation_is_saved_to_be_read_and_no_other_file_is_written_over(ollama, tmp_path):
    ollama.replies += [SAID] * 3
    other = tmp_path / "other.md"
    other.write_text("# My notes\n", encoding="utf-8")
    file = tmp_path / "talk.md"
    result = chat(QUESTION, f"/save {other}", f"/save {file}", f"/save {file}", f"/save {tmp_path}/no/where.json")
    assert (result.exit_code, "holds something else" in result.stderr, "No such file" in result.stderr) == (
        1,
        True,
        True,
    )
    assert other.read_text(encoding="utf-8") == "# My notes\n"
    assert file.read_text(encoding="utf-8") == (
        f"# Conversation with the documents\n\n## {QUESTION}\n\n{SAID}\n\n"
        "> [1] leave.md: Everyone who works full time has 28 days of paid leave a year.\n"
    )
    unreadable = chat(options=("--resume", str(other)))
    assert (unreadable.exit_code, "is no saved conversation" in unreadable.stderr) == (2, True)


def test_the_sources_of_the_last_answer_are_shown_again(ollama):
    ollama.replies.append(SAID)
    result = chat("/sources", QUESTION, "/sources")
    assert result.stderr == "error: Nothing was answered yet. Ask something first.\n"
    assert result.stdout.count("[1] leave.md\n    “Everyone who works") == 2


def test_an_engine_that_fails_costs_its_answer_and_not_the_conversation(ollama):
    ollama.replies += [Failure(500, '{"error":"boom"}'), Reply([SAID, " And"], end="cut"), SAID]
    result = chat(QUESTION, QUESTION, "/clear", QUESTION)
    assert result.exit_code == 1
    assert result.stdout.count(SAID) == 2
    assert "boom" in result.stderr and "stopped before the end" in result.stderr


def test_answers_are_rated_where_they_are_kept(ollama, monkeypatch, home):
    ollama.replies += [answering()] * 9
    assert "keep_answers = true" in chat(QUESTION, "/rate up").stderr
    monkeypatch.setenv("KB_KEEP_ANSWERS", "1")
    result = chat(QUESTION, "/rate good", "/rate down There are 28 days.")
    assert result.stderr.splitlines()[-1] == "Rated 1 of 5."
    assert "'good' is no rating" in result.stderr
    with kb.open(settings=load()) as base:
        assert [(answer.rating, answer.correction) for answer in base.answers()] == [(1, "There are 28 days.")]


def test_through_a_server_it_is_the_same(ollama):
    ollama.replies += [SAID] * 2
    alone = chat(QUESTION).stdout
    with kb.open(settings=load()) as base, running(create_app(base, "token")) as served:
        base.home.announce(str(served.base_url), "token")
        assert chat(QUESTION).stdout == alone


def test_a_wait_for_a_server_that_waits_for_its_model_can_be_called_off(ollama):
    ollama.replies.append(Reply([SAID], load=60))
    scope = CancelScope()
    with kb.open(settings=load()) as base, running(create_app(base, "token")) as served:
        remote = RemoteBackend(str(served.base_url), "token", "default")

        def ask():
            with scope.enter(), suppress(ServerGone):
                list(remote.ask(QUESTION))

        thread = threading.Thread(target=ask)
        thread.start()
        until = time.monotonic() + 20
        while not ollama.sent("/api/chat") and time.monotonic() < until:
            time.sleep(0.01)
        scope.cancel()
        ollama.wait_for_hang_up()
        thread.join(5)
        assert not thread.is_alive()
        remote.close()


def test_help_names_every_command(ollama):
    shown = chat("/help", "/nonsense")
    assert all(name in shown.stdout for name in ("/sources", "/role", "/clear", "/save", "/rate", "/help", "Ctrl-D"))
    assert "There is no /nonsense." in shown.stderr
