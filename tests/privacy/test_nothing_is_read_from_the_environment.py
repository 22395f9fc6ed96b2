"""A `.env` among the documents, or the environment, cannot have the vector store report to another place."""

import os
import socket
import subprocess
import sys

import pytest

# What a space of more than a million chunks has its vectors in.
PROGRAM = """
import sys
from pathlib import Path
import numpy
from kb.store.home import INDEXES
index = INDEXES.approximate(Path(sys.argv[1]), 4)
index.add(["a", "b"], numpy.eye(2, 4, dtype=numpy.float32))
assert [id for id, _ in index.search(numpy.eye(1, 4, dtype=numpy.float32)[0], 1)] == ["a"]
index.close()
"""


@pytest.fixture
def collector():
    """A server of this machine that waits for whoever reports."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.5)
        yield listening


def settings_of(collector) -> dict[str, str]:
    host, port = collector.getsockname()
    return {
        "CHROMA_OTEL_COLLECTION_ENDPOINT": f"http://{host}:{port}",
        "CHROMA_OTEL_GRANULARITY": "all",
        "CHROMA_SERVER_HOST": host,
        "CHROMA_SERVER_HTTP_PORT": str(port),
        "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    }


def reports(collector) -> int:
    count = 0
    while True:
        try:
            collector.accept()[0].close()
        except TimeoutError:
            return count
        count += 1


def index_where(folder, **environ) -> subprocess.CompletedProcess:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-c", PROGRAM, folder.parent / "vectors"]
    environ = os.environ | {"HOME": str(folder)} | environ
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("implementation", [True, False])
def test_a_dot_env_in_the_folder_of_documents_changes_nothing(tmp_path, collector, implementation):
    settings = settings_of(collector)
    if not implementation:
        del settings["CHROMA_API_IMPL"]
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / ".env").write_text("\n".join(f"{name}={value}" for name, value in settings.items()))
    done = index_where(tmp_path / "documents")
    assert (done.returncode, reports(collector)) == (0, 0), done.stderr


def test_the_environment_changes_nothing_either(tmp_path, collector):
    done = index_where(tmp_path / "documents", **settings_of(collector))
    assert (done.returncode, reports(collector)) == (0, 0), done.stderr
