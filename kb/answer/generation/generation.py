"""Answers that a chat model writes: prompted, checked while they stream, and mended with quotes where they fail."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property

from kb.answer.asked import Clock, make_answer
from kb.answer.check.reasons import write_judgement
from kb.answer.findings import Findings
from kb.answer.generation.prompt import Prompt, build_prompt
from kb.answer.generation.reply import Reply
from kb.answer.generation.short_prompt import build_short_prompt
from kb.answer.quotes.quotes import Quote, show_quotes
from kb.answer.tokens import join_tokens, split_tokens
from kb.engines.parameters import is_small
from kb.engines.protocols import ChatModel, Done, Sampling
from kb.errors import EngineError, TooLong
from kb.text import language
from kb.types import Answer, Citation, Event, Hit, Prompted, Sources, Thinking, Token, Usage

log = logging.getLogger(__name__)
_UNSENT = Prompt((), (), 0, 0, 0)
_PROMPT_TRIES = 3  # an estimate that the engine found too small is mended by its own count


@dataclass
class Generation:
    """What has been sent for an answer, and what has been shown of the reply to it."""

    findings: Findings
    chat: ChatModel
    clock: Clock
    built: Prompt = _UNSENT  # the last one
    shown: list[Token] = field(default_factory=list)
    failure: EngineError | None = None  # on the way
    certain: bool = True  # False once quotes are shown that may not answer

    @property
    def broke(self) -> bool:
        return self.failure is not None

    def stream(self) -> Generator[Event, None, None]:
        """Sources, Thinking and Token as they come, the Answer. Raises EngineError only before Sources."""
        for tries_left in reversed(range(_PROMPT_TRIES)):
            self.built = self._build_prompt()
            try:
                yield from self._ask()
                return
            except TooLong:
                if not tries_left:
                    raise

    def _build_prompt(self) -> Prompt:
        findings, asked = self.findings, self.findings.asked
        if is_small(self.chat.parameters):
            return build_short_prompt(findings, self.chat, asked.role)
        return build_prompt(findings.meant.question, findings.hits, asked.history, self.chat, asked.role)

    def _ask(self) -> Generator[Event, None, None]:
        reply = self._make_reply()
        has_begun = False
        try:
            with closing(self._open_stream()) as stream:
                for piece in stream:
                    if not has_begun:  # not before the engine took the prompt: TooLong is answered with a shorter one
                        has_begun = True
                        self.clock.lap("first token")
                        yield from self._announce()
                    if isinstance(piece, Thinking):
                        yield piece
                    elif isinstance(piece, Done):
                        reply.done = piece
                        break
                    else:
                        yield from self._receive_text(reply.feed(piece.text))
                    if reply.is_finished_early:
                        break
        except EngineError as error:
            if not has_begun:
                raise
            self.failure = error
            log_failure(error)
        yield from self._receive_text(reply.finish())
        yield from self._finish_answer(reply)

    @cached_property
    def _language(self) -> language.Language:
        return self.findings.asked.language

    def _make_reply(self) -> Reply:
        """What holds the reply against its sources, as it comes."""
        return Reply(self.built.hits, self.findings.meant.question, self.findings.asked.checker)

    def _announce(self) -> Generator[Event, None, None]:
        """What stands before the model's first word."""
        if self.findings.asked.explain:
            yield Prompted(self.built.messages)
        yield Sources(self.built.hits)

    def _receive_text(self, text: str) -> Generator[Token, None, None]:
        """What the model has said now, with its marks."""
        yield from self._show_text(text)

    def _judge_claims(self, reply: Reply) -> Iterator[str]:
        """What the judge finds in the sources of what has a note: the note was shown, so this stands below."""
        judge = self.findings.asked.judge
        if judge is None or self.broke or reply.silent or reply.refused or reply.citer.is_repeating:
            return
        self.clock.lap("answer")
        for claim, n in reply.citer.review(judge):
            yield write_judgement(claim, n)
        self.clock.lap("check")

    def _show_text(self, text: str) -> Generator[Token, None, None]:
        if text:
            self.shown.append(Token(text))
            yield self.shown[-1]

    def _show_quotes(self, quotes: Sequence[Quote]) -> Generator[Token, None, None]:
        self.certain = self.findings.is_certain
        for token in split_tokens(show_quotes(quotes, self._language, certain=self.certain)):
            self.shown.append(token)
            yield token

    def _finish_answer(self, reply: Reply) -> Generator[Event, None, None]:
        """The documents' own words where the reply has not the answer, and the Answer."""
        for judgement in self._judge_claims(reply):
            yield from self._show_text(judgement)
        cited, sources = tuple(reply.citer.citations), self.built.hits
        refused = reply.refused
        if self._needs_quotes(reply):
            quotes, sources = self.findings.number_quotes(sources)
            cited = (*_remove_unsupported(cited, reply), *(quote.citation for quote in quotes))
            refused = False
            yield from self._show_text(self._write_note(reply))
            yield from self._show_quotes(quotes)
        elif not self.shown:
            refused = True
            yield from self._show_text(language.NOT_FOUND[self._language])
        elif self.broke:
            yield from self._show_text(f"\n\n{language.BROKE_OFF[self._language]}")
        yield self._make_answer(reply, tuple(dict.fromkeys(cited)), sources, refused=refused)

    def _needs_quotes(self, reply: Reply) -> bool:
        if not self.findings.quotes:
            return False
        if reply.refused:  # against a model that has read them, the hits and the best statement must both say so
            return self.findings.has_answer and bool(self.findings.evidence)
        if reply.silent:
            return self.findings.has_answer
        return self.broke or reply.is_mostly_unfounded

    def _write_note(self, reply: Reply) -> str:
        """What is said before the quotes."""
        spoken = self._language
        if self.broke:
            note = language.BROKE_OFF[spoken]
        elif reply.refused or reply.silent:
            note = language.NO_ANSWER_WRITTEN[spoken]
        else:
            note = language.NOT_ALL_FOUND[spoken]
        return f"\n\n{note}\n" if self.shown else f"{note}\n"

    def _open_stream(self) -> Generator[Thinking | Token | Done, None, None]:
        asked, chat = self.findings.asked, self.chat
        room = max(1, chat.context_length - self.built.tokens)
        longest = min(asked.max_tokens or chat.answer_length, room)
        return chat.stream(
            self.built.messages, Sampling(asked.temperature, longest, asked.stop, asked.seed, asked.think)
        )

    def _make_answer(
        self, reply: Reply, cited: Sequence[Citation], sources: tuple[Hit, ...], *, refused: bool
    ) -> Answer:
        answer = make_answer(
            self.findings.asked, join_tokens(self.shown), sources, self.clock, self.findings.meant.question
        )
        return replace(
            answer,
            refused=refused,
            citations=() if refused else tuple(cited),
            certain=self.certain,
            complete=reply.done.complete and reply.done.reason != "length" and not reply.citer.is_repeating,
            failure=str(self.failure or ""),
            usage=Usage(
                prompt_tokens=reply.done.prompt_tokens,
                completion_tokens=reply.done.completion_tokens,
                context_length=self.chat.context_length,
                estimated_prompt_tokens=self.built.tokens,
                sources_left_out=self.built.sources_left_out,
                turns_left_out=self.built.turns_left_out,
            ),
        )


def _remove_unsupported(cited: Sequence[Citation], reply: Reply) -> Sequence[Citation]:
    """Of a reply that nothing was shown of, no citation."""
    return () if reply.silent or reply.refused else cited


def log_failure(error: EngineError) -> None:
    """In one line, with its cause."""
    cause = error.__cause__
    told = f"{type(cause).__name__}: {cause}" if cause else "nothing else"
    log.warning("%s: %s Caused by %s", error.code, error.message, told)
