"""Servers that speak OpenAI's protocol on this machine: connecting, what they tell of themselves, their failures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx

from kb.engines.http import LOAD_TIMEOUT, http_options
from kb.engines.locality import local_url
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

if TYPE_CHECKING:
    import openai

QUICK = 10.0  # seconds; no model is loaded for these answers


class Server:
    """One server, by its base address, `http://127.0.0.1:1234/v1`. Nothing is sent before it is needed."""

    def __init__(
        self,
        url: str,
        *,
        allow_hosts: Sequence[str] = (),
        idle_timeout: float = 120.0,
        load_timeout: float = LOAD_TIMEOUT,
    ) -> None:
        self.url = local_url(url, allow_hosts)
        self._http = http_options(self.url, idle_timeout, load_timeout)

    @cached_property
    def client(self) -> openai.OpenAI:
        import openai  # takes half a second

        # It has its own httpx2, and takes an httpx client too, though its types do not say so.
        http: Any = httpx.Client(**self._http)
        # The package takes organisation and project from the environment where none is given.
        return openai.OpenAI(
            base_url=self.url,
            api_key="none",
            organization="",
            project="",
            max_retries=0,
            http_client=http,
            timeout=self._http["timeout"],
        )

    def models(self) -> list[str]:
        """What it has, by name. Raises EngineUnreachable; nothing where it does not tell."""
        rows: list[dict[str, Any]] = self._fetch("/models").get("data") or []
        return [str(row["id"]) for row in rows if row.get("id")]

    @cached_property
    def is_chatglm(self) -> bool:
        """Whether it is chatglm.cpp's own server, which calls any model gpt-3.5-turbo."""
        rows: list[dict[str, Any]] = self._fetch("/models").get("data") or []
        return [(row.get("id"), row.get("owned_by")) for row in rows] == [("gpt-3.5-turbo", "owner")]

    def context_length(self, model: str) -> int | None:
        """Tokens, from `/v1/models` (vLLM, llama.cpp) or `/props` (llama.cpp); None where neither tells."""
        rows: list[dict[str, Any]] = self._fetch("/models").get("data") or []
        row = next((row for row in rows if row.get("id") == model), {})
        meta = row.get("meta") or {}
        props = {} if row.get("max_model_len") else self._fetch("/props", of_root=True)
        generation = props.get("default_generation_settings") or {}
        sizes = (
            row.get("max_model_len"),
            generation.get("n_ctx"),
            row.get("loaded_context_length"),
            meta.get("n_ctx"),
            row.get("max_context_length"),
            meta.get("n_ctx_train"),
        )
        return next((size for size in sizes if isinstance(size, int) and size > 0), None)

    def parameters(self, model: str) -> int | None:
        """How many the model has, from `/v1/models` (llama.cpp); None where it does not tell."""
        rows: list[dict[str, Any]] = self._fetch("/models").get("data") or []
        count = next((row.get("meta") or {} for row in rows if row.get("id") == model), {}).get("n_params")
        return count if isinstance(count, int) and count > 0 else None

    @property
    def has_template(self) -> bool:
        """Whether it makes a chat of messages, as far as `/props` (llama.cpp) tells."""
        return bool(self._fetch("/props", of_root=True).get("chat_template", True))

    def _fetch(self, path: str, of_root: bool = False) -> dict[str, Any]:
        """An answer that may be missing: {}. Raises EngineError where it is not to be had now, or not by us."""
        base = self.url.removesuffix("/v1") if of_root else self.url
        try:
            with httpx.Client(**self._http | {"timeout": QUICK}) as http:
                got = http.get(base + path)
                answer = got.json()
                if got.status_code in (401, 403, 503) and not of_root:
                    raise error_from_status(self.url, "", got.status_code, _text(answer))
                got.raise_for_status()
        except httpx.ConnectError as error:
            raise (too_many_files() if is_out_of_files(error) else unreachable(self.url)) from error
        except (httpx.HTTPError, ValueError):
            return {}
        return answer if isinstance(answer, dict) else {}


