"""What each part of the search is worth: every question set with one part left out, written to ablation.md.

python -m tests.quality.ablation [kit ...]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy

from kb.engines.builtin.bert import WIDTH
from kb.engines.long_texts import unit
from kb.engines.protocols import Embedder, Vectors
from kb.evaluate import EvalHit, evaluate, read_questions
from kb.search.query import Question, measure_background, take_literally, understand_question
from kb.search.rerank import rerank_hits
from kb.search.scoring import estimate_background
from kb.search.search import find_best_hits, find_hits
from kb.search.similarity import Nearness
from kb.store.store import Store
from kb.types import Hit
from tests.quality.kits import Recent, draw_evenly, filled, kits, sets

TABLE = Path(__file__).with_name("ablation.md")
SHOWN = ["en", "en paraphrase", "en typo", "long", "zh", "zh paraphrase", "handbook", "pdf", "multidoc"]
K = 10
ASKED = 100  # questions of a set at most, evenly drawn
SAMPLE = 256  # chunks, as in kb.search.query
HEARD = 0.2  # length of the second model's part of a question's vector; less is heard of other languages
RECIPROCAL = 60  # the constant that reciprocal rank fusion is mostly used with

Search = Callable[[str, Store, Embedder], Sequence[Hit]]


def whole(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return _best(understand_question(question, store, embedder), store, embedder)


def _best(asked: Question, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return find_best_hits(Nearness(asked, store), store, K)


def vectors_only(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return find_hits(take_literally(question, store, embedder, "vector"), store, K, longest=0)


def keywords_only(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return find_hits(take_literally(question, store, embedder, "keyword"), store, K, longest=0)


def fused_by_rank(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    hits: dict[str, Hit] = {}
    worth: dict[str, float] = {}
    for one in (vectors_only, keywords_only):
        for rank, hit in enumerate(one(question, store, embedder), start=1):
            hits.setdefault(hit.chunk.id, hit)
            worth[hit.chunk.id] = worth.get(hit.chunk.id, 0.0) + 1 / (RECIPROCAL + rank)
    return [hits[id] for id in sorted(worth, key=lambda id: -worth[id])[:K]]


def without_spelling(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return _best(take_literally(question, store, embedder), store, embedder)


def without_surroundings(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    asked = understand_question(question, store, embedder)
    return rerank_hits(find_hits(asked, store, K, longest=0), Nearness(asked, store))


def without_competence(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    """The embedder is believed whatever it knows of the question."""
    asked = understand_question(question, store, embedder)
    vector = embedder.embed_query(question)
    believed = replace(
        asked, known=1.0, vector=vector, background=measure_background(vector, store, embedder, store.size())
    )
    return _best(believed, store, embedder)


def many_languages_alone(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    """Without the second of the built-in embedder's two models, which reads English."""
    asked = understand_question(question, store, embedder)
    return _hear(asked, embedder.embed_foreign(asked.text), store, embedder)


def english_alone(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    """Without the first, which reads a hundred languages; what is no English is found by words."""
    asked = understand_question(question, store, embedder)
    vector = None if asked.vector is None else asked.vector * (numpy.arange(len(asked.vector)) >= WIDTH)
    if vector is None or numpy.linalg.norm(vector) < HEARD:
        return _best(replace(asked, vector=None, known=0.0), store, embedder)
    return _hear(asked, unit(vector[None])[0], store, embedder)


def _hear(asked: Question, vector: Vectors | None, store: Store, embedder: Embedder) -> Sequence[Hit]:
    """Against the space's own background: what is usual is known of both models together."""
    if vector is None or asked.vector is None:
        return _best(asked, store, embedder)
    own = estimate_background(vector, store.sample(SAMPLE), asked.background)
    return _best(replace(asked, vector=vector, background=own), store, embedder)


def without_rare_words(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    """Each word of the question tells the same."""
    asked = understand_question(question, store, embedder)
    each = asked.sought.total / max(1, len(asked.sought.weights))
    even = replace(asked.sought, weights=dict.fromkeys(asked.sought.weights, each))
    return _best(replace(asked, sought=even), store, embedder)


def without_reranking(question: str, store: Store, embedder: Embedder) -> Sequence[Hit]:
    return find_hits(understand_question(question, store, embedder), store, K)


ROWS: dict[str, Search] = {
    "vectors only, bare chunks": vectors_only,
    "BM25 only, bare chunks": keywords_only,
    "reciprocal rank fusion of the two": fused_by_rank,
    "**all**": whole,
    "− slips mended": without_spelling,
    "− surroundings of a chunk": without_surroundings,
    "− the embedder's competence": without_competence,
    "e5 alone, of the two voices": many_languages_alone,
    "MiniLM alone": english_alone,
    "− rare words weigh more": without_rare_words,
    "− first hits read again, by windows": without_reranking,
}
UNTITLED = "− titles and headings"


def figures(file: Path, method: Search, store: Store, embedder: Embedder) -> str:
    """recall@1 and @5; @5 and @10 where pages are named; @1 and all@10 where places are many."""
    questions = draw_evenly(read_questions(file), ASKED)

    def found(question: str, k: int) -> list[EvalHit]:
        return [EvalHit(hit.path, hit.chunk.page, hit.chunk.text) for hit in method(question, store, embedder)[:k]]

    *_, last = evaluate(questions, found, None)
    report = last.report()
    first, second = "recall@1", "recall@5"
    if any(place.page for question in questions for place in question.relevant):
        first, second = "recall@5", "recall@10"
    elif all(len(question.relevant) > 1 for question in questions if question.relevant):
        second = "all@10"
    return f"{report[first]:.3f} / {report[second]:.3f}"


def measured(kit: Path) -> Iterator[tuple[str, str, str]]:
    """Row, question set, figures."""
    with filled(kit) as base:
        embedder = Recent(base.embedder(base.store()))
        for row, method in ROWS.items():
            yield from _row(row, kit, method, base.store(), embedder)
    with filled(kit, "tests.quality.untitled:load") as base:
        yield from _row(UNTITLED, kit, whole, base.store(), embedder)


def _row(row: str, kit: Path, method: Search, store: Store, embedder: Embedder) -> Iterator[tuple[str, str, str]]:
    for name, file in sets(kit):
        yield row, name, figures(file, method, store, embedder)


def main(names: Sequence[str]) -> None:
    cells: dict[tuple[str, str], str] = {}
    for kit in kits(names):
        for row, name, cell in measured(kit):
            cells[row, name] = cell
            print(f"{name}: {row}: {cell}", file=sys.stderr, flush=True)
    shown = [name for name in SHOWN if any(name == each for _, each in cells)]
    lines = ["| | " + " | ".join(shown) + " |", "|---" * (len(shown) + 1) + "|"]
    lines += [f"| {row} | " + " | ".join(cells[row, name] for name in shown) + " |" for row in [*ROWS, UNTITLED]]
    about = f"recall@1 / recall@5 of {ASKED} questions of a set at most; pdf, by page: recall@5 / recall@10; "
    about += "multidoc: recall@1 / share of all places found among 10.\n"
    about += "Written by `python -m tests.quality.ablation`.\n\n"
    text = about + "\n".join(lines) + "\n"
    print(text)
    if not names:
        TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
