"""A `.env` among the documents, or the environment, cannot have the vector store report to another place."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

KB = Path(sys.executable).parent / "kb"


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


def ingest_where(folder, **environ) -> subprocess.CompletedProcess:
    folder.mkdir(exist_ok=True)
    (folder / "leave.md").write_text("Everyone has 28 days of paid leave a year.\n")
    engines = {"KB_HOME": str(folder.parent / "home"), "KB_EMBED": "builtin", "KB_CHAT": "builtin", "HOME": str(folder)}
    return subprocess.run(
        [KB, "ingest", "."], cwd=folder, env=engines | environ, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("implementation", [True, False])
def test_a_dot_env_in_the_folder_of_documents_changes_nothing(tmp_path, collector, implementation):
    settings = settings_of(collector)
    if not implementation:
        del settings["CHROMA_API_IMPL"]
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / ".env").write_text("\n".join(f"{name}={value}" for name, value in settings.items()))
    done = ingest_where(tmp_path / "documents")
    assert (done.returncode, reports(collector)) == (0, 0), done.stderr


def test_the_environment_changes_nothing_either(tmp_path, collector):
    done = ingest_where(tmp_path / "documents", **settings_of(collector))
    assert (done.returncode, reports(collector)) == (0, 0), done.stderr
