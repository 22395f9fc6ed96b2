"""What each part of the search is worth: every question set with one part left out, written to ablation.md.

python -m tests.quality.ablation [kit ...]
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import kb
from ingest.pipeline import ingest
from kb.engine import Embedder
from kb.fusion import background
from kb.quality import Found, evaluate, read_questions
from kb.question import as_written, understood
from kb.search import hits_for, search
from kb.settings import load
from kb.store import Store
from kb.types import Hit

KITS = Path(__file__).parents[3] / "shared" / "eval"
TABLE = Path(__file__).with_name("ablation.md")
SETS = ["queries", "queries_paraphrase", "queries_typo"]
SHOWN = ["en", "en paraphrase", "en typo", "long", "zh", "zh paraphrase", "handbook", "pdf", "multidoc"]
K = 10
ASKED = 150  # questions of a set at most, evenly drawn
RECIPROCAL = 60  # the constant that reciprocal rank fusion is mostly used with

Search = Callable[[str, Store, Embedder], Sequence[Hit]]


def whole(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return search(question, store, embedder, K)


def vectors_only(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return hits_for(as_written(question, store, embedder, "vector"), store, K, longest=0)


def keywords_only(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return hits_for(as_written(question, store, embedder, "keyword"), store, K, longest=0)


def fused_by_rank(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    hits: dict[str, Hit] = {}
    worth: dict[str, float] = {}
    for one in (vectors_only, keywords_only):
        for rank, hit in enumerate(one(question, store, embedder), start=1):
            hits.setdefault(hit.chunk.id, hit)
            worth[hit.chunk.id] = worth.get(hit.chunk.id, 0.0) + 1 / (RECIPROCAL + rank)
    return [hits[id] for id in sorted(worth, key=lambda id: -worth[id])[:K]]


def without_spelling(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return hits_for(as_written(question, store, embedder), store, K)


def without_surroundings(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return hits_for(understood(question, store, embedder), store, K, longest=0)


def without_competence(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    """The embedder is believed whatever it knows of the question."""
    asked = understood(question, store, embedder)
    vector = embedder.embed_query(question)
    believed = replace(asked, known=1.0, vector=vector, background=background(vector, store.sample(256)))
    return hits_for(believed, store, K)


def without_rare_words(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    """Each word of the question tells the same."""
    asked = understood(question, store, embedder)
    each = asked.wanted.total / max(1, len(asked.wanted.weights))
    return hits_for(
        replace(asked, wanted=replace(asked.wanted, weights=dict.fromkeys(asked.wanted.weights, each))), store, K
    )


ROWS: dict[str, Search] = {
    "vectors only, bare chunks": vectors_only,
    "BM25 only, bare chunks": keywords_only,
    "reciprocal rank fusion of the two": fused_by_rank,
    "**all**": whole,
    "− slips mended": without_spelling,
    "− surroundings of a chunk": without_surroundings,
    "− the embedder's competence": without_competence,
    "− rare words weigh more": without_rare_words,
}


def figures(file: Path, method: Search, store: Store, embedder: Embedder) -> str:
    """recall@1 and @5; by page, where pages are named, @5 and @10."""
    questions = read_questions(file)
    questions = questions[:: max(1, round(len(questions) / ASKED))]

    def found(question: str, k: int) -> list[Found]:
        return [Found(hit.path, hit.chunk.page, hit.chunk.text) for hit in method(question, store, embedder)[:k]]

    *_, last = evaluate(questions, found, None)
    report = last.report()
    paged = any(place.page for question in questions for place in question.relevant)
    first, second = ("recall@5", "recall@10") if paged else ("recall@1", "recall@5")
    return f"{report[first]:.3f} / {report[second]:.3f}"


def measured(kit: Path) -> dict[tuple[str, str], str]:
    """(row, question set) → figures, for one kit."""
    cells: dict[tuple[str, str], str] = {}
    with (
        tempfile.TemporaryDirectory() as home,
        kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base,
    ):
        store = base.store()
        embedder = base.embedder(store)
        for _ in ingest([kit / "docs"], store, embedder):
            pass
        for file in [kit / f"{name}.jsonl" for name in SETS if (kit / f"{name}.jsonl").exists()]:
            name = f"{kit.name} {file.stem.removeprefix('queries').strip('_')}".strip()
            for row, method in ROWS.items():
                cells[row, name] = figures(file, method, store, embedder)
            print(name, file=sys.stderr, flush=True)
    return cells


def main(names: Sequence[str]) -> None:
    kits = [
        kit for kit in sorted(KITS.iterdir()) if (kit / "queries.jsonl").exists() and (not names or kit.name in names)
    ]
    cells = {key: value for kit in kits for key, value in measured(kit).items()}
    shown = [name for name in SHOWN if any(name == each for _, each in cells)]
    lines = ["| | " + " | ".join(shown) + " |", "|---" * (len(shown) + 1) + "|"]
    lines += [f"| {row} | " + " | ".join(cells[row, name] for name in shown) + " |" for row in ROWS]
    about = f"recall@1 / recall@5 of {ASKED} questions of a set at most; pdf by page, recall@5 / recall@10.\n"
    about += "Written by `python -m tests.quality.ablation`.\n\n"
    text = about + "\n".join(lines) + "\n"
    print(text)
    if not names:
        TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
