"""Getting a model into Ollama: how far all of it is, and whether the disk will take it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from pathlib import Path

from kb.engines.locality import is_loopback
from kb.engines.ollama.client import Client
from kb.engines.ollama.models import PullProgress, pull_model
from kb.errors import DiskFull

MARGIN = 500_000_000  # bytes to leave free: a full disk is everybody's trouble


def download(
    client: Client, name: str, *, expected: int | None, free: Callable[[], int | None]
) -> Generator[PullProgress, None, None]:
    """The download's progress over all layers that are known so far. Closing it stops the download.

    `expected` is the model's size in bytes where it is known before, `free` says how many bytes Ollama's disk has left
    (None: nobody knows). Raises DiskFull before anything is fetched where that is known, else at the first layer that
    does not fit; NotLocal, ModelMissing, EngineError.
    """
    _check(name, expected or 0, free())
    layers: dict[str, tuple[int, int]] = {}
    with closing(pull_model(client, name)) as steps:
        for step in steps:
            if step.total:
                fresh = step.layer not in layers
                layers[step.layer] = (step.completed, step.total)
                if fresh:
                    _check(name, step.total - step.completed, free())
            completed, total = (sum(part) for part in zip(*layers.values(), strict=True)) if layers else (0, 0)
            yield PullProgress(step.status, completed, total, step.layer)


def free_for_models(client: Client, environ: Mapping[str, str] = os.environ) -> int | None:
    """Bytes free where Ollama keeps its models; None where it runs elsewhere or its folder is not to be seen."""
    if not is_loopback(client.url):
        return None
    named = environ.get("OLLAMA_MODELS", "")
    places = [Path(named)] if named else [Path(os.path.expanduser("~/.ollama")), Path("/usr/share/ollama")]
    place = next((place for place in places if place.is_dir()), None)
    return shutil.disk_usage(place).free if place else None


def _check(name: str, needed: int, free: int | None) -> None:
    if needed and free is not None and needed + MARGIN > free:
        raise DiskFull(
            f"{name} needs {needed / 1e9:.1f} GB more, and Ollama's disk has {free / 1e9:.1f} GB free.",
            "Free some, with: kb models rm MODEL",
        )
