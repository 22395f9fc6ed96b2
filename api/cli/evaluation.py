"""`kb eval`: a question set's figures, drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.context import Json, backend, read_path

if TYPE_CHECKING:
    from api.backend.protocol import Backend
    from kb.evaluate import Ask, Figures, Search

LABELS = {
    "recall@1": "found first",
    "recall@5": "found among 5",
    "recall@10": "found among 10",
    "mrr@10": "MRR@10",
    "all@10": "all places among 10",
    "recall_in_4000_characters": "in 4,000 characters",
    "false_refusals": "refused, though there",
    "missed_refusals": "answered, though not there",
    "answers_quoted": "answers that quote the place",
    "citations_supported": "citations supported",
    "citations_unclear": "citations not clear",
    "quotes_verbatim": "quotes verbatim",
}


def register(app: typer.Typer) -> None:
    app.command("eval")(evaluate)


def evaluate(
    ctx: typer.Context,
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.jsonl", parser=read_path, help="One question a line.")
    ],
    answers: Annotated[bool, typer.Option(help="Answer each question too, not only search.")] = True,
    json: Json = False,
) -> None:
    """Measure a question set: what is found, answered and refused."""
    from api.cli.terminal import print_json
    from kb import evaluate as quality

    asked = quality.read_questions(questions)
    with backend(ctx) as opened:
        figures = quality.evaluate(asked, _search(opened), _ask(opened) if answers else None)
        report = _last(figures, len(asked)).report()
    print_json(report) if json else _draw(report)


def _search(opened: Backend) -> Search:
    from kb.evaluate import EvalHit

    return lambda question, k: [
        EvalHit(hit.path, hit.chunk.page, hit.chunk.text) for hit in opened.search(question, k=k)
    ]


def _ask(opened: Backend) -> Ask:
    from api.backend.protocol import read_answer
    from kb.evaluate import EvalHit, Said

    def ask(question: str) -> Said:
        answer = read_answer(opened.ask(question))
        citations = answer.citations
        pages = {(each.document, each.page or 1) for each in citations}
        texts = {place: opened.page(*place).text for place in pages}
        verbatim = [texts[each.document, each.page or 1][each.start : each.end] == each.quote for each in citations]
        supported, unclear = sum(each.supported for each in citations), sum(each.unclear for each in citations)
        quotes = [EvalHit(each.path, each.page, each.quote) for each in citations]
        return Said(answer.refused, quotes, supported, sum(verbatim), unclear)

    return ask


def _last(figures: Iterator[Figures], total: int) -> Figures:
    """The whole set's figures; a bar on stderr shows how far it is."""
    from rich.progress import track

    from api.cli.terminal import stderr

    *_, last = track(figures, "Asking", total=total, console=stderr(), transient=True, disable=not stderr().is_terminal)
    return last


def _draw(report: dict[str, Any]) -> None:
    from api.cli.terminal import stdout

    stdout().print(f"{report['questions']} questions, {report['answerable']} of them answerable")
    for name, label in LABELS.items():
        if report[name] is not None:
            stdout().print(f"{label:<30}{report[name]:7.1%}")
    for step, times in report["seconds"].items():
        stdout().print(f"{'seconds to ' + step:<30}p50 {times['p50']:.3f}  p95 {times['p95']:.3f}")
