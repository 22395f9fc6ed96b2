from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import invoke, run
from running import running
from typer.testing import CliRunner

import kb
from api.cli import app
from api.cli.output import show_answer
from api.http.app import create_app
from kb.engines import ENGLISH
from kb.settings import Settings
from kb.store.home import Home
from kb.types import Answer, Citation, Token

pytestmark = pytest.mark.usefixtures("builtin_engines")


COMMANDS = (
    "ingest DOCS --json",
    "ingest DOCS --dry-run",
    "ask how many days of paid leave do I have",
    "ask --json how many days of paid leave do I have",
    "search monthly rent -k 2 --mode keyword",
    "search monthly rent -k 2 --mode keyword --json",
    "docs list",
    "docs list --json",
    "docs show leave.md",
    "docs show lease.pdf --page 2",
    "docs show travel/差旅.md --page 1 --json",
    "docs show lease.pdf --page 3",
    "docs show nothing",
    "docs remove leave.md --json",
    "docs remove lease.pdf",
    "ask anything --space nowhere",
    "ask anything --role nobody",
    "ingest /no/such/folder",
)
# Scores: two homes may have embedded their chunks in other batches, which shows in the last digits.
CHANGING = re.compile(r'"score": [\d.]+|"seconds": \{.*?\}|"seconds": [\d.]+|in [\d.]+ s|\d{4}-\d\d-\d\dT[\d:+]+')


@pytest.fixture
def served_home(tmp_path: Path) -> Iterator[Path]:
    settings = Settings(home=tmp_path / "served", embed="builtin", chat="builtin")
    with kb.open(settings=settings, command="kb serve") as base, running(create_app(base, "token")) as client:
        base.home.announce(str(client.base_url), "token")
        yield settings.home


def test_every_command_prints_the_same_through_a_server_and_without_one(served_home, tmp_path, docs):
    def told(home: Path, command: str) -> tuple[object, ...]:
        result = run(home, command, docs)
        return (command, result.exit_code, *(CHANGING.sub("…", text) for text in (result.stdout, result.stderr)))

    for command in COMMANDS:
        assert told(served_home, command) == told(tmp_path / "own", command)


def test_engines_chosen_by_a_flag_are_not_silently_those_of_a_server(served_home):
    result = run(served_home, "--chat builtin ask anything")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: A server runs on ")


def test_a_home_is_not_served_twice(served_home):
    result = run(served_home, "serve --port 0")
    assert result.exit_code == 1
    assert re.match(r"error: .* is served already, at http://127\.0\.0\.1:\d+\.", result.stderr)


def test_json_is_all_there_is_on_stdout(tmp_path, docs):
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7 nonsense")
    ingested = run(tmp_path / "home", "ingest DOCS --json", docs)
    assert ingested.exit_code == 1
    *files, last = map(json.loads, ingested.stdout.splitlines())
    assert {file["path"]: file["status"] for file in files} == {
        "broken.pdf": "failed",
        "lease.pdf": "added",
        "leave.md": "added",
        "travel/差旅.md": "added",
    }
    assert (last["summary"]["added"], last["summary"]["failed"], last["summary"]["embedded"]) == (3, 1, 4)
    answer = json.loads(run(tmp_path / "home", "ask --json how many days of paid leave").stdout)
    assert answer["question"] == "how many days of paid leave"
    assert answer["citations"][0]["path"] == "leave.md"


def test_a_failed_file_is_named_with_its_reason_and_the_exit_code_tells(tmp_path, docs):
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7 nonsense")
    result = run(tmp_path / "home", "ingest DOCS", docs)
    assert result.exit_code == 1
    assert re.search(r"^failed     broken\.pdf: \w+", result.stdout, re.MULTILINE)
    assert "3 added, 1 failed; 4 chunks, 4 embedded" in result.stdout


def test_an_answer_is_followed_by_its_sources_without_the_words_that_it_quotes_itself(tmp_path, docs):
    run(tmp_path / "home", "ingest DOCS", docs)
    result = run(tmp_path / "home", "ask what is the monthly rent")
    assert result.stdout.count("The monthly rent is 9,600 euros plus tax.") == 1
    assert result.stdout.endswith("\n\n[1] lease.pdf, page 2\n")


def test_what_an_answer_says_in_other_words_or_wrongly_stands_below_it_as_its_source_says_it(capsys):
    rent = Citation(1, "d", "lease.pdf", 2, "The monthly rent is 9,600 euros.", 40, 72, True)
    term = Citation(1, "d", "lease.pdf", 2, "The lease runs to 2032.", 90, 113, True)
    wrong = replace(rent, supported=False, reason="says otherwise: 9,600, not 9,500")
    text = "The rent is “The monthly rent is 9,600\neuros.” [1], the term seven years [1]."
    show_answer(iter([Token(text), Answer("", text, False, (rent, term), (), "m")]))
    assert capsys.readouterr().out == f"{text}\n\n[1] lease.pdf, page 2\n    “The lease runs to 2032.”\n"
    show_answer(iter([Token(text), Answer("", text, False, (wrong,), (), "m")]))
    assert capsys.readouterr().out.endswith("9,600 euros.” – says otherwise: 9,600, not 9,500\n")


