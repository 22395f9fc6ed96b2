"""What is ours at scale: an embedder that costs nothing, texts made of the kits' sentences, and a peer beside.

The peer is Chroma with the text stored in it, as LangChain's quickstart does: files read whole, or page by page as its
PyPDFLoader does by pypdf, cut into 800 characters by its RecursiveCharacterTextSplitter, added with the same vectors.
Each figure is of a process of its own; CPU is of all of its processes together, since other programs share the machine.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import chromadb
import pypdf
from langchain_text_splitters import RecursiveCharacterTextSplitter

import kb
from ingest.pipeline import ingest
from kb.search.search import search
from kb.settings import load
from tests.bench.instant import InstantEmbedder
from tests.bench.start import environment, spent

KITS = Path(__file__).parents[3] / "shared" / "eval"
QUESTIONS = 300
AT_ONCE = 5_000  # texts that the peer adds at a time; Chroma takes 5,461 at most


def make_corpus(folder: Path, chunks: int) -> int:
    """Files for about so many chunks of 800 characters; how many characters they hold."""
    command = [sys.executable, str(KITS / "make_corpus.py"), str(folder), "--chunks", str(chunks)]
    subprocess.run(command, check=True, capture_output=True)
    return int(json.loads((folder / "corpus.json").read_text())["characters"])


def fill(folder: str, home: str) -> dict[str, float]:
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        store, embedder = base.store(), InstantEmbedder()
        before = spent()
        *_, first = ingest([folder], store, embedder)
        pages = sum(document.pages for document in store.documents())
        cpu = spent() - before
        for _ in ingest([folder], store, embedder):
            pass
    again = spent() - before - cpu
    figures = {"chunks": float(first.chunks), "cpu": cpu, "seconds": first.seconds, "again": again, "pages": pages}
    return figures | {"memory": peak(), "disk": disk_of(home)}


def fill_peer(folder: str, home: str) -> dict[str, float]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=800, chunk_overlap=0)
    embedder = InstantEmbedder()
    started, before = time.perf_counter(), spent()
    collection = chromadb.PersistentClient(home).get_or_create_collection("documents", embedding_function=None)
    waiting: list[tuple[str, str]] = []
    total = pages = 0
    for file, page in iterate_pages(folder):
        pages += 1
        waiting += [(text, str(file)) for text in splitter.split_text(page)]
        while len(waiting) >= AT_ONCE:
            total += add(collection, waiting[:AT_ONCE], total, embedder)
            del waiting[:AT_ONCE]
    total += add(collection, waiting, total, embedder)
    seconds = time.perf_counter() - started
    figures = {"chunks": float(total), "cpu": spent() - before, "seconds": seconds, "pages": float(pages)}
    return figures | {"memory": peak(), "disk": disk_of(home)}


def iterate_pages(folder: str) -> Iterator[tuple[Path, str]]:
    for file in sorted(file for file in Path(folder).rglob("*") if file.is_file()):
        if file.suffix == ".pdf":
            yield from ((file, page.extract_text()) for page in pypdf.PdfReader(file).pages)
        else:
            yield file, file.read_text(encoding="utf-8")


def add(collection: Any, some: Sequence[tuple[str, str]], total: int, embedder: InstantEmbedder) -> int:
    if some:
        texts = [text for text, _ in some]
        ids = [str(number) for number in range(total, total + len(some))]
        sources = [{"source": source} for _, source in some]
        vectors = embedder.embed_documents(texts)
        collection.add(ids=ids, documents=texts, embeddings=vectors, metadatas=sources)
    return len(some)


def ask(home: str) -> dict[str, float]:
    """Milliseconds of CPU that a search takes, its second look left out."""
    questions = [
        json.loads(line)["question"]
        for kit in ("en", "zh")
        for line in (KITS / kit / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    random.Random(1).shuffle(questions)
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        store, embedder = base.store(), InstantEmbedder()
        size = store.size()
        search(questions[0], store, embedder, rerank=False)  # what is opened once is not measured
        times = []
        for question in questions[:QUESTIONS]:
            before = time.process_time()
            search(question, store, embedder, rerank=False)
            times.append(1000 * (time.process_time() - before))
    times.sort()
    return {"chunks": float(size), "p50": times[len(times) // 2], "p99": times[int(0.99 * len(times))]}


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def disk_of(folder: str) -> float:
    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 2**20


def run(part: str, *arguments: str) -> dict[str, float]:
    """One of PARTS in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.scale", part, *arguments]
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment())
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


PARTS: dict[str, Callable[..., dict[str, float]]] = {"fill": fill, "peer": fill_peer, "ask": ask}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
