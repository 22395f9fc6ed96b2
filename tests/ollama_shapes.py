"""What the Ollama double's models are and say: windows, tokens, vectors, rows of JSON."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy
from loopback import Failure

DIED = "an error was encountered while running the model: unexpected EOF"
SHIFT = (
    "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the"
    " context length in settings, or use a model with a longer context length"
)
BUSY = Failure(503, '{"error":"server busy, please try again.  maximum pending requests exceeded"}')


@dataclass(frozen=True)
class Model:
    """An installed model; `dimensions` matters for embedders only, `remote` is the cloud host that runs it."""

    name: str
    capabilities: tuple[str, ...] = ("completion",)
    context_length: int = 2048
    dimensions: int = 384
    size: int = 45949364
    remote: str | None = None
    length: float = 1.0  # of its vectors
    parameters: str = "8.2B"
    template: str = "{{- range .Messages }}<|{{ .Role }}|>{{ .Content }}<|end|>{{ end }}<|assistant|>"

    @property
    def full_name(self) -> str:
        return self.name if ":" in self.name else f"{self.name}:latest"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.full_name.encode()).hexdigest()

    @property
    def family(self) -> str:
        return "bert" if "embedding" in self.capabilities else "llama"


def token_count(text: str) -> int:
    """Four letters, a digit or any other sign are a token."""
    return len(re.findall(r"[A-Za-z]{1,4}|[^\sA-Za-z]", text))


def prompt_tokens(messages: Sequence[Mapping[str, str]]) -> int:
    return 3 + sum(4 + token_count(message["content"]) for message in messages)


@lru_cache(maxsize=20_000)
def _word_vector(word: str, dimensions: int) -> numpy.ndarray:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return numpy.random.default_rng(seed).standard_normal(dimensions)


def vector_of(text: str, dimensions: int, length: float = 1.0) -> list[float]:
    words = re.findall(r"[a-z]+|[0-9]+|[^\sa-z0-9]", text.lower()) or [""]
    total = sum(_word_vector(word, dimensions) for word in words)
    return [round(float(x), 8) for x in length * total / numpy.linalg.norm(total)]


def tag(model: Model) -> dict[str, Any]:
    details = {"format": "gguf", "family": model.family, "families": [model.family], "parameter_size": model.parameters}
    row = {"name": model.full_name, "model": model.full_name, "modified_at": "2026-11-20T23:37:17.359058055Z"}
    # The real tags of 0.33 call an embedding model's capability "completion"; only /api/show has it right.
    row |= {"size": model.size, "digest": model.digest, "details": details, "capabilities": ["completion"]}
    return row | ({"remote_host": model.remote, "remote_model": model.name} if model.remote else {})


def shown(model: Model) -> dict[str, Any]:
    info = {f"{model.family}.context_length": model.context_length, "general.architecture": model.family}
    row = {"modelfile": "", "details": tag(model)["details"], "model_info": info, "template": model.template}
    row |= {"capabilities": list(model.capabilities), "modified_at": "2026-11-20T23:37:17.359058055Z"}
    return row | ({"remote_host": model.remote, "remote_model": model.name} if model.remote else {})


def exceeded(prompt: int, limit: int) -> dict[str, Any]:
    message = f"request ({prompt} tokens) exceeds the available context size ({limit} tokens), try increasing it"
    inner = {"code": 400, "message": message, "type": "exceed_context_size_error"}
    return {"error": inner | {"n_prompt_tokens": prompt, "n_ctx": limit}}


@dataclass(frozen=True)
class Reply:
    """What the model says, and how its stream ends.

    `end`: "done"; "cut" (ends cleanly without done:true); "died" (an error line); "killed" (the connection breaks);
    "half" (in the middle of a line); "silent" (says nothing more, and waits for the client to leave).
    """

    pieces: Sequence[str] = ()
    thinking: Sequence[str] = ()
    end: Literal["done", "cut", "died", "killed", "half", "silent"] = "done"
    delay: float = 0.0  # seconds before each piece
    reason: str = "stop"
    load: float = 0.0  # seconds before the first byte


def allowed_host(host: str) -> bool:
    name = host.rpartition(":")[0].strip("[]") if ":" in host else host
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return ipaddress.ip_address(name).is_private
    except ValueError:
        return False


def line(body: Any, kind: str = "content", piece: str = "") -> dict[str, Any]:
    message = {"role": "assistant", "content": "", kind: piece}
    return {"model": body["model"], "created_at": "2026-11-20T23:44:30.21111Z", "message": message, "done": False}


def failed_pull(name: str) -> list[dict[str, str]]:
    address = f"https://registry.ollama.ai/v2/library/{name}/manifests/latest"
    why = f'pull model manifest: Get "{address}": dial tcp: lookup registry.ollama.ai: no such host'
    return [{"status": "pulling manifest"}, {"error": why}]
