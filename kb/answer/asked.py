"""A question with all that it is answered with, and what its answers have in common."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kb.answer.check.rules import RULES
from kb.answer.checker import Checker
from kb.engines import BUILTIN
from kb.engines.protocols import ChatModel, Embedder
from kb.search.admission import Admission
from kb.search.query import NO_SYNONYMS
from kb.search.synonyms import Synonyms
from kb.search.word_forms import read_language
from kb.store.reader import Reader
from kb.text.language import Language
from kb.types import Answer, Hit, Message


@dataclass(frozen=True)
class Asked:
    """A question and what it is answered with."""

    question: str
    store: Reader
    embedder: Embedder
    chat: ChatModel | None  # None: exact quotes
    checker: Checker = RULES  # of what the chat model says
    judge: Checker | None = None  # asked, once the answer has streamed, about what that one doubts
    history: tuple[Message, ...] = ()
    k: int = 8
    rerank: bool = True
    role: str = ""
    temperature: float | None = None
    think: bool = True
    explain: bool = False  # Prompted comes before Sources, as often as the model is asked
    max_tokens: int | None = None  # of the answer; no more than fits is asked for
    stop: tuple[str, ...] = ()  # where the model ends its answer
    seed: int | None = None
    synonyms: Synonyms = NO_SYNONYMS
    admission: Admission = field(default_factory=Admission)  # shared by all that search at the same time

    @cached_property
    def language(self) -> Language:
        """What the asker is answered in: the question's, or the documents' where a few words do not tell."""
        return read_language(self.question, self.store.languages())


@dataclass(frozen=True)
class Standalone:
    """A question that needs no conversation; `focus` are the words of it that the last turn brought, if only some."""

    question: str
    focus: str = ""


@dataclass
class Clock:
    """Seconds of each step."""

    started: float = field(default_factory=time.perf_counter)
    steps: dict[str, float] = field(default_factory=dict)

    def lap(self, step: str) -> None:
        since = time.perf_counter() - self.started - sum(self.steps.values())
        self.steps[step] = round(self.steps.get(step, 0.0) + since, 4)


def make_answer(asked: Asked, text: str, hits: Sequence[Hit], clock: Clock, question: str = "") -> Answer:
    """An Answer with what all kinds have in common."""
    clock.lap("answer")
    return Answer(
        question=asked.question,
        text=text,
        refused=False,
        citations=(),
        sources=tuple(hits),
        model=asked.chat.name if asked.chat else BUILTIN,
        seconds=clock.steps,
        standalone=question if question and question != asked.question else None,
    )
