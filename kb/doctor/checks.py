"""Whether everything works here, and what to type where it does not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from kb import telemetry
from kb.doctor.check import Check
from kb.doctor.integrity import check_integrity, check_rights
from kb.engines.builtin.embedder import open_builtin
from kb.engines.parameters import SMALLEST
from kb.engines.protocols import Embedder, Sampling
from kb.errors import Error, HomeError
from kb.principal import OWNER, Principal
from kb.settings import Settings
from kb.types import Message

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.store.store import Store

LOW_DISK = 2 * 1024**3  # bytes
_LOOKED_INTO = 50  # documents, to see whether their language is one that the embedder knows
_ANOTHER_MODEL = (
    "See which model fits this machine: kb models recommend. For exact quotes without one: KB_CHAT=builtin."
)
_UNDERSTOOD = 0.5  # share of a text's letters


def run_checks(settings: Settings) -> Iterator[Check]:
    """What can be seen without opening the home."""
    yield Check("python", "ok", f"Python {sys.version.split()[0]}")
    yield _folder(settings.home)
    yield _disk(settings.home)
    yield check_telemetry()
    yield check_rights(settings.home)


def explain_unopened(error: HomeError) -> Check:
    """What is told of a home that does not open."""
    return Check("store", "broken", error.message, error.hint)


def check_base(knowledge: KnowledgeBase, asking: Principal = OWNER, *, thorough: bool = False) -> Iterator[Check]:
    """Whether the store answers, and both engines. May take as long as an engine takes to load its model.

    Tells of the spaces that who asks may enter only. With `thorough`, all that the home holds is read first.
    """
    if thorough:
        yield from check_integrity(knowledge.home)
    yield _try_check("store", lambda: _store(knowledge, asking))
    yield _try_check("embedder", lambda: _embedder(knowledge, asking))
    yield _try_check("chat", lambda: _chat(knowledge))


def _try_check(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except Error as error:
        return Check(name, "broken", error.message, error.hint)


def _folder(home: Path) -> Check:
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    remedy = "Make it writable, or choose another with --home DIR or KB_HOME."
    if os.access(place, os.W_OK):
        return Check("home", "ok", str(home))
    if place != home:
        return Check("home", "broken", f"{home} cannot be made: {place} cannot be written to.", remedy)
    return Check("home", "warning", f"{home} cannot be written to; what is in it can be searched.", remedy)


def _disk(home: Path) -> Check:
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    message = f"{free / 1024**3:.1f} GiB free" if free >= 1024**3 else f"{free / 1e6:.0f} MB free"
    if free < LOW_DISK:
        return Check("disk", "warning", message, f"Free some space on the disk of {home}.")
    return Check("disk", "ok", message)


def _store(knowledge: KnowledgeBase, asking: Principal) -> Check:
    spaces = asking.visible(knowledge.spaces())
    sizes = {space: len(knowledge.documents(space)) for space in spaces}
    counts = (f"{space}: {size} document{'' if size == 1 else 's'}" for space, size in sizes.items())
    return Check("store", "ok", ", ".join(counts))


def _embedder(knowledge: KnowledgeBase, asking: Principal) -> Check:
    store = knowledge.store(asking.space)
    embedder = knowledge.embedder(store)
    dimensions = len(embedder.embed_query("Does it answer?"))
    return check_language(store, embedder) or Check("embedder", "ok", _describe_embedder(embedder, dimensions))


def _describe_embedder(embedder: Embedder, dimensions: int) -> str:
    reads = f", reads {embedder.languages}" if embedder.languages else ""
    return f"{embedder.name}, {dimensions} dimensions{reads}"


def check_language(store: Store, embedder: Embedder) -> Check | None:
    """A warning where most documents are in a language that the embedder has not learned; else None."""
    documents = store.documents()
    some = documents[:: max(1, len(documents) // _LOOKED_INTO)]
    texts = [chunks[len(chunks) // 2].text for document in some if (chunks := store.chunks_of(document.id))]
    if not texts or _knows(embedder, texts):
        return None
    remedy = "In a new space they are found by meaning too: kb --space NAME --embed builtin ingest FOLDER"
    if not _knows(open_builtin(), texts):
        remedy = (
            "To find them by meaning too, with Ollama: ollama pull bge-m3, then "
            "kb --space NAME --embed ollama:bge-m3 ingest FOLDER"
        )
    return Check(
        "embedder",
        "warning",
        f"The embedder {embedder.name} does not know the language of most of these documents: they are found by "
        "their words alone.",
        remedy,
    )


def _knows(embedder: Embedder, texts: Sequence[str]) -> bool:
    return median(embedder.known_share(text) for text in texts) >= _UNDERSTOOD


def check_telemetry() -> Check:
    """Whether onnxruntime reports to its makers from this process, or has kept what it would send."""
    if telemetry.loaded_before:
        return Check(
            "telemetry",
            "broken",
            "onnxruntime was loaded before kb, and reports to its makers from this process.",
            f"Import kb first, or set {telemetry.SWITCH}=1 and start again.",
        )
    if left := telemetry.find_leftovers():
        # Not broken: any other program that uses onnxruntime may keep it there.
        message = f"Nothing is reported. Before, or from another program, onnxruntime kept a device id in {left}."
        return Check("telemetry", "warning", message, f"It can be deleted: rm -r {left}")
    return Check("telemetry", "ok", "No library reports to its makers.")


def _chat(knowledge: KnowledgeBase) -> Check:
    chat = knowledge.chat
    if chat is None:
        return Check("chat", "ok", "No chat model: answers are exact quotes.")
    with closing(chat.stream([Message("user", "Does it answer?")], Sampling(max_tokens=1))) as said:
        next(said)
    described = f"{chat.name}, {chat.context_length} tokens of context"
    if not chat.has_template:
        return Check(
            "chat",
            "warning",
            f"{described}, has no chat template: it goes on with a text, and does not answer.",
            _ANOTHER_MODEL,
        )
    if chat.parameters is not None and chat.parameters < SMALLEST:
        millions = f"{chat.parameters / 10**6:,.0f} million"
        message = f"{described}, has {millions} parameters: too few to answer from documents."
        return Check("chat", "warning", message, _ANOTHER_MODEL)
    return Check("chat", "ok", described)
