"""Measures every question set beside the checkout and writes the table that is kept here: `make quality`.

Each kit is taken into a home of its own by the built-in embedder, with the defaults; answers are exact quotes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.evaluate import EvalHit, Said, evaluate, read_questions
from kb.knowledge_base import KnowledgeBase
from kb.types import Answer
from tests.quality.kits import KITS, SETS, draw_evenly, filled, kits, sets

TABLE = Path(__file__).with_name("table.md")
ANSWERED = 60  # questions of a set, about, that are answered too, besides being searched; all are searched
COLUMNS = ["recall@1", "recall@5", "recall@10", "mrr@10", "all@10", "recall_in_4000_characters"]
OF_ANSWERS = ["false_refusals", "missed_refusals", "answers_quoted", "citations_supported", "quotes_verbatim"]


def measure(kit: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The report of each of a kit's question sets."""
    with filled(kit) as base:
        for name, file in sets(kit, [*SETS, "queries_zh_to_en"]):
            yield name, _report(base, file)


def _report(base: KnowledgeBase, file: Path) -> dict[str, Any]:
    questions = read_questions(file)
    unanswerable = [question for question in questions if not question.relevant]
    *_, figures = evaluate(questions, lambda question, k: _search(base, question, k), None)
    answerable = [question for question in questions if question.relevant]
    some = [*draw_evenly(answerable, ANSWERED), *unanswerable]
    *_, answered = evaluate(some, lambda question, k: [], lambda question: _ask(base, question))
    return figures.report() | {name: answered.report()[name] for name in OF_ANSWERS}


def _search(base: KnowledgeBase, question: str, k: int) -> list[EvalHit]:
    return [EvalHit(hit.path, hit.chunk.page, hit.chunk.text) for hit in base.search(question, k)]


def _ask(base: KnowledgeBase, question: str) -> Said:
    *_, answer = base.ask(question)
    assert isinstance(answer, Answer)
    said = [base.page(each.document, each.page or 1).text[each.start : each.end] for each in answer.citations]
    verbatim = sum(text == each.quote for text, each in zip(said, answer.citations, strict=True))
    quotes = [EvalHit(each.path, each.page, each.quote) for each in answer.citations]
    return Said(answer.refused, quotes, sum(each.supported for each in answer.citations), verbatim)


def _line(name: str, report: dict[str, Any]) -> str:
    cells = [f"{report[column]:.3f}" if report[column] is not None else "–" for column in (*COLUMNS, *OF_ANSWERS)]
    return (
        f"| {name} | {report['answerable']} | "
        + " | ".join(cells)
        + f" | {report['seconds']['search']['p50'] * 1000:.0f} |"
    )


def main(names: list[str]) -> None:
    found = kits(names)
    if not found:
        sys.exit(f"There are no question sets in {KITS}.")
    heads = [column.replace("_", " ") for column in (*COLUMNS, *OF_ANSWERS)]
    lines = [
        "| questions | n | " + " | ".join(heads) + " | search p50 ms |",
        "|---" * (len(heads) + 3) + "|",
    ]
    for kit in found:
        for name, report in measure(kit):
            lines.append(_line(name, report))
            print(lines[-1], flush=True)
    if not names:
        TABLE.write_text(
            f"{__doc__.strip()}\n\nMeasured {time.strftime('%Y-%m-%d')}.\n\n" + "\n".join(lines) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
