"""What the page is sent of an answer while the model is still at work."""

import json
import threading
from pathlib import Path

from ollama_server import Model, OllamaServer
from running import running

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from kb.settings import Settings

SMALL = Model("tiny-chat:1.5b", parameters="1.5B")
LEAVE = "Everyone who works full time has 28 days of paid leave a year."


def test_the_documents_words_are_on_the_page_while_a_small_model_reads_its_prompt(tmp_path: Path):
    seen, late = threading.Event(), []

    def answer_when_seen(body: object) -> str:
        late.append(not seen.wait(20))
        return LEAVE

    (tmp_path / "leave.md").write_text(f"# Time off\n\n{LEAVE}\n", encoding="utf-8")
    with OllamaServer(models=[SMALL], replies=[answer_when_seen]) as ollama:
        settings = Settings(
            home=tmp_path / "home", embed="builtin", chat=f"ollama:{SMALL.name}", ollama_host=ollama.url
        )
        with kb.open(settings=settings) as base:
            list(LocalBackend(base).ingest([tmp_path / "leave.md"]))
            body = {"question": "How many days of paid leave does everyone have?"}
            with running(create_app(base)) as client, client.stream("POST", "/web/ask", json=body) as response:
                for line in response.iter_lines():
                    if line.startswith("data: ") and "28 days" in "".join(json.loads(line[6:]).get("html", [])):
                        seen.set()
    assert late == [False]
