"""What the knowledge base asks of a model: to embed, and to chat."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kb.engines.windows import Vectors, Windows
from kb.types import Message, Span, Thinking, Token

__all__ = ["DEFAULT_SAMPLING", "ChatModel", "Done", "Embedded", "Embedder", "Passage", "Sampling", "Vectors"]


@dataclass(frozen=True)
class Sampling:
    """How a chat model is to write; what is None is as its engine has it."""

    temperature: float | None = None
    max_tokens: int | None = None  # None: its `answer_length`
    stop: tuple[str, ...] = ()  # where it ends its answer
    seed: int | None = None
    think: bool = False  # before it answers, if it can

    def list_options(self) -> dict[str, Any]:
        """Those that are set of what both Ollama and OpenAI call by these names; the length they call otherwise."""
        named = {"temperature": self.temperature, "stop": list(self.stop) or None, "seed": self.seed}
        return {name: value for name, value in named.items() if value is not None}


DEFAULT_SAMPLING = Sampling()


@dataclass(frozen=True)
class Passage:
    """A text to embed, and windows of it whose vectors are wanted too, in characters from `body` on.

    What stands before the body, as title and headings do, is in no window.
    """

    text: str
    windows: tuple[Span, ...] = ()
    body: int = 0

    @property
    def spans(self) -> list[Span]:
        """The windows in characters of the whole text."""
        return [Span(window.start + self.body, window.end + self.body) for window in self.windows]


@dataclass(frozen=True)
class Embedded:
    """A passage's unit vector, shape (dimensions,), and its windows where the embedder gives any."""

    vector: Vectors
    windows: Windows | None = None


class Embedder(Protocol):
    """Text to vectors. What it is given is embedded whole, never cut silently."""

    @property
    def name(self) -> str:
        """As in KB_EMBED: `builtin`, `ollama:nomic-embed-text`."""

    @property
    def fingerprint(self) -> str:
        """Vectors with the same fingerprint can be compared: model, its digest, its prefixes."""

    @property
    def token_limit(self) -> int:
        """The longest text, in tokens, special ones and prefix not counted, that one vector may stand for."""

    @property
    def batch_size(self) -> int:
        """How many texts to hand over at once."""

    @property
    def languages(self) -> str:
        """What it reads, as people are told: `English`. Empty where it cannot be told."""

    @property
    def windows(self) -> bool:
        """Whether it gives vectors of a passage's windows, which cost nothing beside the passage's own."""

    def count_tokens(self, text: str) -> int:
        """Tokens in the text; never less than the truth."""

    @property
    def counter(self) -> Callable[[str], int]:
        """What `count_tokens` does, as a function that other processes can be told by its name."""

    def known_share(self, text: str) -> float:
        """Share of the text's words that the model has seen, in [0, 1]; 1.0 where it cannot be told."""

    def has_word(self, word: str) -> bool:
        """Whether the model has this word whole in its vocabulary; False where that cannot be told. Asks no engine."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row a text: shape (len(texts), dimensions). Raises EngineError."""

    def embed_passages(self, passages: Sequence[Passage]) -> list[Embedded]:
        """The same for passages with their windows; of these none where it gives no vectors. Raises EngineError."""

    def embed_query(self, text: str) -> Vectors:
        """A unit vector, shape (dimensions,). Raises EngineError."""

    def usual_cosines(self, question: Vectors) -> tuple[float, float] | None:
        """Mean and standard deviation of the cosines of just any texts to such a question; None where not measured."""

    def embed_foreign(self, text: str, *, mixed: bool = False) -> Vectors | None:
        """A question's vector as passages in other languages are compared with; None where it finds none of these.

        `mixed`: passages in its own are among them.
        """


@dataclass(frozen=True)
class Done:
    """The end of a model's stream. `complete` is False where it stopped without saying that it had finished."""

    complete: bool = True
    reason: str = "stop"  # stop, length
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class ChatModel(Protocol):
    """Messages to text, piece by piece; closing the stream stops the model."""

    @property
    def name(self) -> str:
        """As in KB_CHAT: `ollama:qwen3:8b`."""

    @property
    def context_length(self) -> int:
        """Tokens that prompt and answer may hold together; constant, so that the engine does not reload."""

    @property
    def answer_length(self) -> int:
        """Tokens kept free for the answer."""

    @property
    def parameters(self) -> int | None:
        """How many it has, by its engine or its name; None where neither tells."""

    @property
    def has_template(self) -> bool:
        """Whether messages reach it as a chat; False only where its engine says that it has no template for one."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Tokens of the whole prompt, never less than the truth; learns from what the engine counted."""

    def stream(
        self, messages: Sequence[Message], sampling: Sampling = DEFAULT_SAMPLING
    ) -> Generator[Thinking | Token | Done, None, None]:
        """Starts when first asked for an item; ends with exactly one Done. Raises EngineError, TooLong."""
