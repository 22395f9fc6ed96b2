"""Question to answer: search, decide whether the documents hold it, ask the model, check what it says."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property

from kb.answer import catalog_questions, changes, courtesy, followup, mentions, prompt, quotes, summary
from kb.answer.reply import Reply
from kb.answer.selection import Choice, choices
from kb.answer.sufficiency import answers
from kb.answer.tables import sheets
from kb.engines import BUILTIN
from kb.engines.protocols import ChatModel, Done, Embedder
from kb.errors import TooLong
from kb.search.admission import Admission
from kb.search.query import NO_SYNONYMS, Question, understand_question
from kb.search.search import best
from kb.search.similarity import Nearness
from kb.search.sufficiency import weigh_evidence
from kb.search.synonyms import Synonyms
from kb.store.store import Store
from kb.text import language
from kb.types import Answer, Citation, Event, Hit, Message, Prompted, Sources, Thinking, Token, Usage

_PROMPT_TRIES = 3  # an estimate that the engine found too small is mended by its own count
_MARKS = re.compile(r"(?: \[\d{1,3}\])+$")  # ours: those of documents are written otherwise, see prompt.disarm_text


@dataclass(frozen=True)
class Asked:
    """A question and what it is answered with."""

    question: str
    store: Store
    embedder: Embedder
    chat: ChatModel | None  # None: exact quotes
    history: tuple[Message, ...] = ()
    k: int = 8
    rerank: bool = True
    role: str = ""
    temperature: float | None = None
    think: bool = True
    explain: bool = False  # Prompted comes before Sources
    max_tokens: int | None = None  # of the answer; no more than fits is asked for
    stop: tuple[str, ...] = ()  # where the model ends its answer
    seed: int | None = None
    synonyms: Synonyms = NO_SYNONYMS
    admission: Admission = field(default_factory=Admission)  # shared by all that search at the same time


@dataclass
class _Clock:
    """Seconds of each step."""

    started: float = field(default_factory=time.perf_counter)
    steps: dict[str, float] = field(default_factory=dict)

    def lap(self, step: str) -> None:
        self.steps[step] = round(time.perf_counter() - self.started - sum(self.steps.values()), 4)


def ask(asked: Asked) -> Generator[Event, None, None]:
    """Sources, then Thinking and Token as they come, then one Answer whose text is all Tokens together.

    Waiting comes before all, where others asked before. Closing it stops the model. Raises Overloaded, and EngineError
    before or between events.
    """
    clock = _Clock()
    about = _about_itself(asked, clock)
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
        nearness = Nearness(sought, asked.embedder)
        hits = tuple(best(nearness, asked.store, asked.k, rerank=asked.rerank))
        clock.lap("search")
        near = _Near(asked, sought, hits, meant.focus)
        told: list[Event] | None = None  # what needs no model is told whole
        if asked.chat is None:
            told = list(near.beside(_quoted(asked, meant, nearness, near, clock)))
        elif not hits or not weigh_evidence(nearness, hits, asked.embedder).worth_asking:
            told = list(near.beside(_refused(asked, question, hits, clock)))
    if told is not None:
        yield from told
    elif asked.chat is not None:
        yield from near.beside(_generated(asked, asked.chat, question, hits, clock))


@dataclass(frozen=True)
class _Near:
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


def _answer(asked: Asked, text: str, hits: Sequence[Hit], clock: _Clock, question: str = "") -> Answer:
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


def _listed(asked: Asked, clock: _Clock) -> Generator[Event, None, None]:
    """Which documents there are; where there are none, that is the answer to everything."""
    documents = asked.store.documents()
    head, *names = catalog_questions.list_catalog(asked.question, documents).split("\n")
    tokens = [Token(head), *(token for name in names for token in _item("- " if name[:2] == "- " else "", name))]
    yield Sources(())
    yield from tokens
    yield replace(_answer(asked, _text(tokens), (), clock), model=BUILTIN, refused=not documents)


def _about_itself(asked: Asked, clock: _Clock) -> Generator[Event, None, None] | None:
    """The answer to what is no question to the documents' text; None where it is one."""
    if catalog_questions.asks_for_documents(asked.question) or not asked.store.size():
        return _listed(asked, clock)
    if kind := courtesy.courtesy(asked.question):
        return _said(asked, courtesy.reply(kind, asked.question, len(asked.store.documents())), clock)
    if what := catalog_questions.asks_who_mentions(asked.question):
        hits, cited = mentions.mentions(what, asked.store)
        if cited:
            text = mentions.list_mentions(what, cited, language.detect_language(asked.question))
            return _said(asked, text, clock, hits, cited)
    return None


def _said(
    asked: Asked, text: str, clock: _Clock, hits: Sequence[Hit] = (), cited: Sequence[Citation] = ()
) -> Generator[Event, None, None]:
    yield Sources(tuple(hits))
    yield from _as_tokens(text)
    yield replace(_answer(asked, text, hits, clock), model=BUILTIN, citations=tuple(cited))


def _refused(asked: Asked, question: str, hits: Sequence[Hit], clock: _Clock) -> Generator[Event, None, None]:
    text = language.NOT_FOUND[language.detect_language(asked.question)]
    yield Sources(tuple(hits))
    yield Token(text)
    yield replace(_answer(asked, text, hits, clock, question), refused=True)


