"""Ollama's models: what is installed, what each can do, and getting more."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from kb.engines.locality import is_cloud, refuse_cloud
from kb.engines.ollama.client import Client
from kb.engines.ollama.errors import translate_errors
from kb.engines.parameters import parameter_count
from kb.errors import EngineBroken

QUICK = 10.0  # seconds; no model is loaded for these answers
_BASE = re.compile(r"[:\-_](?:base|text|pt)(?:$|[\-_])", re.IGNORECASE)  # as in Ollama's library: `gemma:7b-text`


@dataclass(frozen=True)
class Installed:
    """A model as Ollama describes it. `context_length` in tokens, `size` in bytes (0 and None: it does not say)."""

    name: str
    digest: str
    capabilities: tuple[str, ...]
    context_length: int | None
    size: int
    local: bool  # False: Ollama passes its input on to a cloud
    parameters: str = ""  # as `8.2B`
    quantization: str = ""  # as `Q4_K_M`
    template: str | None = None  # that makes a prompt of messages; None where it does not say

    @property
    def can_embed(self) -> bool:
        return "embedding" in self.capabilities

    @property
    def can_chat(self) -> bool:
        return "completion" in self.capabilities and not self.can_embed

    @property
    def parameter_count(self) -> int | None:
        return parameter_count(self.parameters) or parameter_count(self.name)

    @property
    def is_base(self) -> bool:
        """Whether it goes on with a text, and was not taught to answer: by its template, or by what its tag says."""
        return self.has_no_template or bool(_BASE.search(self.name))

    @property
    def has_no_template(self) -> bool:
        """Whether Ollama hands it the last message as it is."""
        return self.template is not None and self.template.strip() in ("", "{{ .Prompt }}")

    @property
    def can_think(self) -> bool:
        return "thinking" in self.capabilities


@dataclass(frozen=True)
class PullProgress:
    """Where a download stands, in bytes of its current layer (0 where there is nothing to count)."""

    status: str
    completed: int = 0
    total: int = 0
    layer: str = ""  # its digest


def installed_models(client: Client, timeout: float = QUICK) -> list[Installed]:
    """Every model, newest first. Raises EngineError."""
    rows = client.ask("/api/tags", method="GET", timeout=timeout).get("models") or []
    # The capabilities in /api/tags are wrong for embedders (0.33: "completion"), those in /api/show are right.
    return [
        _read_installed(row["name"], client.ask("/api/show", {"model": row["name"]}, timeout=timeout), row)
        for row in rows
    ]


def one_model(client: Client, name: str) -> Installed:
    """What there is to know of a model, wherever it runs. Raises ModelMissing, EngineError."""
    full = full_name(name)
    shown = client.ask("/api/show", {"model": name}, timeout=QUICK)
    rows = client.ask("/api/tags", method="GET", timeout=QUICK).get("models") or []
    return _read_installed(full, shown, next((row for row in rows if row.get("name") == full), {}))


def local_model(client: Client, name: str) -> Installed:
    """The model, if it runs on Ollama's own machine. Raises NotLocal, ModelMissing, EngineError."""
    refuse_cloud(name, {})
    shown = client.ask("/api/show", {"model": name}, timeout=QUICK)
    refuse_cloud(name, shown)
    return _read_installed(name, shown, {})


def model_digest(client: Client, name: str) -> str:
    """What the weights are, as a hash; empty where Ollama does not say."""
    rows = client.ask("/api/tags", method="GET", timeout=QUICK).get("models") or []
    full = full_name(name)
    return next((str(row.get("digest", "")) for row in rows if row.get("name") == full), "")


def loaded_sizes(client: Client) -> dict[str, int]:
    """Bytes that each loaded model takes, of the machine's memory and a graphics card's together, by full name.

    Raises EngineError.
    """
    rows = client.ask("/api/ps", method="GET", timeout=QUICK).get("models") or []
    return {str(row.get("name", "")): int(row.get("size") or 0) for row in rows}


def full_name(name: str) -> str:
    """With its tag."""
    return name if ":" in name else f"{name}:latest"


def pull_model(client: Client, name: str) -> Generator[PullProgress, None, None]:
    """Downloads a model; closing the iterator stops that, and Ollama goes on from there the next time.

    Raises NotLocal for a model that runs in a cloud, ModelMissing, EngineError; also where the download just ends.
    """
    refuse_cloud(name, {})
    status = ""
    with closing(client.lines("/api/pull", {"model": name})) as lines:
        for line in lines:
            status = line.get("status", "")
            yield PullProgress(status, line.get("completed", 0), line.get("total", 0), line.get("digest", ""))
    if status != "success":
        raise EngineBroken(f"The download of {name} ended before it was complete.", "The same command goes on with it.")


def delete_model(client: Client, name: str) -> None:
    """Raises ModelMissing, EngineError."""
    with translate_errors(client.url, {"model": name}):
        client.delete(name)


def keep_alive_value(text: str) -> int | str:
    """As Ollama reads it: a number is seconds (-1: for ever), and has to be one in JSON too."""
    try:
        return int(text)
    except ValueError:
        return text


def _read_installed(name: str, shown: Mapping[str, Any], row: Mapping[str, Any]) -> Installed:
    info = shown.get("model_info") or {}
    details = shown.get("details") or row.get("details") or {}
    lengths = [value for key, value in info.items() if key.endswith(".context_length") and isinstance(value, int)]
    return Installed(
        name=name,
        digest=str(row.get("digest", "")),
        capabilities=tuple(shown.get("capabilities") or ()),
        context_length=lengths[0] if lengths else None,
        size=int(row.get("size") or 0),
        local=not is_cloud(name, {**row, **shown}),
        parameters=str(details.get("parameter_size") or ""),
        quantization=str(details.get("quantization_level") or ""),
        template=_template(shown),
    )


def _template(shown: Mapping[str, Any]) -> str | None:
    """Newer models bring a renderer in the place of a template, which then reads like none."""
    has_renderer = shown.get("renderer") or re.search(r"^RENDERER ", str(shown.get("modelfile", "")), re.MULTILINE)
    return None if has_renderer or "template" not in shown else str(shown["template"])