def unreachable(url: str) -> EngineUnreachable:
    return EngineUnreachable(
        f"No server answers at {url}.",
        "Start it (LM Studio: lms server start), or correct its address in KB_CHAT or KB_EMBED.",
    )


@contextmanager
def translate_errors(url: str, model: str) -> Iterator[None]:
    """Raises what the `openai` package raises inside as one EngineError."""
    import openai

    try:
        yield
    except openai.APITimeoutError as error:
        raise EngineTimeout(
            f"The server at {url} went silent while {model} was asked.",
            "Look at its log; if the model is only slow, wait longer with KB_IDLE_TIMEOUT=1200.",
        ) from error
    except openai.APIStatusError as error:
        raise error_from_status(url, model, error.status_code, _text(error.body) or error.message) from error
    except openai.APIConnectionError as error:
        if is_out_of_files(error):
            raise too_many_files() from error
        raise unreachable(url) if isinstance(error.__cause__, httpx.ConnectError) else _broke_off(url) from error
    except openai.APIError as error:
        raise EngineBroken(f"{model} stopped with an error: {error.message}.", "The server's log says more.") from error
    except httpx.TimeoutException as error:
        raise EngineTimeout(
            f"The server at {url} went silent in the middle of an answer.",
            "Look at its log, or set KB_IDLE_TIMEOUT=600.",
        ) from error
    except httpx.HTTPError as error:
        raise _broke_off(url) from error
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise EngineBroken(
            f"What answers at {url} does not speak OpenAI's protocol.",
            "The address usually ends in /v1: check KB_CHAT and KB_EMBED.",
        ) from error


def error_from_status(url: str, model: str, status: int, text: str) -> EngineError:
    """Our error for a status other than 200."""
    text = text.strip().rstrip(".") or f"status {status}"
    if re.search(
        r"exceed|maximum context length|too (long|large)|context (size|length)|greater than the context", text
    ):
        error = TooLong(f"The prompt does not fit {model}: {text}.", "Ask with fewer sources: -k 4")
        counted = re.search(r"(?:prompt has|request \(|requested|n_prompt_tokens\D+)\s*(\d+)", text)
        error.tokens = int(counted[1]) if counted else None
        window = re.search(r"context (?:length|size)(?: is| of only| \()\s*(\d+)", text)
        error.window = int(window[1]) if window else None
        return error
    if re.search(r"does not support (logits|chat)", text, re.IGNORECASE):
        return ModelUnfit(
            f"The server at {url} embeds, and cannot chat: {text}.", "Name one that can, on a port of its own: KB_CHAT."
        )
    if status == 404 and re.search(r"model", text, re.IGNORECASE):
        return ModelMissing(
            f"The server at {url} has no model {model}.", f"It lists those that it has: curl {url}/models"
        )
    if status in (404, 405):
        return EngineBroken(
            f"What answers at {url} does not offer this: it only chats, or only embeds, or speaks no OpenAI.",
            "The address usually ends in /v1: check KB_CHAT and KB_EMBED.",
        )
    if status in (429, 503):
        doing = "still loading its model" if "loading" in text.lower() else "busy"
        return EngineBusy(f"The server at {url} is {doing}.", "Try again later.")
    if status in (401, 403):
        return EngineUnreachable(f"The server at {url} refuses us: {text}.", "Start it without an API key.")
    if 300 <= status < 400:
        return EngineBroken(f"{url} redirects to another address, which is not followed.", "Correct the address.")
    return EngineBroken(f"The server at {url} could not do it: {text}.", "Its log says more.")


def _broke_off(url: str) -> EngineBroken:
    return EngineBroken(f"The server at {url} broke off in the middle of its answer.", "See whether it still runs.")


def _text(body: object) -> str:
    """The message of an error, whichever way it is wrapped, with the figures that stand beside it."""
    if isinstance(body, Mapping):
        inner = body.get("error") or body.get("message") or body.get("detail") or ""
        figures = f" (n_prompt_tokens: {body['n_prompt_tokens']})" if "n_prompt_tokens" in body else ""
        return (_text(inner) if isinstance(inner, Mapping) else str(inner)) + figures
    return str(body or "")