def test_a_refusal_exits_with_3_and_shows_what_comes_nearest(tmp_path, docs):
    run(tmp_path / "home", "ingest DOCS", docs)
    result = run(tmp_path / "home", "ask who won the world cup of 1954")
    assert result.exit_code == 3
    assert result.stdout.startswith("Not in these documents.\n\nWhat comes nearest:\n    ")
    answer = json.loads(run(tmp_path / "home", "ask --json who won the world cup of 1954").stdout)
    assert (answer["refused"], answer["citations"]) == (True, [])
    assert {"document", "path", "page", "quote", "start", "end"} <= answer["nearest"][0].keys()


def test_a_name_that_is_no_text_is_written_the_same_in_all_of_a_receipt(tmp_path):
    folder, home = tmp_path / "docs", tmp_path / "home"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/a\xff.txt")).write_text("Everyone has 28 days.", encoding="utf-8")
    assert invoke(home, "ingest", str(folder)).exit_code == 0
    receipt = invoke(home, "docs", "remove", "a\\xff.txt").stdout.splitlines()
    assert receipt == [
        "Removed a\\xff.txt.",
        "Erased: 1 page and 1 chunk from the catalog, 1 vector, 1 entry of the vector index, 1 of the keyword index.",
        f"{folder}/a\\xff.txt is still there and comes back with the next ingest of its folder.",
    ]


def test_the_doctor_finds_what_is_broken_and_says_the_remedy(tmp_path, monkeypatch):
    fine = run(tmp_path / "home", "doctor --json")
    assert fine.exit_code == 0
    assert {check["status"] for check in json.loads(fine.stdout)["checks"]} <= {"ok", "warning"}
    monkeypatch.setenv("KB_CHAT", "ollama:tiny-chat")
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:1")
    broken = run(tmp_path / "home", "doctor")
    assert broken.exit_code == 1
    assert re.search(r"^broken   chat .*\n +→ \w+", broken.stdout, re.MULTILINE)


def test_documents_in_a_language_that_the_embedder_has_not_learned_are_named_with_what_to_type(tmp_path):
    chinese = tmp_path / "docs"
    chinese.mkdir()
    (chinese / "差旅.md").write_text("# 差旅报销制度\n\n一线城市住宿费每晚最高报销650元。\n", encoding="utf-8")
    with kb.open(tmp_path / "home") as base:  # made when there was only the embedder of English
        base.store().bind("builtin", ENGLISH, 384)
    taken = run(tmp_path / "home", f"ingest {chinese}")
    assert taken.exit_code == 0
    assert "found by their words alone" in taken.stderr
    assert "kb --space NAME --embed builtin ingest" in taken.stderr.replace("\n", " ")
    assert "found by their words alone" not in run(tmp_path / "home", f"ingest {chinese}").stderr
    doctor = run(tmp_path / "home", "doctor").stdout
    assert re.search(r"^warning  embedder .*words alone", doctor, re.MULTILINE)


def test_english_documents_are_taken_without_such_a_remark(tmp_path, docs):
    assert "words alone" not in run(tmp_path / "home", "ingest DOCS", docs).stderr


def test_a_question_set_is_measured(tmp_path, docs):
    run(tmp_path / "home", "ingest DOCS", docs)
    rows = (
        ("What is the monthly rent?", [{"file": "lease.pdf", "page": 2, "quote": "9,600 euros"}]),
        ("How many days of paid leave do I have?", [{"file": "leave.md", "page": None, "quote": "28 days"}]),
        ("Who won the world cup of 1954?", []),
    )
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(json.dumps({"question": question, "relevant": places}) for question, places in rows))
    report = json.loads(run(tmp_path / "home", f"eval {questions} --json").stdout)
    assert (report["questions"], report["answerable"], report["recall@1"]) == (3, 2, 1.0)
    assert (report["false_refusals"], report["missed_refusals"], report["quotes_verbatim"]) == (0.0, 0.0, 1.0)
    drawn = run(tmp_path / "home", f"eval {questions} --no-answers")
    assert re.search(r"^found first +100\.0%$", drawn.stdout, re.MULTILINE)
    assert run(tmp_path / "home", f"eval {tmp_path / 'nothing.jsonl'}").exit_code == 2


def test_the_demo_comes_out_as_promised():
    result = CliRunner().invoke(app, ["demo"])
    assert result.exit_code == 0
    assert "28 days" in result.stdout
    assert "\nNot in these documents.\n\nWhat comes nearest:\n" in result.stdout


def test_who_waits_for_a_home_says_for_whom(tmp_path):
    held = threading.Event()

    def hold() -> None:
        with Home.open(tmp_path / "home", command="kb ingest"):
            held.set()
            time.sleep(0.6)

    threading.Thread(target=hold).start()
    held.wait()
    result = run(tmp_path / "home", "docs list")
    assert result.exit_code == 0
    assert result.stderr.startswith("Waiting for `kb ingest` (process ")
    assert result.stderr.splitlines()[1:] == ["There are no documents in this space yet: kb ingest ./docs"]


def test_help_and_version_need_no_home(tmp_path):
    assert "ingest" in run(tmp_path / "home", "--help").stdout
    assert run(tmp_path / "home", "--version").stdout.startswith("kb ")
    assert not (tmp_path / "home").exists()


def test_explained_without_a_model_says_that_none_was_asked(tmp_path, docs):
    run(tmp_path / "home", "ingest DOCS", docs)
    told = run(tmp_path / "home", "ask --explain how many days of paid leave do I have")
    assert told.stderr.startswith("── No model was asked: the answer is made without one, from the documents alone.\n")
    assert "28 days" in told.stdout
    unasked = run(tmp_path / "home", "ask how many days of paid leave do I have")
    assert (unasked.stdout, unasked.stderr) == (told.stdout, "")
