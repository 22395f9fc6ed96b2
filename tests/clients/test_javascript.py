"""The real JavaScript packages, through node, against the real server: list, chat, stream, turns, failures, leaving."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from house import ANSWER, DIMENSIONS, QUESTION, SOURCES
from ollama_server import Reply

FOLDER = Path(__file__).parent / "js"
CLIENTS = [
    "openai",
    "ollama",
    "ollama/browser",
    "@langchain/openai",
    "@langchain/ollama",
    "@ai-sdk/openai",
    "@ai-sdk/openai chat",
    "@ai-sdk/openai-compatible",
    "ollama-ai-provider-v2",
]
SHOW_CITATIONS = ["openai", "@ai-sdk/openai", "@ai-sdk/openai chat"]
OWN_TEXT = f"{ANSWER}\n\n{SOURCES}\n\n1. [handbook.pdf, p. 3](http://127.0.0.1:"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
    pytest.mark.skipif(
        not (FOLDER / "node_modules").is_dir(), reason="the packages are missing: npm ci --prefix tests/clients/js"
    ),
]


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_lists_chats_streams_follows_up_fails_and_leaves(url, ollama, client):
    ollama.replies += [
        ANSWER,
        ANSWER,
        "Who services the boiler?",
        "Rossi Ltd services the boiler [1].",
        Reply([f"{ANSWER} It is old [1]. ", "And "], end="died"),
        Reply([f"{ANSWER} It is old [1]. ", *["Word "] * 2000], delay=0.02),
    ]
    got = run(client, url)
    assert set(got.get("list", ["kb"])) <= {"kb", "kb:latest", "kb:pets"}
    assert got["chat"]["text"].startswith(OWN_TEXT)
    if client in SHOW_CITATIONS:
        assert got["chat"]["cited"] == ["handbook.pdf, p. 3"]
    assert got["stream"]["text"].startswith(OWN_TEXT)
    assert got["stream"]["pieces"] > 1
    assert got["turns"]["text"].startswith("Rossi Ltd services the boiler [1].")
    assert "raised" in got["missing"]
    assert "The model broke off." in str(got["died"])
    assert got.get("embed", [DIMENSIONS, DIMENSIONS]) == [DIMENSIONS, DIMENSIONS]
    assert "raised" in got["cancel"] or got["cancel"]["pieces"] == 1
    assert ollama.wait_for_hang_up().pieces < 2000
    questions = [body["messages"][-1]["content"] for body in ollama.sent("/api/chat")]
    assert sum(f"Question: {QUESTION}" in question for question in questions) == 4
    assert SOURCES not in str(ollama.sent("/api/chat"))


def run(client: str, url: str) -> dict:
    ended = subprocess.run(
        ["node", "run.mjs", client, url],
        cwd=FOLDER,
        env={**os.environ, "NO_PROXY": "127.0.0.1", "AI_SDK_LOG_WARNINGS": "false"},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])
