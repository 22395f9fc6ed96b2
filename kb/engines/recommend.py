"""Which of Ollama's models to take, by this machine's memory and the language of the documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
GB = 10**9
# A machine sold with 8 GB reports a little less; firmware and graphics keep some.
_REPORTED = 0.9


@dataclass(frozen=True)
class Suggestion:
    """A model by Ollama's name; `memory` is what the machine should have, `size` the download, both in bytes."""

    model: str
    purpose: Literal["chat", "embed"]
    parameters: str
    memory: int
    size: int

    @property
    def commands(self) -> tuple[str, str]:
        """What to type to get it and to use it."""
        variable = "KB_CHAT" if self.purpose == "chat" else "KB_EMBED"
        return f"ollama pull {self.model}", f"export {variable}=ollama:{self.model}"


# By Ollama's own README: 8 GB of memory for models of 7B parameters, 16 GB for 13B, 32 GB for 33B; half for 3B.
MEMORY_TABLE = (("7B", 8 * GB), ("13B", 16 * GB), ("33B", 32 * GB))


def _chat(model: str, parameters: str, memory: float, size: float) -> Suggestion:
    return Suggestion(model, "chat", parameters, int(memory * GB), int(size * GB))


def _embed(model: str, parameters: str, memory: float, size: float) -> Suggestion:
    return Suggestion(model, "embed", parameters, int(memory * GB), int(size * GB))


# Smallest first. The qwen models write the best Chinese among those that run on one machine.
CHAT: dict[Language, tuple[Suggestion, ...]] = {
    "zh": (
        _chat("qwen3:1.7b", "1.7B", 2, 1.4),
        _chat("qwen3:4b", "4B", 4, 2.5),
        _chat("qwen3:8b", "8B", 8, 5.2),
        _chat("qwen3:14b", "14B", 16, 9.3),
        _chat("qwen3:32b", "32B", 32, 20),
    ),
    "en": (
        _chat("llama3.2:1b", "1B", 2, 1.3),
        _chat("llama3.2:3b", "3B", 4, 2.0),
        _chat("llama3.1:8b", "8B", 8, 4.9),
        _chat("gemma3:12b", "12B", 16, 8.1),
        _chat("gemma3:27b", "27B", 32, 17),
    ),
}
EMBED: dict[Language, tuple[Suggestion, ...]] = {
    "zh": (_embed("qwen3-embedding:0.6b", "0.6B", 2, 0.64), _embed("bge-m3", "567M", 4, 1.2)),
    "en": (_embed("nomic-embed-text", "137M", 2, 0.27), _embed("bge-m3", "567M", 16, 1.2)),
}


def recommend_models(memory: int, language: Language) -> list[Suggestion]:
    """The largest chat model and the best embedder that fit `memory` bytes; empty where none does."""
    best = (_largest(choices[language], memory) for choices in (CHAT, EMBED))
    return [suggestion for suggestion in best if suggestion]


def language_of_locale(name: str) -> Language:
    """Of a locale's name, as LANG has it: `zh_CN.UTF-8`, `en_GB`, `Chinese_China.936`."""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def download_size(model: str) -> int | None:
    """Bytes, for the models that are recommended."""
    every = [s for choices in (CHAT, EMBED) for some in choices.values() for s in some]
    return next((s.size for s in every if model in (s.model, f"{s.model}:latest")), None)


def _largest(choices: tuple[Suggestion, ...], memory: int) -> Suggestion | None:
    fitting = [choice for choice in choices if memory >= choice.memory * _REPORTED]
    return fitting[-1] if fitting else None
