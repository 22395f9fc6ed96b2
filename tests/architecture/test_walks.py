"""The three walks of docs/architecture.md: each file on them is there, really runs, and they are short."""

import pickle
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from ollama_server import CHAT, OllamaServer
from running import running

import kb
from api.cli import app
from api.http.app import create_app
from ingest.loaders.load import load
from ingest.workers import process
from ingest.workers.splitting import Splitter
from kb.engines.builtin.embedder import open_builtin
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

ROOT = Path(__file__).parents[2]
QUESTION = "How many days of paid leave are there a year?"
SAID = "There are 28 days of paid leave a year [1]."


def stations(heading: str, without: str = "$") -> list[str]:
    """The modules that a section names, in its order, but for those of items that begin with `without`."""
    section = (
        (ROOT / "docs/architecture.md").read_text(encoding="utf-8").partition(f"## {heading}")[2].partition("\n## ")[0]
    )
    items = [item for item in re.split(r"\n\d\. ", section) if not item.startswith(without)]
    named = re.findall(r"`((?:kb|ingest|api)(?:\.[a-z_]+)+)`", "\n".join(items))
    return list(dict.fromkeys(named))


def module_of(file: str) -> str:
    path = Path(file).relative_to(ROOT).with_suffix("")
    return ".".join(path.parts[:-1] if path.name == "__init__" else path.parts)


def run_modules(work: Callable[[], object]) -> set[str]:
    """The project's modules of which something is called while it works, in any thread."""
    files: set[str] = set()

    def note(frame, event, argument):
        if event == "call" and frame.f_code.co_name != "<module>":
            files.add(frame.f_code.co_filename)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return {module_of(file) for file in files if Path(file).is_relative_to(ROOT) and "tests" not in Path(file).parts}


def complete(base: KnowledgeBase) -> None:
    """A chat client's request, answered by a server whose threads begin here."""
    body = {"model": "kb", "messages": [{"role": "user", "content": QUESTION}]}
    with running(create_app(base)) as client:
        client.post("/v1/chat/completions", json=body).raise_for_status()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One Word file."""
    folder = tmp_path_factory.mktemp("documents")
    document = docx.Document()
    document.add_heading("Leave", 1)
    document.add_paragraph("Everyone who works full time has 28 days of paid leave a year.")
    document.save(folder / "leave.docx")
    return folder


@pytest.fixture(scope="module")
def walks(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What runs while the file is ingested, and while it is asked about: by `kb ask`, and by a chat client."""
    home = tmp_path_factory.mktemp("home") / "home"
    embedder = open_builtin()

    def command(*words: str, chat: str = "builtin") -> Callable[[], object]:
        options = ["--home", str(home), "--embed", "builtin", "--chat", chat]
        return lambda: app([*options, *words], standalone_mode=False)

    def read() -> object:
        """What a worker does, which is a process of its own."""
        request = pickle.dumps((str(folder / "leave.docx"), Splitter(embedder.token_limit, embedder.counter)))
        return process._answer(request, load)

    with OllamaServer(models=[CHAT], replies=[SAID, SAID]) as server, pytest.MonkeyPatch.context() as environ:
        environ.setenv("OLLAMA_HOST", server.url)
        environ.setenv("KB_WORKERS", "1")
        found = {
            "ingest": run_modules(command("ingest", str(folder))) | run_modules(read),
            "ask": run_modules(command("ask", QUESTION))
            | run_modules(command("ask", QUESTION, chat=f"ollama:{CHAT.name}")),
        }
        with kb.open(settings=Settings(home=home, embed="builtin", chat="builtin")) as base:
            found["chat"] = run_modules(lambda: complete(base))
    return found


WALKS = {
    "ingest": "How does a file get in?",
    "ask": "How does a question get out?",
    "chat": "How does a chat client get an answer?",
}
# Named beside the road, for other cases.
NEVER_RUN = {
    "api.backend.remote",
    "api.schemas",
    "api.serialize",
    "kb.answer.followup",
    "kb.answer.generation.quotes_first",
}


@pytest.mark.parametrize("walk", WALKS)
def test_each_file_on_a_walk_is_there_and_runs(walks, walk):
    named = stations(WALKS[walk])
    places = [ROOT.joinpath(*name.split(".")) for name in named]
    assert [str(place) for place in places if not (place.with_suffix(".py").is_file() or place.is_dir())] == []
    assert [name for name in named if name not in walks[walk] | NEVER_RUN] == []


@pytest.mark.parametrize(
    ("heading", "without", "most"),
    [
        ("How does a file get in?", "$", 25),
        ("How does a question get out?", "With a model", 25),
        ("How does a question get out?", "Without a model", 25),
        ("How does a chat client get an answer?", "$", 10),
    ],
)
def test_a_walk_is_short(heading, without, most):
    assert 5 < len([name for name in stations(heading, without) if name not in NEVER_RUN]) <= most
