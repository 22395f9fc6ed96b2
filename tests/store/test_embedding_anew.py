"""A space embedded anew: searched as before until all is there, and gone on with after any end."""

from __future__ import annotations

import pytest
from embedding_anew import Toy, embed_until
from forked import PROCESSES
from running import running
from shelving import direction, paths, shelve
from typer.testing import CliRunner

import kb
from api.backend.remote import RemoteBackend
from api.cli import app
from api.http.app import create_app
from ingest.pipeline import ingest
from kb.embedding import embed_anew
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.errors import EmbedderChanged
from kb.settings import Settings
from kb.store.catalog.spaces import SpaceEmbedder
from kb.store.home import Home

TEXTS = {f"{n}.txt": f"the rent of house {n}\nthe deposit of house {n}" for n in range(4)}


@pytest.fixture
def folder(tmp_path):
    with Home.open(tmp_path / "home") as home:
        for path, text in TEXTS.items():
            shelve(home.space(), path, text)
    return tmp_path / "home"


def found(store, dimensions: int) -> list[str]:
    return paths(store.vector_search(direction("2.txt\nthe rent of house 2", dimensions), 1))


def test_another_embedder_takes_the_place_of_the_one_before(folder):
    with Home.open(folder) as home:
        store = home.space()
        assert found(store, 16) == ["2.txt"]
        assert embed_anew(store, Toy(8)) == 8
        assert store.embedder == SpaceEmbedder("toy of 8", "toy of 8", 8)
        assert found(store, 8) == ["2.txt"] and store.index_counts() == (8, 8, 8, [])
        assert paths(store.keyword_search(["deposit"], 9)).count("3.txt") == 1
        with pytest.raises(EmbedderChanged, match=r"embedded with toy of 8 since the question was read. Ask again"):
            found(store, 16)
    with Home.open(folder) as home:
        assert found(home.space(), 8) == ["2.txt"]
        assert embed_anew(home.space(), Toy(8)) == 0
    old = direction("2.txt\nthe rent of house 2").astype("<f4").tobytes()
    assert [file.name for file in folder.rglob("*") if file.is_file() and old in file.read_bytes()] == []
    assert len(list((folder / "vectors").iterdir())) == 1


@pytest.mark.parametrize(
    ("point", "batch", "before"),
    [("", 0, 16), ("", 3, 16), ("before the new embedder", -1, 16), ("after the new embedder", -1, 8)],
)
def test_after_a_kill_the_space_is_searched_as_before_and_goes_on_from_there(folder, tmp_path, point, batch, before):
    process = PROCESSES.Process(target=embed_until, args=(str(folder), str(tmp_path / "log"), point, batch))
    process.start()
    process.join()
    assert process.exitcode == -9
    with Home.open(folder) as home:
        store = home.space()
        assert store.embedder.dimensions == before and found(store, before) == ["2.txt"]
        store.tidy()
        embed_anew(store, Toy(8, log=tmp_path / "log"))
        assert found(store, 8) == ["2.txt"] and store.index_counts() == (8, 8, 8, [])
    embedded = (tmp_path / "log").read_text().splitlines()
    assert len(embedded) == len(set(embedded)) == 8


def test_windows_are_made_for_chunks_that_have_none_and_their_vectors_stay(folder):
    with Home.open(folder) as home:
        store = home.space()
        chunks = store.chunks_of(store.documents()[0].id)
        assert store.windows(chunks) == {}
        assert embed_anew(store, Toy(16, windows=True)) == 8
        [windows] = store.windows(chunks).values()
        assert sorted(windows.starts.tolist()) == [0, 20]
        assert found(store, 16) == ["2.txt"]
        assert embed_anew(store, Toy(16, windows=True)) == 0


def test_a_space_without_documents_is_bound_to_the_new_embedder(tmp_path):
    with Home.open(tmp_path) as home:
        assert embed_anew(home.space(), Toy(8)) == 0
        assert home.space().embedder == SpaceEmbedder("toy of 8", "toy of 8", 8)


def test_kb_reindex_gives_an_older_home_its_windows(tmp_path):
    class Older(BuiltinEmbedder):
        windows = False

        def embed_passages(self, passages):
            return [type(each)(each.vector) for each in super().embed_passages(passages)]

    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/rent.md").write_text("The rent is 900 euros. The deposit is 2,700 euros.")
    with kb.open(settings=Settings(home=tmp_path / "home", embed="builtin", chat="builtin")) as base:
        list(ingest([tmp_path / "docs"], base.store(), Older()))
        chunks = base.store().chunks_of(base.documents()[0].id)
        assert base.store().windows(chunks) == {}
        assert base.search("How high is the deposit?")[0].path == "rent.md"
        assert base.reindex() == 1
        [windows] = base.store().windows(chunks).values()
        assert windows.starts.tolist() == [0, 23]
        assert base.reindex() == 0


def command(folder, *words: str):
    return CliRunner().invoke(app, ["--home", str(folder), *words])


def test_kb_reindex_embed_is_told_an_engine(folder):
    told = command(folder, "reindex", "--embed", "builtin")
    assert (told.exit_code, told.stdout) == (0, "The space default is embedded with builtin (8 passages now).\n")
    found = command(folder, "search", "the deposit of house 3").stdout
    assert found.index("3.txt") < found.index("2.txt")


@pytest.mark.parametrize(
    ("engine", "code", "hint"),
    [("nonsense", 2, "Write builtin, ollama:MODEL"), ("openai:m@http://127.0.0.1:9/v1", 1, "127.0.0.1:9")],
)
def test_an_engine_that_is_none_or_does_not_answer_changes_nothing(folder, engine, code, hint):
    told = command(folder, "reindex", "--embed", engine)
    assert told.exit_code == code and hint in " ".join(told.stderr.split())
    with Home.open(folder) as home:
        assert found(home.space(), 16) == ["2.txt"]


def test_a_running_server_embeds_the_space_that_is_named(folder):
    with Home.open(folder) as home:
        shelve(home.space("lab", create=True), "lab.txt", "the rent of the lab")
    with kb.open(settings=Settings(home=folder)) as base, running(create_app(base, "token")) as client:
        remote = RemoteBackend(str(client.base_url), "token", "lab")
        assert remote.reindex("builtin") == 1
        assert remote.search("What is the rent of the lab?")[0].path == "lab.txt"
        remote.close()
        assert base.store("lab").embedder.name == "builtin" and base.store().embedder.name == "toy"
