"""What goes wrong with Ollama, and what to type: each of its failures becomes one of ours here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import ollama

from kb.errors import (
    EngineBroken,
    EngineBusy,
    EngineError,
    EngineTimeout,
    EngineUnreachable,
    ModelMissing,
    ModelUnfit,
    TooLong,
)
from kb.limits import is_out_of_files, too_many_files


@contextmanager
def translate_errors(url: str, body: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Raises what Ollama's client raises inside as one EngineError; `body` is the request, for the model's name."""
    model = str((body or {}).get("model", ""))
    try:
        yield
    except ollama.ResponseError as error:
        raise error_from_status(url, model, error.status_code, str(error.error)) from error
    except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise (too_many_files() if is_out_of_files(error) else _unreachable(url)) from error
    except httpx.TimeoutException as error:
        raise EngineTimeout(
            f"Ollama at {url} went silent{f' while {model} was asked' if model else ''}.",
            "Look at its log; if the model is only slow, wait longer with KB_IDLE_TIMEOUT=1200.",
        ) from error
    except httpx.HTTPError as error:
        raise EngineBroken(
            f"Ollama at {url} broke off in the middle of its answer.", "See whether it still runs: ollama ps"
        ) from error
    # A line that is cut, a page of HTML, and the body `null`: the client lets all of these through as they come.
    except (ValueError, AttributeError, TypeError) as error:
        raise EngineBroken(
            f"What answers at {url} does not speak Ollama's language, or broke off in the middle of a line.",
            "Check OLLAMA_HOST, and that Ollama is up to date: ollama --version",
        ) from error


def error_from_status(url: str, model: str, status: int, text: str) -> EngineError:
    """Our error for a status other than 200; -1 stands for an error inside of a stream."""
    for pattern, make in _WORDINGS:
        if re.search(pattern, text):
            return make(model, text)
    if status == 403:
        return EngineUnreachable(
            f"Ollama at {url} refuses requests under that name of its machine.",
            "Reach it as http://127.0.0.1:11434, or let it listen for others: OLLAMA_HOST=0.0.0.0 ollama serve",
        )
    if status == 503:
        return EngineBusy(
            "Ollama's queue is full.", "Try again later, or let it hold more: OLLAMA_MAX_QUEUE=1024 ollama serve"
        )
    if status in (404, 405):
        return EngineBroken(
            f"What answers at {url} is not Ollama, or one too old for this.", "Check OLLAMA_HOST; update Ollama."
        )
    if 300 <= status < 400:
        return EngineBroken(f"{url} redirects to another address, which is not followed.", "Correct OLLAMA_HOST.")
    return EngineBroken(f"Ollama could not do it: {text or f'status {status}'}.", "Its log says more.")


def _unreachable(url: str) -> EngineUnreachable:
    hint = "Start it with: ollama serve (or set OLLAMA_HOST to where it runs)."
    if url.endswith(":80"):
        hint = f"http:// without a port means port 80; Ollama's own is OLLAMA_HOST={url.removesuffix(':80')}:11434."
    return EngineUnreachable(f"Ollama does not answer at {url}.", hint)


def _missing(model: str, text: str) -> EngineError:
    return ModelMissing(f"Ollama has no model {model}.", f"Get it with: ollama pull {model}")


def _bad_name(model: str, text: str) -> EngineError:
    return ModelMissing(f"{model!r} is not the name of a model.", "Choose one of: ollama list")


def cannot_chat(model: str, text: str = "") -> EngineError:
    return ModelUnfit(
        f"{model} cannot chat: it is an embedding model.",
        "Get one that can, ollama pull qwen3:4b, and name it: KB_CHAT=ollama:qwen3:4b",
    )


def _cannot_think(model: str, text: str) -> EngineError:
    return ModelUnfit(f"{model} cannot think before it answers.", "Ask without thinking.")


def _cannot_embed(model: str, text: str) -> EngineError:
    return ModelUnfit(
        f"{model} cannot embed: it is a chat model.",
        "Get one that can, ollama pull nomic-embed-text, and name it: KB_EMBED=ollama:nomic-embed-text",
    )


def _too_long(model: str, text: str) -> EngineError:
    """Ollama passes its runner's JSON on inside of a string, sometimes with the figures."""
    figures = re.search(r'"n_prompt_tokens":(\d+),"n_ctx":(\d+)', text.replace(" ", ""))
    size = f" of {figures[1]} tokens does not fit the {figures[2]}" if figures else " does not fit the tokens"
    error = TooLong(
        f"The prompt{size} that {model} has room for.", "Ask with fewer sources (-k 4), or give it more: KB_NUM_CTX."
    )
    error.tokens = int(figures[1]) if figures else None
    return error


def _died(model: str, text: str) -> EngineError:
    return EngineBroken(
        f"The process that runs {model} died.",
        "Try again; if memory is short, take a smaller model or KB_NUM_CTX=4096.",
    )


def _no_memory(model: str, text: str) -> EngineError:
    return EngineBroken(f"Ollama cannot load {model}: {text}.", "Take a smaller model, or KB_NUM_CTX=4096.")


def _bad_duration(model: str, text: str) -> EngineError:
    return EngineBroken(f"Ollama does not understand keep_alive: {text}.", "Write it as KB_KEEP_ALIVE=30m.")


def _pull_failed(model: str, text: str) -> EngineError:
    offline = re.search(r"no such host|connection refused|i/o timeout|unreachable", text)
    hint = "This machine is offline, or its firewall stops Ollama." if offline else "Check the name at ollama.com."
    return ModelMissing(f"{model} could not be fetched: {text}.", hint)


_WORDINGS = [
    (r"exceed_context_size|prompt is longer than the context|input length exceeds", _too_long),
    (r"pull model manifest|file does not exist", _pull_failed),
    (r"model .*not found|model is required", _missing),
    (r"invalid model name", _bad_name),
    (r"does not support (chat|generate)", cannot_chat),
    (r"does not support thinking", _cannot_think),
    (r"does not support embeddings", _cannot_embed),
    (r"requires more system memory", _no_memory),
    (r"EOF$|unexpected EOF|runner.* terminated|error was encountered while running", _died),
    (r"invalid duration", _bad_duration),
]
