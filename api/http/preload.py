"""What requests need is loaded before the first one comes: an import that fails half way stays broken until the end.

But for what speaks MCP (api.mcp.http): it is a third of a start, few ask for it, and of 25 imports of it that failed at
some file all came with the next request.
"""

from __future__ import annotations

import gc
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kb import engines
from kb.engines.integer_products import FEW, open_session
from kb.store.home import INDEXES

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

# Imported where they are used, so that other commands start at once.
USED = (
    "api.backend.document_files",
    "api.backend.skipped_uploads",
    "ingest.pipeline",
    "ingest.workers.pool",
    "kb.answer.ask",
    "kb.answer.check.claims",
    "kb.answer.followup",
    "kb.answer.generation.judge",
    "kb.answer.generation.quotes_first",
    "kb.doctor.checks",
    "numpy.random",
    "kb.engines.builtin.embedder",
    "kb.engines.ollama.chat",
    "kb.engines.ollama.embedder",
)


def load(knowledge: KnowledgeBase) -> None:
    """Asks no engine of another process, and changes nothing in the home. Raises TooManyFiles."""
    named = f"{knowledge.settings.embed} {knowledge.settings.chat}"
    for name in (*USED, *(["openai"] if "openai:" in named else [])):
        import_module(name)
    _load_vector_index(max(knowledge.store(space).size() for space in knowledge.spaces()))
    store = knowledge.store()
    name = knowledge.settings.embed or (store.embedder.name if store.embedder else "")
    if name and engines.runs_in_process(name):
        knowledge.embedder(store).embed_query("a")
    # All of this stays until the end. Without it the garbage collector went through 170,000 objects each time that it
    # looked at everything: 120 ms of CPU, amid some search of every three hundred.
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 10)  # as Python has it; api.cli.commands puts it off for commands that end soon


def _load_vector_index(size: int) -> None:
    """What the vectors of so many chunks are searched with."""
    if size > FEW:
        open_session()
    if 2 * size > INDEXES.compared:
        with tempfile.TemporaryDirectory() as folder:  # Chroma imports most of itself when it opens something
            index = INDEXES.approximate(Path(folder) / "empty", 1)
            index.probe()
            index.close()
