"""What the documents say to a question: its hits, the statements in them, and whether these answer it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property

from kb.answer import changes, summary
from kb.answer.asked import Asked
from kb.answer.followup import Standalone
from kb.answer.foreign import find_foreign
from kb.answer.quotes import Quote, extract, nearest, number_quotes
from kb.answer.selection import Choice, choices
from kb.answer.sufficiency import weigh_answer
from kb.search import sufficiency
from kb.search.query import Question
from kb.search.similarity import Nearness
from kb.types import Answer, Event, Hit


@dataclass(frozen=True)
class Findings:
    """The hits of a question, best first; what is read in them is read once, when first asked for."""

    asked: Asked
    meant: Standalone
    nearness: Nearness
    hits: tuple[Hit, ...]

    @property
    def sought(self) -> Question:
        return self.nearness.asked

    @cached_property
    def statements(self) -> list[Choice]:
        """Best first. Each is embedded, so that this is worth doing once."""
        return choices(self.sought, self.hits, self.asked.store, self.asked.embedder, self.meant.focus)

    @cached_property
    def evidence(self) -> sufficiency.Evidence:
        return sufficiency.weigh_evidence(self.nearness, self.hits)

    @cached_property
    def has_answer(self) -> bool:
        """Whether the best statement answers the question, as far as words and cosines tell."""
        return self.has_own or bool(self.foreign)

    @cached_property
    def has_own(self) -> bool:
        """The same of the statements that the question's own words are looked for in."""
        return bool(weigh_answer(self.nearness, self.hits, self.statements))

    @cached_property
    def foreign(self) -> list[Choice]:
        """Statements in another language that answer where none in the question's own does."""
        return [] if self.has_own else find_foreign(self.sought, self.asked.store, self.asked.embedder)

    @cached_property
    def of_document(self) -> list[Quote]:
        """The answer to what is asked of a document as a whole; empty where it is not, or no document is meant."""
        if changes.asks_what_changed(self.meant.question):
            return changes.changes(self.hits, self.asked.store)
        if summary.asks_for_summary(self.meant.question):
            return summary.summary(self.meant.question, self.hits, self.asked.store)
        return []

    @cached_property
    def quotes(self) -> list[Quote]:
        """The statements that answer, as few as do."""
        return self.of_document or extract(self.foreign or self.statements, self.asked.store)

    def number_quotes(self, hits: Sequence[Hit]) -> tuple[list[Quote], tuple[Hit, ...]]:
        """The quotes by the numbers of these hits, and these hits with those that were missing behind them."""
        return number_quotes(self.quotes, hits)

    def add_nearest(self, events: Generator[Event, None, None]) -> Generator[Event, None, None]:
        """The same events; a refusal comes with the nearest statements."""
        with closing(events):
            for event in events:
                if isinstance(event, Answer) and event.refused:
                    event = replace(event, nearest=nearest(self.statements))
                yield event
