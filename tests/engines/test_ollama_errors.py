import json

import ollama
import pytest

from kb.engines.ollama.address import host_url
from kb.engines.ollama.errors import error_from_status
from kb.errors import EngineBroken, EngineBusy, EngineUnreachable, ModelMissing, ModelUnfit, TooLong, UsageError

URL = "http://127.0.0.1:11434"
EXCEEDED = (
    r'{"error":"{\"error\":{\"code\":400,\"message\":\"request (826 tokens) exceeds the available context size'
    r" (256 tokens), try increasing it\",\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":826,"
    r'\"n_ctx\":256}}"}'
)
SHIFT = (
    '{"error":"the prompt is longer than the context length currently available to the model; shorten the prompt,'
    ' adjust the context length in settings, or use a model with a longer context length"}'
)
# Status, body as recorded, our error, what to type.
RECORDED = [
    (404, '{"error":"model \'no-such\' not found"}', ModelMissing, "ollama pull m"),
    (404, r'{"error":"model \"no-such\" not found, try pulling it first"}', ModelMissing, "ollama pull m"),
    (404, '{"error":"model \'no-such-model:latest\' not found"}', ModelMissing, "ollama pull m"),
    (404, '{"error":"model \'\' not found"}', ModelMissing, "ollama pull m"),
    (400, '{"error":"model is required"}', ModelMissing, "ollama pull m"),
    (400, '{"error":"invalid model name"}', ModelMissing, "ollama list"),
    (400, r'{"error":"\"all-minilm\" does not support chat"}', ModelUnfit, "KB_CHAT=ollama:qwen3:4b"),
    (400, r'{"error":"\"all-minilm\" does not support generate"}', ModelUnfit, "KB_CHAT=ollama:qwen3:4b"),
    (400, r'{"error":"\"tiny-chat\" does not support thinking"}', ModelUnfit, "without thinking"),
    (
        501,
        '{"error":"This server does not support embeddings. Start it with `--embeddings`"}',
        ModelUnfit,
        "ollama pull nomic-embed-text",
    ),
    (400, EXCEEDED, TooLong, "KB_NUM_CTX"),
    (400, SHIFT, TooLong, "KB_NUM_CTX"),
    (400, '{"error":"the input length exceeds the context length"}', TooLong, "KB_NUM_CTX"),
    (
        400,
        r'{"error":"do embedding request: Post \"http://127.0.0.1:39339/v1/embeddings\": EOF"}',
        EngineBroken,
        "Try again",
    ),
    (
        500,
        '{"error":"an error was encountered while running the model: unexpected EOF"}',
        EngineBroken,
        "KB_NUM_CTX=4096",
    ),
    (
        -1,
        '{"error":"an error was encountered while running the model: unexpected EOF"}',
        EngineBroken,
        "KB_NUM_CTX=4096",
    ),
    (
        500,
        '{"error":"model requires more system memory (5.6 GiB) than is available (3.2 GiB)"}',
        EngineBroken,
        "smaller model",
    ),
    (500, r'{"error":"option \"num_ctx\" must be of type integer"}', EngineBroken, "log"),
    (400, '{"error":"unexpected EOF"}', EngineBroken, "Try again"),
    (400, r'{"error":"time: invalid duration \"soon\""}', EngineBroken, "KB_KEEP_ALIVE=30m"),
    (
        503,
        '{"error":"server busy, please try again.  maximum pending requests exceeded"}',
        EngineBusy,
        "OLLAMA_MAX_QUEUE",
    ),
    (403, "", EngineUnreachable, "http://127.0.0.1:11434"),
    (404, "404 page not found", EngineBroken, "OLLAMA_HOST"),
    (405, "405 method not allowed", EngineBroken, "OLLAMA_HOST"),
    (302, "", EngineBroken, "Correct OLLAMA_HOST"),
    (
        -1,
        r'{"error":"pull model manifest: Get \"https://registry.ollama.ai/v2/library/kb-lab/manifests/latest\":'
        r' dial tcp: lookup registry.ollama.ai on 10.255.255.53:53: no such host"}',
        ModelMissing,
        "offline",
    ),
    (500, '{"error":"pull model manifest: file does not exist"}', ModelMissing, "Check the name"),
]


@pytest.mark.parametrize(("status", "body", "kind", "hint"), RECORDED, ids=lambda value: str(value)[:40])
def test_each_recorded_failure_is_one_error_that_says_what_to_type(status, body, kind, hint):
    error = error_from_status(URL, "m", status, str(ollama.ResponseError(body, status).error))
    assert type(error) is kind
    assert hint in error.hint


def test_the_figures_of_a_prompt_that_is_too_long_are_told():
    error = error_from_status(URL, "m", 400, json.loads(EXCEEDED)["error"])
    assert "826 tokens" in error.message and "256" in error.message
    assert error.tokens == 826


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://0.0.0.0:11434"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        (":56789", "http://127.0.0.1:56789"),
        ("localhost", "http://localhost:11434"),
        ("localhost:1/", "http://localhost:1/"),
        ("::1", "http://[::1]:11434"),
        ("[::1]:80", "http://[::1]:80"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("https://127.0.0.1:1/x", "https://127.0.0.1:1/x"),
        (' "127.0.0.1" ', "http://127.0.0.1:11434"),
    ],
)
def test_ollama_host_is_read_in_every_form_that_ollama_takes(host, url):
    assert host_url(host) == url


def test_a_port_that_is_no_number_is_wrong_usage():
    with pytest.raises(UsageError):
        host_url("127.0.0.1:ollama")
