"""Question to answer: search, decide whether the documents hold it, ask the model, check what it says."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from kb.answer import catalog_questions, followup, prompt, quotes
from kb.answer.reply import Reply
from kb.engines.protocols import ChatModel, Done, Embedder
from kb.errors import TooLong
from kb.search.admission import Admission
from kb.search.query import understand_question
from kb.search.search import best
from kb.search.similarity import Nearness
from kb.search.sufficiency import weigh_evidence
from kb.store.store import Store
from kb.text import language
from kb.types import Answer, Citation, Event, Hit, Message, Prompted, Sources, Thinking, Token, Usage

_PROMPT_TRIES = 3  # an estimate that the engine found too small is mended by its own count
BUILTIN = "builtin"


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
    if catalog_questions.asks_for_documents(asked.question) or not asked.store.size():
        yield from _listed(asked, clock)
        return
    meant = followup.standalone(asked.question, asked.history, asked.chat)
    question = meant.question
    clock.lap("rewrite")
    citations: list[Citation] = []
    with asked.admission.join() as turn:  # what follows keeps a core busy, and ends before the chat model is asked
        yield from turn.waits()
        clock.lap("wait")
        sought = understand_question(question, asked.store, asked.embedder)
        nearness = Nearness(sought, asked.embedder)
        hits = tuple(best(nearness, asked.store, asked.k, rerank=asked.rerank))
        clock.lap("search")
        evidence = weigh_evidence(nearness, hits, asked.store, asked.embedder)
        answered = bool(hits) and bool(evidence.worth_asking if asked.chat else evidence)
        if answered and asked.chat is None:
            citations = quotes.extract(sought, hits, asked.embedder, meant.focus)
    if not answered or (asked.chat is None and not citations):
        yield from _refused(asked, question, hits, clock)
    elif asked.chat is None:
        yield from _quoted(asked, question, citations, hits, clock)
    else:
        yield from _generated(asked, asked.chat, question, hits, clock)


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


def _refused(asked: Asked, question: str, hits: Sequence[Hit], clock: _Clock) -> Generator[Event, None, None]:
    text = language.NOT_FOUND[language.detect_language(asked.question)]
    yield Sources(tuple(hits))
    yield Token(text)
    yield replace(_answer(asked, text, hits, clock, question), refused=True)


def _quoted(
    asked: Asked, question: str, citations: Sequence[Citation], hits: Sequence[Hit], clock: _Clock
) -> Generator[Event, None, None]:
    label = language.WORD_FOR_WORD[language.detect_language(asked.question)]
    tokens = [Token(label)]
    for citation in citations:
        tokens += _item("- “", prompt.disarm_text(" ".join(citation.quote.split())), f"” [{citation.n}]")
    yield Sources(tuple(hits))
    yield from tokens
    yield replace(_answer(asked, _text(tokens), hits, clock, question), citations=tuple(citations))


def _item(before: str, quote: str, after: str = "") -> list[Token]:
    """A line: what is ours in it, and what a document says or is called."""
    return [Token(f"\n{before}"), Token(quote.removeprefix(before), quoted=True), *([Token(after)] if after else [])]


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


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
