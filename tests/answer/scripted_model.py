"""A knowledge base whose chat model says what the test tells it to."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ollama_server import CHAT, THINKER, OllamaServer

import kb
from kb.knowledge_base import KnowledgeBase
from kb.settings import load
from kb.types import Answer, AskOptions, Event


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


@contextmanager
def opened(home: Path, model: str) -> Iterator[Bench]:
    with OllamaServer(models=[CHAT, THINKER]) as server:
        settings = load(home, {"OLLAMA_HOST": server.url}, embed="builtin", chat=f"ollama:{model}")
        with kb.open(settings=settings) as base:
            yield Bench(base, server)


def copied(home: Path, folder: Path) -> Path:
    shutil.copytree(home, folder / "home")
    return folder / "home"
