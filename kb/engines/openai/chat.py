"""Chat models of OpenAI-compatible servers, whose dialects differ: what one refuses is left out and asked again."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from functools import cached_property
from itertools import chain
from typing import Any

from kb.engines.openai.client import Server, translate_errors
from kb.engines.parameters import parameter_count
from kb.engines.protocols import DEFAULT_SAMPLING, Done, Sampling
from kb.engines.thinking import ThinkSplitter, require_answer
from kb.engines.token_counts import PromptCounter, was_cut
from kb.engines.token_ratios import TokenRatios
from kb.errors import EngineBroken, EngineError, TooLong
from kb.text.scripts import replace_surrogates
from kb.types import Message, Thinking, Token

UNKNOWN_CONTEXT = 4096  # tokens, where the server does not tell
CHATGLM_PROMPT = 512  # tokens; the rest chatglm.cpp 0.4.2 cuts off the beginning, silently, and no field of ours helps


class OpenAIChat:
    """Context and answer lengths in tokens; `num_ctx` counts where it is less than the server's own.

    For chatglm.cpp it counts in any case: it tells nothing, and may have been started so that it reads whole prompts.
    """

    def __init__(
        self,
        server: Server,
        model: str,
        *,
        num_ctx: int | None = None,
        answer_tokens: int = 1024,
        ratios: TokenRatios | None = None,
    ) -> None:
        self._server = server
        self._model = model
        self._num_ctx = num_ctx
        self._answer_tokens = answer_tokens
        self._counter = PromptCounter(ratios)
        self._refused_over: int | None = None  # the window, where a refusal told it
        self._plain = False  # the server takes no extras
        self._no_system = False  # its model knows no system messages

    @property
    def name(self) -> str:
        return f"openai:{self._model}@{self._server.url}"

    @property
    def context_length(self) -> int:
        """Constant but for servers that tell it only when they refuse a prompt."""
        return min(self._expected, self._refused_over or self._expected)

    @cached_property
    def _expected(self) -> int:
        if self._server.is_chatglm:
            return self._num_ctx or CHATGLM_PROMPT + self._answer_tokens
        offered = self._server.context_length(self._model)
        return min(offered or self._num_ctx or UNKNOWN_CONTEXT, self._num_ctx or offered or UNKNOWN_CONTEXT)

    @property
    def answer_length(self) -> int:
        if self._server.is_chatglm and not self._num_ctx:
            return self._answer_tokens
        return min(self._answer_tokens, self.context_length // 2)

    @cached_property
    def parameters(self) -> int | None:
        return self._server.parameters(self._model) or parameter_count(self._model)

    @cached_property
    def has_template(self) -> bool:
        return self._server.has_template

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return self._counter.count(messages)

    def stream(
        self, messages: Sequence[Message], sampling: Sampling = DEFAULT_SAMPLING
    ) -> Generator[Thinking | Token | Done, None, None]:
        options = sampling.list_options() | {"max_tokens": sampling.max_tokens or self.answer_length}
        if self._server.is_chatglm:
            options["max_tokens"] += self._whole_prompt(messages)  # which it counts as answer
        try:
            with (
                translate_errors(self._server.url, self._model),
                closing(self._open(messages, options, sampling.think)) as chunks,
            ):
                first = next(iter(chunks), None)
                if first is None:
                    # llama-cpp-python refuses a stream by ending it; asked for no stream, it says why.
                    self._open(messages, options | {"max_tokens": 1}, sampling.think, stream=False)
                    raise EngineBroken(f"{self._model} said nothing.", "The server's log says more.")
                said = self._read_stream(messages, chain([first], chunks))
                yield from require_answer(said, self._model, options["max_tokens"])
        except TooLong as error:
            self._refused_over = error.window or self._refused_over
            # Where no figures are told: at least the window, so that the same prompt is not sent again.
            self._counter.learn(messages, error.tokens or self.context_length)
            raise

    def _open(self, messages: Sequence[Message], options: dict[str, Any], think: bool, stream: bool = True) -> Any:
        """The begun stream, or the whole answer; what the server refuses is given up for good, twice at most."""
        while True:
            extras: dict[str, Any] = {}
            if not self._plain:
                if stream:
                    extras["stream_options"] = {"include_usage": True}
                extras["extra_body"] = {"chat_template_kwargs": {"enable_thinking": think}}
            merged = self._no_system or self._server.is_chatglm  # whose older models drop system messages silently
            sent: Any = [_make_body(message) for message in (_merge_system(messages) if merged else messages)]
            try:
                with translate_errors(self._server.url, self._model):
                    return self._server.client.chat.completions.create(
                        model=self._model, messages=sent, stream=stream, **options, **extras
                    )
            except EngineError as error:
                if isinstance(error, TooLong) or not self._give_up(error):
                    raise

    def _whole_prompt(self, messages: Sequence[Message]) -> int:
        """Tokens of a prompt that chatglm.cpp will not cut. Raises TooLong."""
        tokens, room = self.count_tokens(messages), self.context_length - self.answer_length
        if tokens > room:
            raise TooLong(
                f"The prompt of about {tokens} tokens does not fit the {room} that chatglm.cpp reads.",
                "Start it so that it reads more, and say so with KB_NUM_CTX=4096: docs/engines.md has the line.",
            )
        return tokens

    def _give_up(self, error: EngineError) -> bool:
        """Whether there is something left that this error may be about."""
        text = error.message.lower()
        if not isinstance(error, EngineBroken):
            return False
        if not self._no_system and ("system" in text or "roles must alternate" in text):
            self._no_system = True
            return True
        if not self._plain and any(word in text for word in ("stream_options", "chat_template", "extra", "permitted")):
            self._plain = True
            return True
        return False

    def _read_stream(self, messages: Sequence[Message], chunks: Any) -> Generator[Thinking | Token | Done, None, None]:
        splitter = ThinkSplitter()
        finish: str | None = None
        usage: Any = None
        for chunk in chunks:
            usage = getattr(chunk, "usage", None) or usage
            for choice in getattr(chunk, "choices", None) or []:
                finish = choice.finish_reason or finish
                fields = choice.delta.model_dump() if choice.delta else {}
                if reasoning := fields.get("reasoning_content") or fields.get("reasoning"):
                    yield Thinking(reasoning)
                yield from splitter.feed(fields.get("content") or "")
        yield from splitter.end()
        counted = usage.prompt_tokens if usage else None
        # Ollama's /v1 cuts a prompt that is too long.
        is_cut = was_cut(messages, counted)
        if counted and not is_cut:
            self._counter.learn(messages, counted)
        yield Done(
            complete=finish is not None and not is_cut,
            reason="prompt_cut" if is_cut else finish or "stop",
            prompt_tokens=counted,
            completion_tokens=usage.completion_tokens if usage else None,
        )


def _make_body(message: Message) -> dict[str, str]:
    return {"role": message.role, "content": replace_surrogates(message.content)}


def _merge_system(messages: Sequence[Message]) -> list[Message]:
    """System messages put in front of the first user message, for models that know none."""
    orders = "\n\n".join(message.content for message in messages if message.role == "system")
    others = [message for message in messages if message.role != "system"]
    if not orders:
        return others
    if not others or others[0].role != "user":
        return [Message("user", orders), *others]
    return [Message("user", f"{orders}\n\n{others[0].content}"), *others[1:]]
