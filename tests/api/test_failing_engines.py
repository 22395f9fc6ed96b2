"""An engine that fails in the middle of an answer is told of once at the terminal, below it, with its cause."""

from __future__ import annotations

import pytest
from ollama_server import CHAT, EMBEDDER, Failure, Model, OllamaServer, Reply
from test_processes import documents, kb

QUESTION = "How many days of paid leave does everyone have?"
SMALL = Model("tiny-small:1.5b", parameters="1.5B")
DIED = "The process that runs tiny-chat died."


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("failing")
    assert kb(folder / "home", "ingest", str(documents(folder / "docs", 1))).returncode == 0
    return folder / "home"


@pytest.fixture
def ollama():
    with OllamaServer(models=[EMBEDDER, CHAT, SMALL]) as server:
        yield server


@pytest.mark.parametrize("command", [["ask", QUESTION], ["ask", "--json", QUESTION]])
def test_why_an_answer_broke_off_stands_below_it_in_one_line(home, ollama, command):
    ollama.replies.append(Reply(["Twenty-eight ", "days "], end="died"))
    done = kb(home, *command, OLLAMA_HOST=ollama.url, KB_CHAT="ollama:tiny-chat")
    assert (done.returncode, done.stderr.count(DIED), done.stderr.count("\n")) == (1, 1, 1)
    assert done.stdout.count("The model broke off.") == 1


def test_the_answer_as_json_says_why_it_broke_off(home, ollama):
    ollama.replies.append(Reply(["Twenty-eight ", "days "], end="died"))
    done = kb(home, "ask", "--json", QUESTION, OLLAMA_HOST=ollama.url, KB_CHAT="ollama:tiny-chat")
    assert f'"complete":false,"failure":"{DIED}' in done.stdout.replace('": ', '":').replace(', "', ',"')


def test_an_answer_that_says_why_it_has_no_end_is_not_told_of_again(home, ollama):
    ollama.replies.append(Failure(500, '{"error":"llama runner process has terminated"}'))
    done = kb(home, "ask", QUESTION, OLLAMA_HOST=ollama.url, KB_CHAT="ollama:tiny-small:1.5b")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("The process that runs tiny-small:1.5b died.") == 1


def test_an_answer_that_ends_without_an_error_of_the_engine_is_told_to_have_no_end(home, ollama):
    ollama.replies.append(Reply(["Everyone who works full time has 28 days", " of"], end="cut"))
    done = kb(home, "ask", QUESTION, OLLAMA_HOST=ollama.url, KB_CHAT="ollama:tiny-chat")
    assert (done.returncode, done.stderr) == (1, "The model stopped before the end of its answer.\n")
