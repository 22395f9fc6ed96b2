"""The real `llm` command, with and without its Ollama plugin, against the real server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from house import ANSWER, QUESTION, SOURCES
from ollama_server import BUSY

pytest.importorskip("llm", reason="llm is not installed")
pytest.importorskip("llm_ollama", reason="llm-ollama is not installed")

MODELS = """\
- model_id: openai-kb
  model_name: kb
  api_base: "{url}/v1"
"""


@pytest.fixture
def llm(url, tmp_path: Path):
    """Runs the command in a process of its own: it leaves its database and its connections to the end of that."""
    (tmp_path / "extra-openai-models.yaml").write_text(MODELS.format(url=url))
    places = {"LLM_USER_PATH": str(tmp_path), "OLLAMA_HOST": url, "OPENAI_API_KEY": "k", "NO_PROXY": "127.0.0.1"}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "llm", *arguments]
        done = subprocess.run(
            command, env=os.environ | places, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        return done.stdout + done.stderr

    return run


def test_both_kinds_of_models_are_listed(llm):
    listed = llm("models")
    assert "Ollama: ollama/kb:latest (aliases: ollama/kb)" in listed
    assert "Ollama: ollama/kb:pets" in listed
    assert "openai-kb" in listed


@pytest.mark.parametrize("model", ["ollama/kb", "openai-kb"])
def test_an_answer_ends_with_its_sources_and_the_conversation_goes_on(llm, ollama, model):
    ollama.replies.append(ANSWER)
    assert llm("-m", model, QUESTION).startswith(f"{ANSWER}\n\n{SOURCES}\n\n1. [handbook.pdf, p. 3](http://")
    ollama.replies += ["Who services the boiler?", "Rossi Ltd services the boiler [1]."]
    assert llm("-c", "-m", model, "--no-stream", "And who does it?").startswith("Rossi Ltd services the boiler [1].")


def test_an_engine_that_failed_is_told(llm, ollama):
    ollama.replies.append(BUSY)
    assert "Ollama's queue is full" in llm("-m", "openai-kb", QUESTION)
