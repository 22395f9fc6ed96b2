"""The question sets beside the checkout, each kit's documents in a home of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy

import kb
from ingest.pipeline import ingest
from ingest.workers.pool import Workers
from kb.engines.protocols import Embedder, Vectors
from kb.knowledge_base import KnowledgeBase
from kb.settings import load

KITS = Path(__file__).parents[3] / "shared" / "eval"
LOADER = "ingest.loaders.load:load"
ORDER = ["en", "long", "zh", "handbook", "pdf", "multidoc"]
# Another language than the documents' is beyond the built-in embedder: a figure of its own, not a regression test.
SETS = ["queries", "queries_paraphrase", "queries_typo"]

Drawn = TypeVar("Drawn")


def kits(names: Sequence[str]) -> list[Path]:
    """The kits of these names, or all."""
    return [KITS / name for name in ORDER if (not names or name in names) and (KITS / name / "queries.jsonl").exists()]


def sets(kit: Path, names: Sequence[str] = SETS) -> Iterator[tuple[str, Path]]:
    """The kit's question sets: `en`, `en typo`."""
    for file in [kit / f"{name}.jsonl" for name in names if (kit / f"{name}.jsonl").exists()]:
        yield f"{kit.name} {file.stem.removeprefix('queries').strip('_')}".strip(), file


def draw_evenly(questions: Sequence[Drawn], count: int) -> Sequence[Drawn]:
    """About so many, from all of a set: its first ones mostly ask about one and the same document.

    The first 60 of the Chinese questions to English articles ask about one football match: .350 of them are refused.
    """
    return questions[:: max(1, round(len(questions) / count))]


@contextmanager
def filled(kit: Path, loader: str = LOADER) -> Iterator[KnowledgeBase]:
    """The kit's documents, taken in by the built-in embedder with the defaults; answers are exact quotes."""
    with fill_home(kit / "docs", {}, loader=loader) as base:
        yield base


@contextmanager
def fill_home(
    folder: Path, environ: Mapping[str, str], *, chat: str = "builtin", loader: str = LOADER
) -> Iterator[KnowledgeBase]:
    """A folder's documents, taken in by the built-in embedder; `chat` answers, with what the environment sets."""
    with (
        tempfile.TemporaryDirectory() as home,
        kb.open(settings=load(home, environ, embed="builtin", chat=chat)) as base,
    ):
        store = base.store()
        with Workers(loader=loader) as workers:
            for _ in ingest([folder], store, base.embedder(store), workers=workers):
                pass
        yield base


class Recent:
    """An embedder that remembers: methods that are compared mostly read the same passages."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._known: dict[str, Vectors] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        fresh = list(dict.fromkeys(text for text in texts if text not in self._known))
        if fresh:
            self._known.update(zip(fresh, self._inner.embed_documents(fresh), strict=True))
        return numpy.stack([self._known[text] for text in texts])

    def embed_foreign(self, text: str, *, mixed: bool = False) -> Vectors | None:
        return self._inner.embed_foreign(text, mixed=mixed)

    def embed_query(self, text: str) -> Vectors:
        return self._inner.embed_query(text)
