"""What the log of `kb serve` says of failures: one line with the cause, and nothing that was asked or read."""

from __future__ import annotations

import logging
import sqlite3

import pytest
from ollama_server import Failure, Reply
from sqlalchemy.exc import DatabaseError

from api.http.jobs import Jobs
from ingest.events import Progress
from kb.errors import EngineBroken
from kb.store.catalog import Catalog

QUESTION = "How many days of paid leave do I have a year?"


@pytest.mark.parametrize("stream", [True, False])
def test_an_engine_that_fails_is_logged_in_one_line_with_its_cause(served, ollama, caplog, stream):
    ollama.replies.append(Failure(500, '{"error":"llama runner process has terminated"}'))
    reply = served.post("/ask", json={"question": QUESTION, "stream": stream})
    assert reply.status_code == 502
    [line] = [record.getMessage() for record in caplog.records if record.name == "kb"]
    assert line.startswith("engine_broken: ")
    assert "ResponseError: llama runner process has terminated" in line
    assert "\n" not in line and QUESTION not in line


def test_an_engine_that_dies_amid_an_answer_is_logged_too(served, ollama, caplog):
    ollama.replies.append(Reply(["Twenty-eight ", "days "], end="died"))
    assert "The model broke off." in served.post("/ask", json={"question": QUESTION}).text
    [line] = [record.getMessage() for record in caplog.records if record.name == "kb.answer.generation.generation"]
    assert line.startswith("engine_broken: ")


def test_what_a_client_did_wrong_is_not_logged(served, caplog):
    assert served.post("/ask", json={"question": " "}).status_code == 400
    assert served.get("/documents/nope").status_code == 404
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_job_that_fails_is_logged_in_one_line_with_its_cause(caplog):
    def work():
        yield Progress(0, 1, 0, 0, "a.md")
        try:
            raise ConnectionResetError("the model went away")
        except ConnectionResetError as error:
            raise EngineBroken("The engine broke off.", "Ask again.") from error

    jobs = Jobs()
    job = jobs.submit("ingest", "default", work)
    list(jobs.follow(job))
    jobs.close(5)
    assert job.status == "failed"
    [line] = [record.getMessage() for record in caplog.records if record.name == "kb"]
    assert line == "engine_broken: The engine broke off. <- ConnectionResetError: the model went away"


def test_an_error_of_the_catalog_does_not_say_what_was_looked_for(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    with pytest.raises(DatabaseError) as failed, catalog.begin_read() as transaction:
        transaction.exec_driver_sql("SELECT * FROM nowhere WHERE name = ?", ("secret",))
    catalog.close()
    assert isinstance(failed.value.orig, sqlite3.OperationalError)
    assert "secret" not in str(failed.value)
