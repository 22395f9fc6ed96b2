"""How often it refuses what is there and answers what is not, by threshold; written to refusal.md.

python -m tests.quality.refusal [kit ...]

Beside the questions that a kit's documents do not answer, each answerable one is asked again with its document hidden.
Answers are exact quotes: with a chat model, most of what is refused here is put to the model.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.engines.protocols import Embedder
from kb.evaluate import Question, read_questions
from kb.knowledge_base import KnowledgeBase
from kb.search.query import understand_question
from kb.search.rerank import READ_AGAIN, rerank_hits
from kb.search.search import hits_for
from kb.search.similarity import Nearness
from kb.search.sufficiency import USUAL, judge_evidence
from kb.types import Hit, Threshold
from tests.quality.kits import Recent, filled, kits, sets

TABLE = Path(__file__).with_name("refusal.md")
ASKED = 60  # answerable questions of a set at most, evenly drawn
MEANING = (0.36, 0.40, 0.42, 0.44, 0.46, 0.48, 0.50, 0.54, 0.58, 0.62)
FINELY = tuple(step / 200 for step in range(60, 130))


@dataclass
class Judged:
    """Questions of a set, with what has to be known to judge them by any threshold."""

    kit: str
    there: list[tuple[Nearness, list[Hit]]] = field(default_factory=list)
    not_there: list[tuple[Nearness, list[Hit]]] = field(default_factory=list)

    def shares(self, threshold: Threshold) -> tuple[float, float]:
        """Refused though there, answered though not there."""
        refused = [not judge_evidence(*each, threshold) for each in self.there]
        answered = [bool(judge_evidence(*each, threshold)) for each in self.not_there]
        return sum(refused) / len(refused), sum(answered) / len(answered)


def measured(kit: Path) -> Iterator[tuple[str, Judged]]:
    """Each of a kit's sets, and those of its questions that the documents do not answer, by name."""
    with filled(kit) as base:
        embedder = Recent(base.embedder(base.store()))
        for name, file in sets(kit):
            questions = read_questions(file)
            answerable = [question for question in questions if question.relevant]
            there = answerable[:: max(1, round(len(answerable) / ASKED))]
            found = [_found(base, embedder, question.question) for question in there]
            alone = [each for each in there if len({place.file for place in each.relevant}) == 1]
            if alone and len(base.documents()) > 1:
                hidden = [_found(base, embedder, each.question, _document(base, each)) for each in alone]
                yield name, Judged(kit.name, found, hidden)
            if unanswerable := [question for question in questions if not question.relevant]:
                asked = [_found(base, embedder, question.question) for question in unanswerable]
                yield f"{name}, unanswerable", Judged(kit.name, found, asked)


def _document(base: KnowledgeBase, question: Question) -> str:
    file = question.relevant[0].file
    return next(each.id for each in base.documents() if f"/{each.path}".endswith(f"/{file}"))


def _found(base: KnowledgeBase, embedder: Embedder, question: str, but: str = "") -> tuple[Nearness, list[Hit]]:
    nearness = Nearness(understand_question(question, base.store(), embedder), base.store())
    return nearness, rerank_hits(hits_for(nearness.asked, base.store(), READ_AGAIN, but=but), nearness)


def best_for(others: Sequence[Judged]) -> Threshold:
    """The threshold with the fewest wrong decisions on these sets, each set counting the same."""

    def wrong(threshold: Threshold) -> float:
        return sum(sum(one.shares(threshold)) for one in others)

    return min((Threshold(meaning, USUAL.words) for meaning in FINELY), key=wrong, default=USUAL)


def rows(found: dict[str, Judged]) -> Iterator[str]:
    yield "| threshold | " + " | ".join(found) + " |"
    yield "|---" * (len(found) + 1) + "|"
    for meaning in sorted({*MEANING, USUAL.meaning}):
        mark = "**" if meaning == USUAL.meaning else ""
        yield _row(f"{mark}{meaning}{mark}", found, [Threshold(meaning, USUAL.words)] * len(found))
    from_others = {
        kit: best_for([each for each in found.values() if each.kit != kit])
        for kit in {each.kit for each in found.values()}
    }
    yield _row("chosen on the other kits", found, [from_others[each.kit] for each in found.values()])


def _row(name: str, found: dict[str, Judged], thresholds: Sequence[Threshold]) -> str:
    shares = [one.shares(threshold) for one, threshold in zip(found.values(), thresholds, strict=True)]
    return f"| {name} | " + " | ".join(f"{refused:.3f} / {answered:.3f}" for refused, answered in shares) + " |"


def main(names: Sequence[str]) -> None:
    found: dict[str, Judged] = {}
    for kit in kits(names):
        for name, one in measured(kit):
            found[name] = one
            print(name, file=sys.stderr, flush=True)
    counts = "; ".join(f"{name}: {len(one.there)} + {len(one.not_there)}" for name, one in found.items())
    text = f"{(__doc__ or '').strip()}\n\nRefused though there / answered though not there. Questions: {counts}.\n\n"
    text += "\n".join(rows(found)) + "\n"
    print(text)
    if not names:
        TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
