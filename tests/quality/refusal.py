"""How often it refuses what is there and answers what is not, by what is asked for; written to refusal.md.

python -m tests.quality.refusal [kit ...]

Beside the questions that a kit's documents do not answer, each answerable one is asked again with its document hidden.
Answers are exact quotes: with a chat model, most of what is refused here is put to the model. In a handbook, what one
page says mostly stands on another one too: there, hiding a page hides little.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.answer.selection.selection import rank_statements
from kb.answer.selection.sufficiency import weigh_answer
from kb.engines.protocols import Embedder
from kb.evaluate import EvalQuestion, read_questions
from kb.knowledge_base import KnowledgeBase
from kb.search.query import understand_question
from kb.search.rerank import READ_AGAIN, rerank_hits
from kb.search.search import find_hits
from kb.search.similarity import Nearness
from tests.quality.kits import draw_evenly, filled, kits, sets

TABLE = Path(__file__).with_name("refusal.md")
ASKED = 60  # answerable questions of a set at most, evenly drawn
STEPS = (-0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9)  # spreads more than is asked for
FINELY = tuple(step / 20 for step in range(-40, 41))
SETS = ("queries", "queries_paraphrase", "queries_typo", "queries_zh_to_en")


@dataclass
class Judged:
    """By how much each question's evidence is more than is asked for, where it is answered and where not."""

    kit: str
    there: list[float] = field(default_factory=list)
    not_there: list[float] = field(default_factory=list)

    def shares(self, more: float) -> tuple[float, float]:
        """Refused though there, answered though not there, where so much more is asked for."""
        refused = sum(each < more for each in self.there) / len(self.there)
        return refused, sum(each >= more for each in self.not_there) / len(self.not_there)

    @property
    def area(self) -> float:
        """Under the curve: how often one that is there has more evidence than one that is not."""
        pairs = [(one > other) + (one == other) / 2 for one in self.there for other in self.not_there]
        return sum(pairs) / len(pairs)


def measured(kit: Path) -> Iterator[tuple[str, Judged]]:
    """Each of a kit's sets, and those of its questions that the documents do not answer, by name."""
    with filled(kit) as base:
        yield from judge(base, kit)


def judge(base: KnowledgeBase, kit: Path) -> Iterator[tuple[str, Judged]]:
    """The same where the kit's documents are taken in already."""
    embedder = base.embedder(base.store())
    for name, file in sets(kit, SETS):
        questions = read_questions(file)
        answerable = [question for question in questions if question.relevant]
        there = draw_evenly(answerable, ASKED)
        found = [_weigh(base, embedder, question.question) for question in there]
        alone = [each for each in there if len({place.file for place in each.relevant}) == 1]
        if alone and len(base.documents()) > 1:
            hidden = [_weigh(base, embedder, each.question, _document(base, each)) for each in alone]
            yield name, Judged(kit.name, found, hidden)
        if unanswerable := [question for question in questions if not question.relevant]:
            asked = [_weigh(base, embedder, question.question) for question in unanswerable]
            yield f"{name}, unanswerable", Judged(kit.name, found, asked)


def _document(base: KnowledgeBase, question: EvalQuestion) -> str:
    file = question.relevant[0].file
    return next(each.id for each in base.documents() if f"/{each.path}".endswith(f"/{file}"))


def _weigh(base: KnowledgeBase, embedder: Embedder, question: str, but: str = "") -> float:
    store = base.store()
    nearness = Nearness(understand_question(question, store, embedder), store)
    hits = rerank_hits(find_hits(nearness.asked, store, READ_AGAIN, but=but), nearness)
    evidence = weigh_answer(nearness, hits, rank_statements(nearness.asked, hits, store, embedder))
    return evidence.found - evidence.needed


def best_for(others: Sequence[Judged]) -> float:
    """How much more to ask for the fewest wrong decisions on these sets, each set counting the same."""
    return min(FINELY, key=lambda more: sum(sum(one.shares(more)) for one in others), default=0.0)


def rows(found: dict[str, Judged]) -> Iterator[str]:
    yield "| spreads more than is asked for | " + " | ".join(found) + " |"
    yield "|---" * (len(found) + 1) + "|"
    yield "| area under the curve | " + " | ".join(f"{one.area:.3f}" for one in found.values()) + " |"
    for more in STEPS:
        mark = "**" if more == 0 else ""
        yield _row(f"{mark}{more:+.1f}{mark}", found, [more] * len(found))
    from_others = {
        kit: best_for([each for each in found.values() if each.kit != kit])
        for kit in {each.kit for each in found.values()}
    }
    yield _row("chosen on the other kits", found, [from_others[each.kit] for each in found.values()])


def _row(name: str, found: dict[str, Judged], more: Sequence[float]) -> str:
    shares = [one.shares(each) for one, each in zip(found.values(), more, strict=True)]
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
