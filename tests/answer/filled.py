"""A knowledge base filled with files of these names and texts, answering with exact quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import kb
from ingest.pipeline import ingest
from kb.knowledge_base import KnowledgeBase
from kb.settings import load
from kb.types import Answer

TEAM_FILES = {
    "leave.md": "# Paid leave\n\nTeammates get 30 days of paid leave a year. "
    "Alice Moor approves leave for Freiburg.\n\n"
    "# Bonus\n\nContractors are not eligible for the yearly bonus. Bonuses are paid in March.\n",
    "travel.md": "# Travel\n\nA hotel night in Beijing is refunded up to 650 yuan. "
    "A hotel night in Shanghai is refunded up to 700 yuan. Receipts are due within thirty days.\n",
    "考勤.txt": "员工每年享有三十天带薪假期。试用期员工不能申请年终奖。病假需要在当天上午十点以前通知主管。\n",
}


@contextmanager
def filled(folder: Path, files: Mapping[str, str | bytes]) -> Iterator[KnowledgeBase]:
    (folder / "docs").mkdir()
    for name, text in files.items():
        file = folder / "docs" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as base:
        store = base.store(create=True)
        for _ in ingest([folder / "docs"], store, base.embedder(store)):
            pass
        yield base


@contextmanager
def asking(folder: Path, files: Mapping[str, str | bytes]) -> Iterator[Callable[[str], Answer]]:
    """What such a base answers to a question."""
    with filled(folder, files) as base:

        def ask(question: str) -> Answer:
            *_, answer = base.ask(question)
            assert isinstance(answer, Answer)
            return answer

        yield ask


def read_quotes(base: KnowledgeBase, question: str) -> list[str]:
    """The lines of its answer below the one that says whose words they are."""
    *_, answer = base.ask(question)
    assert isinstance(answer, Answer)
    return answer.text.splitlines()[1:]
