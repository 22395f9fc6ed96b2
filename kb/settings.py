"""Settings: default < `kb.toml` in the home < `KB_*` environment < flag. Nothing is read on import."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from kb.errors import UsageError

FILE = "kb.toml"
SYNONYMS = "synonyms.txt"
# Roles that are there from the start: how to answer, never what from.
ROLES = {
    "translator": (
        "Answer as a translator. Give the decisive wording of the source first, in the source's own language and in "
        "quotation marks, then its translation into the language of the question. Translate terms the same way "
        "throughout; where a term has no exact counterpart, keep the original in brackets."
    ),
    "lawyer": (
        "Answer as a lawyer would brief a client. Begin with the conclusion. Then give the rule with its clause or "
        "section, its conditions, exceptions, time limits and amounts, each in the exact words of the source. Keep "
        "apart what the documents say and what they leave open."
    ),
    "teacher": (
        "Answer as a patient teacher. Explain step by step in plain words, and say what a technical term means when it "
        "first comes up. End with the one sentence that is worth remembering."
    ),
}


@dataclass(frozen=True)
class Settings:
    """Every setting there is. `kb.toml` uses these names, the environment `KB_` and the name in capitals."""

    home: Path
    # Engines: `builtin`, `ollama:MODEL`, `openai:MODEL@URL`; None: what is found on this machine.
    embed: str | None = None
    chat: str | None = None
    ollama_host: str = ""  # as OLLAMA_HOST; empty: 127.0.0.1:11434
    allow_hosts: tuple[str, ...] = ()  # hosts other than this machine that engines may run on
    num_ctx: int | None = None  # tokens of prompt and answer together; None: a memory-minded default
    keep_alive: str = "30m"  # how long Ollama keeps a model in memory
    idle_timeout: float = 120.0  # seconds an engine may be silent
    # Answers
    answer_tokens: int = 1024
    think: bool = True  # let models that can, think before they answer
    temperature: float = 0.1
    k: int = 8  # hits for an answer
    rerank: bool | None = None  # weigh the first hits again, by sentences; None: where there are vectors of them
    roles: Mapping[str, str] = field(default_factory=lambda: dict(ROLES))  # name → how to answer
    check: str = "rules"  # of what the chat model says: `rules`, or `model` to ask it about what they cannot tell
    keep_answers: bool = False  # keep questions, passages shown and answers, to be rated and exported
    # For chat clients
    origins: tuple[str, ...] = ()  # web pages from elsewhere that may ask: `http://127.0.0.1:3210`
    list_sources: bool = True  # OpenAI-compatible answers end with a list of their sources (Ollama's always do)
    # Ingest
    workers: int = 1  # processes that read files
    file_timeout: float = 120.0  # seconds one file may take to read
    file_memory: int = 2048  # MiB one file may take to read


def default_home() -> Path:
    """The platform's folder for a user's data."""
    from platformdirs import user_data_path

    return user_data_path("kb")


def load(home: Path | str | None = None, environ: Mapping[str, str] = os.environ, **flags: object) -> Settings:
    """The settings in force for a home. Flags that are None count as not given. Raises UsageError."""
    path = _locate_home(home or environ.get("KB_HOME"))
    settings = Settings(home=path, ollama_host=environ.get("OLLAMA_HOST", ""))
    given = {name: value for name, value in flags.items() if value is not None}
    settings = replace(
        settings, **_values(_file(path / FILE), lambda name, value: f"{name} = {value!r} in {path / FILE}")
    )
    settings = replace(settings, **_values(_environment(environ), lambda name, value: f"KB_{name.upper()}={value}"))
    return replace(settings, **_values(given, lambda name, value: f"--{name} {value}"))


def _locate_home(named: Path | str | None) -> Path:
    try:
        return Path(named or default_home()).expanduser().absolute()
    except RuntimeError as error:  # a container's user that is in no list of users, without HOME
        raise UsageError(
            f"This system has no folder for {named or 'the user that runs kb'}.", "Name one with --home DIR or KB_HOME."
        ) from error


def _file(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():
            if os.path.lexists(path):
                raise UsageError(
                    f"{path} is no file that can be read.", "Remove it, or write the settings into a file of that name."
                )
            return {}
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8.", "Save it as UTF-8, or remove it.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}.", "Correct it or remove it.") from error
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Check who owns it and its folder, or name another --home DIR."
        ) from error
    unknown = sorted(set(values) - _READERS.keys())
    if unknown:
        raise UsageError(f"{path} has an unknown setting: {unknown[0]}.", f"Known: {', '.join(sorted(_READERS))}.")
    return values


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    named = {f"KB_{name.upper()}": name for name in _READERS if name != "roles"}
    return {named[key]: value for key, value in environ.items() if key in named and value.strip()}


def _values(given: Mapping[str, object], write: Callable[[str, object], str]) -> dict[str, Any]:
    """What was given, read; `write` says how one of them was given. Raises UsageError, in these words."""
    found = {}
    for name, value in given.items():
        try:
            found[name] = _READERS[name](value)
        except (TypeError, ValueError) as error:
            raise UsageError(f"{write(name, value)} is not a valid value.", str(error)) from error
    return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("Give a text.")
    return value.strip()


def _number(low: float, high: float, kind: Callable[[Any], float]) -> Callable[[object], float]:
    def read(value: object) -> float:
        try:
            number = kind(value)
            fits = low <= number <= high and not isinstance(value, bool)
        except (TypeError, ValueError, OverflowError):  # they tell of Python's types
            fits = False
        if not fits:
            raise ValueError(f"Give a number from {low:,} to {high:,}.")
        return number

    return read


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if str(value).strip().lower() not in words:
            raise ValueError(f"Give {' or '.join(words)}.")
        return str(value).strip().lower()

    return read


def _names(value: object) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else list(value) if isinstance(value, (list, tuple)) else None
    if parts is None:
        raise TypeError("Give names separated by commas.")
    return tuple(name for name in (_text(part).lower() for part in parts) if name)


def _origins(value: object) -> tuple[str, ...]:
    names = tuple(name.rstrip("/") for name in _names(value))
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/\s*@?#]+", name):
            raise ValueError(
                f"{name!r} is no origin; write it as the browser does, like https://chat.example.com:8443."
            )
    return names


def _truth(value: object) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    if isinstance(value, bool):
        return value
    if str(value).strip().lower() not in words:
        raise ValueError("Give true or false.")
    return words[str(value).strip().lower()]


def _roles(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError('Give a table: [roles] translator = "Answer as …"')
    given = {_text(name): _text(text) for name, text in value.items()}
    return {name: text for name, text in (ROLES | given).items() if text}  # an empty text takes a role away


_READERS: dict[str, Callable[[object], Any]] = {
    "embed": _text,
    "chat": _text,
    "ollama_host": _text,
    "allow_hosts": _names,
    "num_ctx": _number(512, 2_000_000, int),
    "keep_alive": _text,
    "idle_timeout": _number(1, 86_400, float),
    "answer_tokens": _number(16, 100_000, int),
    "think": _truth,
    "temperature": _number(0, 2, float),
    "k": _number(1, 100, int),
    "rerank": _truth,
    "roles": _roles,
    "check": _one_of("rules", "model"),
    "keep_answers": _truth,
    "origins": _origins,
    "list_sources": _truth,
    "workers": _number(1, 64, int),
    "file_timeout": _number(1, 86_400, float),
    "file_memory": _number(128, 1_000_000, int),
}
assert set(_READERS) == {field.name for field in fields(Settings)} - {"home"}
