"""Answers that a chat model writes: prompted, and checked while they stream."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace

from kb.answer import prompt
from kb.answer.asked import Asked, Clock, make_answer
from kb.answer.reply import Reply
from kb.engines.protocols import ChatModel, Done
from kb.errors import TooLong
from kb.types import Answer, Event, Hit, Prompted, Sources, Thinking, Token, Usage

_PROMPT_TRIES = 3  # an estimate that the engine found too small is mended by its own count


def generate_answer(
    asked: Asked, chat: ChatModel, question: str, hits: tuple[Hit, ...], clock: Clock
) -> Generator[Event, None, None]:
    """Thinking and Token as they come, between Sources and the Answer. Closing it stops the model."""
    for tries_left in reversed(range(_PROMPT_TRIES)):
        built = prompt.build_prompt(question, hits, asked.history, chat, asked.role)
        try:
            yield from _stream_reply(asked, chat, question, built, clock)
            return
        except TooLong:
            if not tries_left:
                raise


def _stream_reply(
    asked: Asked, chat: ChatModel, question: str, built: prompt.Prompt, clock: Clock
) -> Generator[Event, None, None]:
    reply = Reply(built.hits, question, asked.checker)
    shown: list[str] = []
    announced = False
    with closing(_open_stream(asked, chat, built)) as stream:
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
    yield _finish_answer(make_answer(asked, "".join(shown), built.hits, clock, question), reply, built, chat)


def _open_stream(asked: Asked, chat: ChatModel, built: prompt.Prompt) -> Generator[Thinking | Token | Done, None, None]:
    room = max(1, chat.context_length - built.tokens)
    return chat.stream(
        built.messages,
        temperature=asked.temperature,
        max_tokens=min(asked.max_tokens or chat.answer_length, room),
        stop=asked.stop,
        seed=asked.seed,
        think=asked.think,
    )


def _finish_answer(answer: Answer, reply: Reply, built: prompt.Prompt, chat: ChatModel) -> Answer:
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
