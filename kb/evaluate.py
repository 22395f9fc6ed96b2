"""How good it is, in figures: what a question set finds, answers and refuses.

A question set has one JSON object a line: `{"id","question","relevant":[{"file","page","quote"}],"answer"}`; `relevant`
is empty where the documents do not answer.
"""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any

from kb.errors import UsageError

DEPTH = 10  # hits looked at
_TELLING = 12  # letters of a quote that is a part of the place's
READ = 4000  # characters of hits that a model is likely to be shown


@dataclass(frozen=True)
class Relevant:
    """A place that answers: the page where one is named, else wherever the file says the quote."""

    file: str
    page: int | None
    quote: str


@dataclass(frozen=True)
class EvalQuestion:
    id: str
    question: str
    relevant: tuple[Relevant, ...]


@dataclass(frozen=True)
class EvalHit:
    """A hit, as far as it counts."""

    file: str
    page: int | None
    text: str


@dataclass(frozen=True)
class Said:
    """An answer, as far as it counts: its citations, how many of them are supported, how many quotes verbatim.

    What is `unclear` is not supported: the rest of both is said otherwise.
    """

    refused: bool
    citations: Sequence[EvalHit] = ()  # the quotes
    supported: int = 0
    verbatim: int = 0
    unclear: int = 0


Search = Callable[[str, int], Sequence[EvalHit]]
Ask = Callable[[str], Said]


@dataclass
class Figures:
    """Sums over a question set; `report` makes shares of them."""

    questions: int = 0
    ranks: list[list[int | None]] = field(default_factory=list)  # of each answerable question's places, from 1
    read: list[bool] = field(default_factory=list)  # whether one stands within the first characters of the hits
    answerable: list[Said] = field(default_factory=list)
    unanswerable: list[Said] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)  # whether an answer that is no refusal quotes a place
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"search": [], "answer": []})

    def report(self) -> dict[str, Any]:
        """Figures by name; shares are in [0, 1], times in seconds, and None stands for nothing to count."""
        said = self.answerable + self.unanswerable
        citations = sum(len(each.citations) for each in said)
        return {
            "questions": self.questions,
            "answerable": len(self.ranks),
            **{f"recall@{k}": _share([_best(ranks) <= k for ranks in self.ranks]) for k in (1, 5, DEPTH)},
            f"mrr@{DEPTH}": _share([1 / _best(ranks) for ranks in self.ranks]),
            f"all@{DEPTH}": _share([fmean(rank is not None for rank in ranks) for ranks in self.ranks]),
            f"recall_in_{READ}_characters": _share(self.read),
            "false_refusals": _share([each.refused for each in self.answerable]),
            "missed_refusals": _share([not each.refused for each in self.unanswerable]),
            "answers_quoted": _share(self.quoted),
            "citations": citations,
            "citations_supported": sum(each.supported for each in said) / citations if citations else None,
            "citations_unclear": sum(each.unclear for each in said) / citations if citations else None,
            "quotes_verbatim": sum(each.verbatim for each in said) / citations if citations else None,
            "seconds": {step: _percentiles(times) for step, times in self.seconds.items() if times},
        }


def read_questions(path: Path) -> list[EvalQuestion]:
    """Raises UsageError that names the line which is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Name a file of questions (JSON Lines)."
        ) from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line), str(number)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise UsageError(
                    f"{path}, line {number}, is no question.",
                    'Write: {"id": "q1", "question": "…", "relevant": [{"file": "a.md", "page": null, "quote": "…"}]}',
                ) from error
    if not questions:
        raise UsageError(f"{path} holds no questions.", "Write one JSON object a line.")
    return questions


def evaluate(questions: Sequence[EvalQuestion], search: Search, ask: Ask | None) -> Iterator[Figures]:
    """The figures so far, after each question; the last are those of the whole set. Without `ask`, only searches."""
    figures = Figures()
    for question in questions:
        figures.questions += 1
        started = time.perf_counter()
        hits = search(question.question, DEPTH)
        figures.seconds["search"].append(time.perf_counter() - started)
        if question.relevant:
            figures.ranks.append([_rank(place, hits) for place in question.relevant])
            figures.read.append(any(_rank(place, _shown_first(hits)) for place in question.relevant))
        if ask:
            started = time.perf_counter()
            said = ask(question.question)
            figures.seconds["answer"].append(time.perf_counter() - started)
            (figures.answerable if question.relevant else figures.unanswerable).append(said)
            if question.relevant and not said.refused:
                figures.quoted.append(
                    any(_quotes(each, place) for each in said.citations for place in question.relevant)
                )
        yield figures


def _question(row: dict[str, Any], number: str) -> EvalQuestion:
    places = tuple(Relevant(str(each["file"]), each.get("page"), str(each["quote"])) for each in row["relevant"])
    return EvalQuestion(str(row.get("id", number)), str(row["question"]), places)


def _rank(place: Relevant, hits: Sequence[EvalHit]) -> int | None:
    return next((rank for rank, hit in enumerate(hits, start=1) if _holds(hit, place)), None)


def _holds(hit: EvalHit, place: Relevant) -> bool:
    if hit.file != place.file and not hit.file.endswith("/" + place.file):
        return False
    return hit.page == place.page if place.page is not None else _bare(place.quote) in _bare(hit.text)


def _quotes(citation: EvalHit, place: Relevant) -> bool:
    """Whether it is from there: of a place without pages, its words, or a part of them that tells."""
    part = _bare(citation.text)
    if len(part) >= _TELLING and part in _bare(place.quote):
        citation = replace(citation, text=place.quote)
    return _holds(citation, place)


def _bare(text: str) -> str:
    """Without what an extractor may do to it: white space, width, soft hyphens, characters of no width."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in folded if not letter.isspace() and unicodedata.category(letter) != "Cf")


def _shown_first(hits: Sequence[EvalHit]) -> list[EvalHit]:
    """The hits cut off after as many characters as are likely to be read."""
    shown, room = [], READ
    for hit in hits:
        if room > 0:
            shown.append(EvalHit(hit.file, hit.page, hit.text[:room]))
        room -= len(hit.text)
    return shown


def _best(ranks: Sequence[int | None]) -> float:
    return min((rank for rank in ranks if rank), default=float("inf"))


def _share(values: Sequence[float]) -> float | None:
    return round(fmean(values), 4) if values else None


def _percentiles(times: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(times, n=20) if len(times) > 1 else [times[0]] * 19
    return {"p50": round(cuts[9], 4), "p95": round(cuts[18], 4)}
