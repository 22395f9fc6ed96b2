"""Room on the disk, before and while a model comes."""

import pytest
from ollama_server import OllamaServer

from kb.engines.ollama.client import Client
from kb.engines.ollama.download import download, free_for_models
from kb.errors import DiskFull

GB = 10**9
LAYERS = [
    {"status": "pulling manifest"},
    {"status": "pulling aa", "digest": "sha256:aa", "total": 5 * GB, "completed": 4 * GB},
    {"status": "pulling bb", "digest": "sha256:bb", "total": 3 * GB},
    {"status": "success"},
]


def test_a_model_of_known_size_that_does_not_fit_is_not_even_begun():
    with OllamaServer() as server:
        steps = download(Client(server.url), "qwen3:8b", expected=5 * GB, free=lambda: 5 * GB)
        with pytest.raises(DiskFull, match=r"qwen3:8b needs 5.0 GB more, and Ollama's disk has 5.0 GB free"):
            next(steps)
        assert server.requests == []


def test_a_layer_that_does_not_fit_ends_the_download_and_what_is_there_of_it_counts():
    with OllamaServer(pulls=[LAYERS]) as server:
        steps = download(Client(server.url), "kb-lab", expected=None, free=lambda: 3 * GB)
        with pytest.raises(DiskFull, match=r"kb-lab needs 3.0 GB more"):
            [next(steps) for _ in LAYERS]


def test_where_nobody_knows_how_much_is_free_nothing_is_refused():
    with OllamaServer(pulls=[LAYERS]) as server:
        steps = list(download(Client(server.url), "kb-lab", expected=9 * GB, free=lambda: None))
    assert [(step.completed, step.total) for step in steps][-1] == (4 * GB, 8 * GB)


def test_the_disk_that_is_looked_at_is_the_one_that_ollama_uses(tmp_path):
    here = Client("http://127.0.0.1:1")
    assert free_for_models(here, {"OLLAMA_MODELS": str(tmp_path)}) > 0
    assert free_for_models(here, {"OLLAMA_MODELS": str(tmp_path / "nowhere")}) is None
    assert free_for_models(Client("http://gpu.lan:11434", allow_hosts=["gpu.lan"])) is None
