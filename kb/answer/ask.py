"""Question to answer: search, decide whether the documents hold it, ask the model, check what it says."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property

from kb.answer import catalog_questions, changes, courtesy, document_facts, followup, mentions, quotes, summary
from kb.answer.asked import Asked, Clock, make_answer
from kb.answer.generation import generate_answer
from kb.answer.selection import Choice, choices
from kb.answer.sufficiency import answers
from kb.answer.tables import sheets
from kb.engines import BUILTIN
from kb.search.query import Question, understand_question
from kb.search.search import best
from kb.search.similarity import Nearness
from kb.search.sufficiency import weigh_evidence
from kb.store.store import Store
from kb.text import language
from kb.types import Answer, Citation, Event, Hit, Sources, Token

_MARKS = re.compile(r"(?: \[\d{1,3}\])+$")  # ours: those of documents are written otherwise, see prompt.disarm_text


def ask(asked: Asked) -> Generator[Event, None, None]:
    """Sources, then Thinking and Token as they come, then one Answer whose text is all Tokens together.

    Waiting comes before all, where others asked before. Closing it stops the model. Raises Overloaded, and EngineError
    before or between events.
    """
    clock = Clock()
    about = _answer_about_itself(asked, clock)
    if about is not None:
        yield from about
        return
    meant = followup.make_standalone(asked.question, asked.history, asked.chat)
    question = meant.question
    clock.lap("rewrite")
    with asked.admission.join() as turn:  # what follows keeps a core busy, and ends before the chat model is asked
        yield from turn.waits()
        clock.lap("wait")
        sought = understand_question(question, asked.store, asked.embedder, synonyms=asked.synonyms)
        nearness = Nearness(sought, asked.store)
        hits = tuple(best(nearness, asked.store, asked.k, rerank=asked.rerank))
        clock.lap("search")
        near = _Nearest(asked, sought, hits, meant.focus)
        told: list[Event] | None = None  # what needs no model is told whole
        if asked.chat is None:
            told = list(near.beside(_quote(asked, meant, nearness, near, clock)))
        elif not hits or not weigh_evidence(nearness, hits, asked.embedder).worth_asking:
            told = list(near.beside(_refuse(asked, question, hits, clock)))
    if told is not None:
        yield from told
    elif asked.chat is not None:
        yield from near.beside(generate_answer(asked, asked.chat, question, hits, clock))


@dataclass(frozen=True)
class _Nearest:
    """What stands in the hits nearest to a question: the answer to it, or what is shown where they hold none."""

    asked: Asked
    sought: Question
    hits: Sequence[Hit]
    focus: str

    def beside(self, events: Generator[Event, None, None]) -> Generator[Event, None, None]:
        """The same events; a refusal comes with the nearest statements."""
        with closing(events):
            for event in events:
                if isinstance(event, Answer) and event.refused:
                    event = replace(event, nearest=quotes.nearest(self.statements))
                yield event

    @cached_property
    def statements(self) -> list[Choice]:
        """Best first. Each is embedded, so that this is worth doing once."""
        return choices(self.sought, self.hits, self.asked.store, self.asked.embedder, self.focus)


def _list_documents(asked: Asked, clock: Clock) -> Generator[Event, None, None]:
    """Which documents there are; where there are none, that is the answer to everything."""
    documents = asked.store.documents()
    head, *names = catalog_questions.list_catalog(asked.question, documents).split("\n")
    tokens = [Token(head)]
    for name in names:
        dash = "- " if name.startswith("- ") else ""
        tokens += _split_line(f"\n{dash}", name.removeprefix(dash), marked=False)
    yield Sources(())
    yield from tokens
    yield replace(make_answer(asked, _join(tokens), (), clock), model=BUILTIN, refused=not documents)


def _answer_about_itself(asked: Asked, clock: Clock) -> Generator[Event, None, None] | None:
    """The answer to what is no question to the documents' text; None where it is one."""
    if catalog_questions.asks_for_documents(asked.question) or not asked.store.size():
        return _list_documents(asked, clock)
    if kind := courtesy.courtesy(asked.question):
        return _say(asked, courtesy.reply(kind, asked.question, len(asked.store.documents())), clock)
    if fact := document_facts.tell_fact(asked.question, asked.store.documents):
        return _say(asked, fact, clock)
    if what := catalog_questions.asks_who_mentions(asked.question):
        hits, cited = mentions.mentions(what, asked.store)
        if cited:
            text = mentions.list_mentions(what, cited, language.detect_language(asked.question))
            return _say(asked, text, clock, hits, cited)
    return None


def _say(
    asked: Asked, text: str, clock: Clock, hits: Sequence[Hit] = (), cited: Sequence[Citation] = ()
) -> Generator[Event, None, None]:
    yield Sources(tuple(hits))
    yield from _split_tokens(text)
    yield replace(make_answer(asked, text, hits, clock), model=BUILTIN, citations=tuple(cited))


def _refuse(asked: Asked, question: str, hits: Sequence[Hit], clock: Clock) -> Generator[Event, None, None]:
    text = language.NOT_FOUND[language.detect_language(asked.question)]
    yield Sources(tuple(hits))
    yield Token(text)
    yield replace(make_answer(asked, text, hits, clock, question), refused=True)


def _quote(
    asked: Asked, meant: followup.Standalone, nearness: Nearness, near: _Nearest, clock: Clock
) -> Generator[Event, None, None]:
    sought, hits = near.sought, near.hits
    if not meant.focus and (result := sheets.reckon(sought, hits, asked.store)):
        shown = hits if result.n <= len(hits) else (*hits, result.hit)
        text = sheets.format_result(result, language.detect_language(asked.question))
        yield from _say(asked, text, clock, shown, sheets.citations(result))
        return
    told = _answer_about_document(meant.question, hits, asked.store)
    if not told:
        if not answers(sought, near.statements, evident=bool(weigh_evidence(nearness, hits, asked.embedder))):
            yield from _refuse(asked, meant.question, hits, clock)
            return
        told = quotes.extract(near.statements, asked.store)
    told, sources = quotes.number_quotes(told, hits)
    tokens = _split_tokens(quotes.show_quotes(told, language.detect_language(asked.question)))
    yield Sources(sources)
    yield from tokens
    citations = tuple(quote.citation for quote in told)
    yield replace(make_answer(asked, _join(tokens), sources, clock, meant.question), citations=citations)


def _split_tokens(answer: str) -> list[Token]:
    """An answer of lines, each mostly a document's: what is ours are fixed phrases, and the marks at their ends."""
    head, *lines = answer.split("\n")
    tokens = [Token(head)] if head in language.WORD_FOR_WORD.values() else _split_line("", head)
    for line in lines:
        dash = "- " if line.startswith("- ") else ""
        tokens += _split_line(f"\n{dash}", line.removeprefix(dash))
    return tokens


def _split_line(before: str, line: str, *, marked: bool = True) -> list[Token]:
    """A line: what is ours in it, and what a document says or is called; marks at its end are ours where `marked`."""
    marks = _MARKS.search(line) if marked else None
    end = marks.start() if marks else len(line)
    parts = [Token(before), Token(line[:end], quoted=True), Token(line[end:])]
    return [part for part in parts if part.text]


def _join(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def _answer_about_document(question: str, hits: Sequence[Hit], store: Store) -> list[quotes.Quote]:
    """The answer to what is asked of a document as a whole; empty where it is not, or no document is meant."""
    if changes.asks_what_changed(question):
        return changes.changes(hits, store)
    if summary.asks_for_summary(question):
        return summary.summary(question, hits, store)
    return []
