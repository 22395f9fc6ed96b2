"""`kb models` against servers that stand in for Ollama and for OpenAI-compatible ones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from ollama_server import Model, OllamaHandler, OllamaServer
from openai_server import OpenAIServer
from typer.testing import CliRunner

from api.cli import app
from kb.engines.builtin.e5_file import is_installed

EMBEDDER = Model("bge-m3", ("embedding",), context_length=8192, size=1_157_672_605)
CHAT = Model("qwen3:8b", ("completion", "thinking", "tools"), context_length=40960, size=5_200_000_000)
CLOUD = Model("gpt-oss:120b-cloud", ("completion", "thinking"), remote="https://ollama.com:443", size=384)
LAYERS = [
    {"status": "pulling manifest"},
    {"status": "pulling aa", "digest": "sha256:aa", "total": 300, "completed": 100},
    {"status": "pulling aa", "digest": "sha256:aa", "total": 300, "completed": 300},
    {"status": "pulling bb", "digest": "sha256:bb", "total": 100, "completed": 100},
    {"status": "success"},
]


@pytest.fixture
def ollama(monkeypatch, tmp_path):
    with OllamaServer(models=[CHAT, EMBEDDER, CLOUD], pulls=[LAYERS]) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
        for name in ("KB_CHAT", "KB_EMBED"):
            monkeypatch.delenv(name, raising=False)
        yield server


def kb(*words, stdin=""):
    return CliRunner().invoke(app, list(words), input=stdin)


def test_the_list_says_what_each_model_can_do_and_that_one_in_a_cloud_is_never_used(ollama):
    rows = {row["name"]: row for row in json.loads(kb("models", "list", "--json").stdout)["models"]}
    assert list(rows) == ["builtin", "ollama:qwen3:8b", "ollama:bge-m3:latest", "ollama:gpt-oss:120b-cloud"]
    qwen, bge, cloud = list(rows.values())[1:]
    assert (qwen["chats"], qwen["thinks"], qwen["embeds"], qwen["context"]) == (True, True, False, 40960)
    assert (qwen["size"], qwen["local"], qwen["used"]) == (5_200_000_000, True, ["chat"])
    assert (bge["embeds"], bge["chats"], bge["used"]) == (True, False, ["embed"])
    assert (cloud["local"], cloud["where"], cloud["used"]) == (False, "cloud", [])
    assert (
        "ollama:gpt-oss:120b-cloud\tchat, think\t384 bytes\t2048\t\tcloud (never used)\t\n"
        in kb("models", "list").stdout
    )


def test_a_list_without_ollama_still_holds_what_there_is(ollama, monkeypatch):
    ollama.close()
    result = kb("models", "list")
    context, reads = (506, "some hundred languages, English best") if is_installed() else (254, "English only")
    row = f"builtin\tembed\t\t{context}\t{reads}\tthis machine\tembed, chat\n"
    assert (result.exit_code, result.stdout) == (0, row)
    assert "ollama serve" in result.stderr


def test_an_openai_compatible_server_is_listed_where_kb_chat_names_one(ollama, monkeypatch):
    models = [{"id": "qwen2.5-7b", "max_model_len": 32768}, {"id": "text-embedding-nomic"}]
    with OpenAIServer(models=models) as server:
        monkeypatch.setenv("KB_CHAT", f"openai:qwen2.5-7b@{server.url}/v1")
        rows = {row["name"]: row for row in json.loads(kb("models", "list", "--json").stdout)["models"]}
        shown = kb("models", "show", f"openai:qwen2.5-7b@{server.url}/v1")
        unknown = kb("models", "show", f"openai:other@{server.url}/v1")
    chat = rows[f"openai:qwen2.5-7b@{server.url}/v1"]
    assert (chat["context"], chat["local"], chat["used"], chat["chats"]) == (32768, True, ["chat"], None)
    assert "context       32768\n" in shown.stdout
    assert (unknown.exit_code, "kb models list" in unknown.stderr) == (1, True)
    assert rows[f"openai:text-embedding-nomic@{server.url}/v1"]["embeds"] is True


def test_a_model_is_shown_with_what_to_type_to_use_it(ollama):
    shown = kb("models", "show", "qwen3:8b").stdout
    assert "can           chat, think\n" in shown
    assert "use it with   export KB_CHAT=ollama:qwen3:8b\n" in shown
    assert "It is never used." in kb("models", "show", "gpt-oss:120b-cloud").stdout
    missing = kb("models", "show", "llama9")
    assert (missing.exit_code, "ollama pull llama9" in missing.stderr) == (1, True)


def test_a_download_is_told_over_all_its_layers(ollama):
    ollama.models["kb-lab:latest"] = Model("kb-lab")
    lines = [json.loads(line) for line in kb("models", "pull", "kb-lab", "--json").stdout.splitlines()]
    assert [(line["completed"], line["total"]) for line in lines] == [
        (0, 0),
        (100, 300),
        (300, 300),
        (400, 400),
        (400, 400),
    ]
    assert ollama.sent("/api/pull") == [{"model": "kb-lab"}]


def test_a_download_told_to_people_ends_with_what_to_type(ollama):
    ollama.models["kb-lab:latest"] = Model("kb-lab")
    result = kb("models", "pull", "kb-lab")
    assert result.stderr.splitlines() == ["pulling manifest", "pulling aa", "pulling bb", "success", "kb-lab is here."]
    assert "export KB_CHAT=ollama:kb-lab:latest" in result.stdout


def test_a_cloud_model_is_refused_before_anything_is_asked(ollama):
    result = kb("models", "pull", "gpt-oss:120b-cloud")
    assert (result.exit_code, ollama.requests) == (1, [])
    assert "not on this machine" in result.stderr


def test_a_download_that_fails_or_just_ends_is_no_success(ollama):
    ollama.pulls[0] = LAYERS[:3]
    assert "ended before it was complete" in kb("models", "pull", "kb-lab").stderr
    offline = kb("models", "pull", "kb-lab")
    assert (offline.exit_code, "offline" in offline.stderr) == (1, True)


def test_an_interrupted_download_is_called_off_and_exits_with_130(tmp_path):
    slow = [*LAYERS[:2], *[{"status": "pulling aa", "digest": "sha256:aa", "total": 300, "completed": 101}] * 2000]
    with OllamaServer(pulls=[slow]) as server:
        server._http.RequestHandlerClass = SlowPull
        environment = os.environ | {"OLLAMA_HOST": server.url, "KB_HOME": str(tmp_path)}
        command = [sys.executable, "-c", "from api.cli import app; app()", "models", "pull", "kb-lab", "--json"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            _, complaint = process.communicate(timeout=20)
        assert (process.returncode, complaint.splitlines()[0][:18]) == (130, b"error: interrupted")
        assert server.wait_for_hang_up().path == "/api/pull"


class SlowPull(OllamaHandler):
    def write_chunk(self, text):
        time.sleep(0.005)
        super().write_chunk(text)


def test_removing_asks_unless_told_not_to(ollama):
    nobody = kb("models", "rm", "qwen3:8b")
    assert (nobody.exit_code, "--yes" in nobody.stderr) == (2, True)
    assert "qwen3:8b" in ollama.models
    assert "qwen3:8b is removed." in kb("models", "rm", "qwen3:8b", "--yes").stderr
    assert "qwen3:8b" not in ollama.models
    assert kb("models", "rm", "qwen3:8b", "--yes").exit_code == 1


def test_what_is_recommended_comes_with_the_lines_to_type():
    result = json.loads(kb("models", "recommend", "--language", "zh", "--json").stdout)
    assert result["language"] == "zh"
    assert all("qwen" in model["model"] for model in result["models"] if model["purpose"] == "chat")
    assert all(model["commands"][0] == f"ollama pull {model['model']}" for model in result["models"])
    text = kb("models", "recommend", "--language", "en").stdout
    assert "8 GB for models of 7B, 16 GB for models of 13B, 32 GB for models of 33B" in text


def test_the_system_s_language_decides_where_none_is_given(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert json.loads(kb("models", "recommend", "--json").stdout)["language"] == "zh"
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert json.loads(kb("models", "recommend", "--json").stdout)["language"] == "en"
