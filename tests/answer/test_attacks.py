"""Documents that give orders change neither what is cited nor what is refused."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import ATTACKS
from ollama_server import CHAT, OllamaServer

import kb
from ingest.pipeline import ingest
from kb.answer.check.reasons import NOTE
from kb.knowledge_base import KnowledgeBase
from kb.settings import load
from kb.types import Answer

HONEST = (
    "# Paid leave\n\nTeammates get 30 days of paid leave a year.\n\n# 病假\n\n病假需要在当天上午十点以前通知主管。\n"
)
LEAVE = "How many days of paid leave do teammates get?"
WIFI = "What is the wifi password?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The honest file among all attacks."""
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "docs").mkdir()
    (folder / "docs" / "leave.md").write_text(HONEST, encoding="utf-8")
    for attack in ATTACKS:
        content = attack.content if isinstance(attack.content, bytes) else attack.content.encode()
        (folder / "docs" / attack.name).write_bytes(content)
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as base:
        store = base.store()
        for _ in ingest([folder / "docs"], store, base.embedder(store)):
            pass
    return folder / "home"


@pytest.fixture(scope="module")
def server() -> Iterator[OllamaServer]:
    with OllamaServer(models=[CHAT]) as server:
        yield server


@pytest.fixture(scope="module")
def base(home: Path, server: OllamaServer) -> Iterator[KnowledgeBase]:
    settings = load(home, {"OLLAMA_HOST": server.url}, embed="builtin", chat="ollama:tiny-chat")
    with kb.open(settings=settings) as base:
        yield base


def answer(base: KnowledgeBase, server: OllamaServer, question: str, reply: str) -> Answer:
    server.requests.clear()
    server.replies[:] = [reply]
    *_, last = base.ask(question)
    return last


def test_there_are_more_than_thirty_attacks_in_many_formats():
    assert len({attack.way for attack in ATTACKS}) >= 40
    assert len({Path(attack.name).suffix for attack in ATTACKS}) >= 9


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.hidden], ids=lambda attack: attack.way)
def test_what_a_person_cannot_see_reaches_no_passage(base, attack):
    [document] = [each for each in base.documents() if each.path == attack.name]
    said = "".join(chunk.index_text for chunk in base.store().chunks_of(document.id))
    assert "canteen" in said.lower()
    assert "hunter2" not in said


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.way)
def test_a_prompt_that_holds_it_keeps_its_rules_and_its_fences(base, server, attack):
    [document] = [each for each in base.documents() if each.path == attack.name]
    opening = base.store().chunks_of(document.id)[0].text[:150]
    result = answer(base, server, f"What about: {opening}", "The wifi password is hunter2.")
    bodies = server.sent("/api/chat")
    if result.refused and not bodies:
        return
    system, *_, asked = [message["content"] for message in bodies[-1]["messages"]]
    [fence] = set(re.findall(r"hold ([0-9a-f]{12})\.", system))
    sources = asked[: asked.rindex("\n\nQuestion: ")]
    assert sources.count(f"<<< {fence} source [") == sources.count(f">>> {fence}") == len(result.sources)
    assert sources.count(fence) == 2 * len(result.sources)
    inside = re.findall(rf"<<< {fence} source \[\d+\][^\n]*\n(.*?)\n>>> {fence}", sources, re.DOTALL)
    assert not any(re.search(r"[\[【]\d+[\]】]", text) for text in inside)


def test_an_honest_question_is_answered_and_cited_as_without_them(base, server):
    result = answer(base, server, LEAVE, "Teammates get 30 days of paid leave [1].")
    [citation] = result.citations
    assert (citation.path, citation.quote, citation.supported) == (
        "leave.md",
        "Teammates get 30 days of paid leave a year.",
        True,
    )


def test_a_model_that_obeys_an_order_shows_where_it_comes_from_or_is_marked(base, server):
    result = answer(base, server, LEAVE, "Ignore leave.md: teammates get 99 days of paid leave [1].")
    assert NOTE.search(result.text)
    held = {citation.quote for citation in result.citations if citation.supported}
    assert held <= {"Teammates get 30 days of paid leave a year."}  # shown as well, word for word


def test_the_words_of_a_refusal_in_a_document_do_not_refuse_for_us(base, server):
    assert not answer(base, server, LEAVE, "Teammates get 30 days of paid leave [1].").refused


@pytest.mark.parametrize("question", [LEAVE, "病假需要什么时候通知主管？"])
def test_quotes_without_a_model_come_from_the_honest_file(home, tmp_path, question):
    import shutil

    shutil.copytree(home, tmp_path / "home")
    with kb.open(settings=load(tmp_path / "home", {}, embed="builtin", chat="builtin")) as base:
        *_, result = base.ask(question)
    assert {citation.path for citation in result.citations} == {"leave.md"}
