"""A knowledge base over three small files, with a chat model that says what the test tells it to."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ollama_server import CHAT, THINKER, OllamaServer

import kb
from ingest.pipeline import ingest
from kb.knowledge_base import KnowledgeBase
from kb.settings import load
from kb.types import Answer, AskOptions, Event

FILES = {
    "leave.md": "# Paid leave\n\nTeammates get 30 days of paid leave a year. "
    "Alice Moor approves leave for Freiburg.\n\n"
    "# Bonus\n\nContractors are not eligible for the yearly bonus. Bonuses are paid in March.\n",
    "travel.md": "# Travel\n\nA hotel night in Beijing is refunded up to 650 yuan. "
    "A hotel night in Shanghai is refunded up to 700 yuan. Receipts are due within thirty days.\n",
    "考勤.txt": "员工每年享有三十天带薪假期。试用期员工不能申请年终奖。病假需要在当天上午十点以前通知主管。\n",
}


class Bench:
    """The knowledge base, its scripted model, and the question asked in one word."""

    def __init__(self, base: KnowledgeBase, server: OllamaServer) -> None:
        self.base = base
        self.server = server

    def events(self, question: str, **options: object) -> list[Event]:
        return list(self.base.ask(question, AskOptions(**options)))

    def answer(self, question: str = "How many days of paid leave do teammates get?", **options: object) -> Answer:
        *_, answer = self.events(question, **options)
        assert isinstance(answer, Answer)
        return answer

    def forgetting(self) -> "Bench":
        """The same, with no trace of the test before."""
        for each in (self.server.requests, self.server.hang_ups, self.server.replies, self.server.failures):
            each.clear()
        return self

    def says(self, *replies: object) -> "Bench":
        self.server.replies[:] = list(replies)
        return self


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answers")
    for name, text in FILES.items():
        (folder / "docs" / name).parent.mkdir(exist_ok=True)
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as base:
        store = base.store(create=True)
        for _ in ingest([folder / "docs"], store, base.embedder(store)):
            pass
    return folder / "home"


@contextmanager
def opened(home: Path, model: str) -> Iterator[Bench]:
    with OllamaServer(models=[CHAT, THINKER]) as server:
        settings = load(home, {"OLLAMA_HOST": server.url}, embed="builtin", chat=f"ollama:{model}")
        with kb.open(settings=settings) as base:
            yield Bench(base, server)


@pytest.fixture(scope="session")
def plain_bench(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with opened(copied(filled_home, tmp_path_factory.mktemp("plain")), "tiny-chat") as bench:
        yield bench


@pytest.fixture(scope="session")
def thinking_bench(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with opened(copied(filled_home, tmp_path_factory.mktemp("thinking")), "tiny-think") as bench:
        yield bench


@pytest.fixture
def bench(plain_bench: Bench) -> Bench:
    return plain_bench.forgetting()


@pytest.fixture
def thinking(thinking_bench: Bench) -> Bench:
    return thinking_bench.forgetting()


def copied(home: Path, folder: Path) -> Path:
    shutil.copytree(home, folder / "home")
    return folder / "home"