def _quoted(
    asked: Asked, meant: followup.Standalone, nearness: Nearness, near: _Near, clock: _Clock
) -> Generator[Event, None, None]:
    sought, hits = near.sought, near.hits
    if not meant.focus and (result := sheets.reckon(sought, hits, asked.store)):
        shown = hits if result.n <= len(hits) else (*hits, result.hit)
        text = sheets.format_result(result, language.detect_language(asked.question))
        yield from _said(asked, text, clock, shown, sheets.citations(result))
        return
    told = _of_a_document(meant.question, hits, asked.store)
    if not told:
        if not answers(sought, near.statements, evident=bool(weigh_evidence(nearness, hits, asked.embedder))):
            yield from _refused(asked, meant.question, hits, clock)
            return
        told = quotes.extract(near.statements, asked.store)
    told, sources = quotes.number_quotes(told, hits)
    tokens = _as_tokens(quotes.show_quotes(told, language.detect_language(asked.question)))
    yield Sources(sources)
    yield from tokens
    citations = tuple(quote.citation for quote in told)
    yield replace(_answer(asked, _text(tokens), sources, clock, meant.question), citations=citations)


def _as_tokens(answer: str) -> list[Token]:
    """An answer of lines, each mostly a document's: what is ours are fixed phrases, and the marks at their ends."""
    head, *lines = answer.split("\n")
    tokens = [Token(head)] if head in language.WORD_FOR_WORD.values() else _line("", head)
    for line in lines:
        dash = "- " if line.startswith("- ") else ""
        tokens += _line(f"\n{dash}", line.removeprefix(dash))
    return tokens


def _line(before: str, line: str) -> list[Token]:
    marks = _MARKS.search(line)
    end = marks.start() if marks else len(line)
    parts = [Token(before), Token(line[:end], quoted=True), Token(line[end:])]
    return [part for part in parts if part.text]


def _item(before: str, quote: str, after: str = "") -> list[Token]:
    """A line: what is ours in it, and what a document says or is called."""
    return [Token(f"\n{before}"), Token(quote.removeprefix(before), quoted=True), *([Token(after)] if after else [])]


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def _of_a_document(question: str, hits: Sequence[Hit], store: Store) -> list[quotes.Quote]:
    """The answer to what is asked of a document as a whole; empty where it is not, or no document is meant."""
    if changes.asks_what_changed(question):
        return changes.changes(hits, store)
    if summary.asks_for_summary(question):
        return summary.summary(question, hits, store)
    return []


def _generated(
    asked: Asked, chat: ChatModel, question: str, hits: tuple[Hit, ...], clock: _Clock
) -> Generator[Event, None, None]:
    for tries_left in reversed(range(_PROMPT_TRIES)):
        built = prompt.build_prompt(question, hits, asked.history, chat, asked.role)
        try:
            yield from _streamed(asked, chat, question, built, clock)
            return
        except TooLong:
            if not tries_left:
                raise


def _streamed(
    asked: Asked, chat: ChatModel, question: str, built: prompt.Prompt, clock: _Clock
) -> Generator[Event, None, None]:
    reply = Reply(built.hits, question)
    shown: list[str] = []
    announced = False
    with closing(_begun(asked, chat, built)) as stream:
        for piece in stream:
            if not announced:  # not before the engine has taken the prompt: TooLong is answered with a shorter one
                clock.lap("first token")
                if asked.explain:
                    yield Prompted(built.messages)
                yield Sources(built.hits)
                announced = True
            if isinstance(piece, Thinking):
                yield piece
            elif isinstance(piece, Done):
                reply.done = piece
                break
            elif text := reply.feed(piece.text):
                shown.append(text)
                yield Token(text)
            if reply.finished_early:
                break
    if text := reply.finish(asked.question):
        shown.append(text)
        yield Token(text)
    yield _generated_answer(_answer(asked, "".join(shown), built.hits, clock, question), reply, built, chat)


def _begun(asked: Asked, chat: ChatModel, built: prompt.Prompt) -> Generator[Thinking | Token | Done, None, None]:
    room = max(1, chat.context_length - built.tokens)
    return chat.stream(
        built.messages,
        temperature=asked.temperature,
        max_tokens=min(asked.max_tokens or chat.answer_length, room),
        stop=asked.stop,
        seed=asked.seed,
        think=asked.think,
    )


def _generated_answer(answer: Answer, reply: Reply, built: prompt.Prompt, chat: ChatModel) -> Answer:
    return replace(
        answer,
        refused=reply.refused,
        citations=() if reply.refused else tuple(reply.citer.citations),
        complete=reply.done.complete and reply.done.reason != "length" and not reply.citer.repeating,
        usage=Usage(
            prompt_tokens=reply.done.prompt_tokens,
            completion_tokens=reply.done.completion_tokens,
            context_length=chat.context_length,
            estimated_prompt_tokens=built.tokens,
            sources_left_out=built.sources_left_out,
            turns_left_out=built.turns_left_out,
        ),
    )
