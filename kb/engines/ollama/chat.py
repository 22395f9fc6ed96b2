"""Ollama's chat models: the whole prompt or an error, and a stream that says whether it came to its end."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import cached_property
from typing import Any

from kb.engines.ollama.client import Client
from kb.engines.ollama.errors import cannot_chat
from kb.engines.ollama.models import Installed, keep_alive_value, local_model
from kb.engines.protocols import DEFAULT_SAMPLING, Done, Sampling
from kb.engines.thinking import ThinkSplitter, require_answer
from kb.engines.token_counts import PromptCounter, was_cut
from kb.engines.token_ratios import TokenRatios
from kb.errors import TooLong
from kb.text.scripts import replace_surrogates
from kb.types import Message, Thinking, Token

NUM_CTX = 8192  # tokens of context unless set: with 8B models some 1 GB of memory


class OllamaChat:
    """A context of constant size, made known to Ollama with each request: another size would load the model anew."""

    def __init__(
        self,
        client: Client,
        model: str,
        *,
        num_ctx: int | None = None,
        answer_tokens: int = 1024,
        keep_alive: str = "30m",
        ratios: TokenRatios | None = None,
    ) -> None:
        self._client = client
        self._model = model
        self._num_ctx = num_ctx or NUM_CTX
        self._answer_tokens = answer_tokens
        self._keep_alive = keep_alive_value(keep_alive)
        self._counter = PromptCounter(ratios)

    @property
    def name(self) -> str:
        return f"ollama:{self._model}"

    @property
    def context_length(self) -> int:
        return min(self._num_ctx, self._installed.context_length or self._num_ctx)

    @property
    def answer_length(self) -> int:
        return min(self._answer_tokens, self.context_length // 2)

    @property
    def parameters(self) -> int | None:
        return self._installed.parameter_count

    @property
    def has_template(self) -> bool:
        return not self._installed.has_no_template

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return self._counter.count(messages)

    def stream(
        self, messages: Sequence[Message], sampling: Sampling = DEFAULT_SAMPLING
    ) -> Generator[Thinking | Token | Done, None, None]:
        longest = sampling.max_tokens or self.answer_length
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [
                {"role": message.role, "content": replace_surrogates(message.content)} for message in messages
            ],
            "stream": True,
            "truncate": False,  # not in Client.chat() 0.6.3; without it a long prompt loses its beginning silently,
            "shift": False,  # and a long answer makes the model forget the prompt
            "keep_alive": self._keep_alive,
            "options": {"num_ctx": self.context_length, "num_predict": longest, **sampling.list_options()},
        }
        if self._installed.can_think:
            body["think"] = sampling.think  # unset means on
        try:
            yield from require_answer(self._read_stream(messages, body), self._model, longest)
        except TooLong as error:
            # Without figures (Ollama 0.17) at least the window, so that the same prompt is not sent again.
            self._counter.learn(messages, error.tokens or self.context_length)
            raise

    @cached_property
    def _installed(self) -> Installed:
        shown = local_model(self._client, self._model)
        if shown.can_embed:  # before its window is taken for one that a prompt does not fit
            raise cannot_chat(self._model)
        return shown

    def _read_stream(
        self, messages: Sequence[Message], body: dict[str, Any]
    ) -> Generator[Thinking | Token | Done, None, None]:
        splitter = ThinkSplitter()
        last: dict[str, Any] = {}
        for last in self._client.lines("/api/chat", body):
            message = last.get("message") or {}
            if reasoning := message.get("thinking"):
                yield Thinking(reasoning)
            yield from splitter.feed(message.get("content") or "")
        yield from splitter.end()
        yield self._make_done(messages, last)

    def _make_done(self, messages: Sequence[Message], last: dict[str, Any]) -> Done:
        counted = last.get("prompt_eval_count")
        # An Ollama that knows no `truncate` cuts the prompt.
        is_cut = was_cut(messages, counted)
        if counted and not is_cut:
            self._counter.learn(messages, counted)
        return Done(
            complete=last.get("done") is True and not is_cut,
            reason="prompt_cut" if is_cut else last.get("done_reason") or "stop",
            prompt_tokens=counted,
            completion_tokens=last.get("eval_count"),
        )
