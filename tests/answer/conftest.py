"""A knowledge base over three small files, with a chat model that says what the test tells it to."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from filled import TEAM_FILES, filled, read_quotes
from scripted_model import Bench, copied, opened

import kb
from ingest.pipeline import ingest
from kb.knowledge_base import KnowledgeBase
from kb.settings import load


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answers")
    for name, text in TEAM_FILES.items():
        (folder / "docs" / name).parent.mkdir(exist_ok=True)
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as base:
        store = base.store(create=True)
        for _ in ingest([folder / "docs"], store, base.embedder(store)):
            pass
    return folder / "home"


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


@pytest.fixture(scope="module")
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """Filled with the FILES of the module that asks for it, and without a chat model."""
    with filled(tmp_path_factory.mktemp("documents"), request.module.FILES) as base:
        yield base


@pytest.fixture(scope="module")
def lines(base: KnowledgeBase) -> Callable[[str], list[str]]:
    """The lines of its answer to a question, below the one that says whose words they are."""
    return partial(read_quotes, base)
