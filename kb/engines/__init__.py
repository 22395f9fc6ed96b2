"""Engines by name: `builtin`, `ollama:MODEL`, `openai:MODEL@URL`; and which ones this machine has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.engines.listening import is_listening
from kb.engines.locality import local_url
from kb.engines.memory import needed_memory, total_memory
from kb.engines.ollama.address import host_url
from kb.engines.parameters import SMALLEST
from kb.engines.token_ratios import TokenRatios
from kb.errors import EngineError, NotLocal, UsageError

if TYPE_CHECKING:
    from kb.engines.ollama.client import Client
    from kb.engines.ollama.models import Installed
    from kb.engines.openai.client import Server
    from kb.engines.protocols import ChatModel, Embedder
    from kb.settings import Settings

BUILTIN = "builtin"
ENGLISH = "builtin:all-MiniLM-L6-v2:mean"  # fingerprint of the first builtin embedder, of English alone
QUICK = 2.0  # seconds that Ollama has to answer when nobody asked for it by name

# Best first, by how well they find passages in several languages; what is not listed is taken after these.
_EMBEDDERS = (
    "bge-m3",
    "qwen3-embedding",
    "snowflake-arctic-embed2",
    "embeddinggemma",
    "nomic-embed-text",
    "mxbai-embed-large",
    "snowflake-arctic-embed",
)


@dataclass(frozen=True)
class Detected:
    """Names of an embedder and of a chat model, as `embedder` and `chat_model` take them."""

    embed: str
    chat: str


def embedder(name: str, settings: Settings, fingerprint: str = "") -> Embedder:
    """The embedder of that name; nothing is asked of it yet. Raises UsageError, NotLocal.

    `fingerprint`: what a space was embedded with, where the engine has had more than one embedder.
    """
    kind, model, url = _parts(name)
    if kind == "ollama":
        from kb.engines.ollama.embedder import OllamaEmbedder

        return OllamaEmbedder(ollama_client(settings), model, settings.keep_alive)
    if kind == "openai":
        from kb.engines.openai.embedder import OpenAIEmbedder

        return OpenAIEmbedder(_server(url, settings), model)
    from kb.engines.builtin.embedder import open_builtin

    return open_builtin(fingerprint)


def chat_model(name: str, settings: Settings) -> ChatModel | None:
    """The chat model of that name; None for `builtin`, which answers with quotes. Raises UsageError, NotLocal."""
    kind, model, url = _parts(name)
    if kind == "ollama":
        from kb.engines.ollama.chat import OllamaChat

        return OllamaChat(
            ollama_client(settings),
            model,
            num_ctx=settings.num_ctx,
            answer_tokens=settings.answer_tokens,
            keep_alive=settings.keep_alive,
            ratios=TokenRatios(settings.home, name),
        )
    if kind == "openai":
        from kb.engines.openai.chat import OpenAIChat

        server = _server(url, settings)
        return OpenAIChat(
            server,
            model,
            num_ctx=settings.num_ctx,
            answer_tokens=settings.answer_tokens,
            ratios=TokenRatios(settings.home, name),
        )
    return None


def tell_apart(name: str, fingerprint: str) -> str:
    """The fingerprint, for an engine that has had more than one embedder by its name; empty for others."""
    return fingerprint if name == BUILTIN else ""


def runs_in_process(name: str) -> bool:
    """Whether this process itself embeds, or answers with quotes, and no other is asked."""
    return name == BUILTIN


def locate_engine(name: str, settings: Settings) -> str:
    """The URL it is reached at; empty for what runs in this process. Raises NotLocal, UsageError."""
    kind, _, url = _parts(name)
    if kind == "openai":
        return local_url(url, settings.allow_hosts)
    return "" if kind == BUILTIN else ollama_client(settings).url


def name_in_ollama(name: str) -> str | None:
    """What Ollama calls it, by its plain name too; None for a model of another engine."""
    if name == BUILTIN or name.startswith("openai:"):
        return None
    return name.removeprefix("ollama:")


def detect(settings: Settings) -> Detected:
    """What is set, else Ollama's models where it answers at once and has fitting ones, else `builtin`."""
    if settings.embed and settings.chat:
        return Detected(settings.embed, settings.chat)
    installed = _list_installed(settings)
    return Detected(settings.embed or _best_embedder(installed), settings.chat or _largest_chat(installed))


def _parts(name: str) -> tuple[str, str, str]:
    """Kind, model and URL; the last two may be empty."""
    if name == BUILTIN:
        return BUILTIN, "", ""
    if name.startswith("ollama:") and name != "ollama:":
        return "ollama", name.removeprefix("ollama:"), ""
    if found := re.fullmatch(r"openai:(.+?)@(https?://.+)", name):
        return "openai", found[1], found[2]
    raise UsageError(
        f"{name!r} names no engine.", "Write builtin, ollama:MODEL or openai:MODEL@http://127.0.0.1:1234/v1."
    )


def ollama_client(settings: Settings) -> Client:
    """Ollama, where OLLAMA_HOST says. Nothing is asked of it yet. Raises NotLocal, UsageError."""
    from kb.engines.ollama.client import Client

    return Client(settings.ollama_host, allow_hosts=settings.allow_hosts, idle_timeout=settings.idle_timeout)


def openai_servers(settings: Settings) -> list[Server]:
    """The servers that KB_CHAT and KB_EMBED name, each once. Raises NotLocal, UsageError."""
    parts = [_parts(name) for name in (settings.chat, settings.embed) if name]
    return [_server(url, settings) for url in dict.fromkeys(url for kind, _, url in parts if kind == "openai")]


def _server(url: str, settings: Settings) -> Server:
    from kb.engines.openai.client import Server

    return Server(url, allow_hosts=settings.allow_hosts, idle_timeout=settings.idle_timeout)


def _list_installed(settings: Settings) -> list[Installed]:
    """Ollama's models that run here; none where it does not answer or is elsewhere, for nobody asked for it."""
    try:
        # Its client takes a fifth of the CPU of a question, for nothing where no Ollama runs.
        if not is_listening(local_url(host_url(settings.ollama_host), settings.allow_hosts), QUICK):
            return []
        from kb.engines.ollama.models import installed_models

        return [model for model in installed_models(ollama_client(settings), QUICK) if model.local]
    except (EngineError, NotLocal):
        return []


def _best_embedder(installed: list[Installed]) -> str:
    def rank(name: str) -> int:
        known = [place for place, start in enumerate(_EMBEDDERS) if name.rpartition("/")[2].startswith(start)]
        return known[0] if known else len(_EMBEDDERS)

    names = sorted((model.name for model in installed if model.can_embed), key=rank)
    return f"ollama:{names[0]}" if names else BUILTIN


def _largest_chat(installed: list[Installed]) -> str:
    """Of those that were taught to answer, the largest that this machine can hold and no smaller than `SMALLEST`.

    Where two are as large, the newer one: Ollama lists that first.
    """
    memory = total_memory()
    able = [
        model
        for model in installed
        if model.can_chat and not model.is_base and (model.parameter_count or SMALLEST) >= SMALLEST
    ]
    fitting = [model for model in able if memory is None or needed_memory(model.size) <= memory]
    best = max(fitting, key=lambda model: model.parameter_count or model.size, default=None)
    return f"ollama:{best.name}" if best else BUILTIN
