"""The values everything else speaks in: pages, documents, chunks, hits, citations, and the events of an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from kb.properties import NO_PROPERTIES, Properties

Mode = Literal["hybrid", "vector", "keyword"]


@dataclass(frozen=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of one page's text."""

    start: int
    end: int


@dataclass(frozen=True)
class Heading:
    """A section's title and where the section begins in the page's text; level 1 is the outermost."""

    start: int
    level: int
    title: str


@dataclass(frozen=True)
class Page:
    """One page of text as it is shown and quoted; offsets everywhere count characters of `text`."""

    text: str
    number: int | None = None  # None: of a format without pages, all of which is one Page
    label: str | None = None
    headings: tuple[Heading, ...] = ()
    boilerplate: tuple[Span, ...] = ()  # running headers and footers: they stay in the text, and out of chunks
    navigation: tuple[Span, ...] = ()  # contents, menus, lists of links: found, never quoted, as they lead to what is
    problem: str | None = None  # why it has no usable text


@dataclass(frozen=True)
class Document:
    """What the catalog knows of one file; `path` is relative to `root`, with forward slashes."""

    id: str
    root: str
    path: str
    digest: str  # SHA-256 of the file's bytes, hex
    size: int  # bytes
    modified_ns: int
    title: str
    media_type: str
    pages: int
    chunks: int
    updated_at: str  # RFC 3339, UTC
    problems: tuple[str, ...] = ()
    changed_ns: int = 0  # when the file system last changed anything of the file, its time of change included
    properties: Properties = NO_PROPERTIES


@dataclass(frozen=True)
class Surroundings:
    """What a hit shows of a page around a chunk: `before` and `after`, parts of so many other chunks.

    `terms` are those of the chunk itself, of its title and its headings, packed by `kb.store.terms`.
    """

    start: int
    end: int
    before: int
    after: int
    terms: bytes


@dataclass(frozen=True)
class Chunk:
    """A passage: `text` is exactly `page_text[start:end]`; what surrounds it is named beside it, never mixed in."""

    id: str
    document: str
    ordinal: int  # place in the document, from 0
    page_index: int  # place of its page in the document, from 0
    page: int | None  # the page's number, as people count
    start: int
    end: int
    text: str
    title: str = ""  # the document's
    heading: tuple[str, ...] = ()  # outermost first
    context: str = ""  # the header rows of the table that it continues
    surroundings: Surroundings | None = field(default=None, compare=False)  # on its way in; a search reads them itself
    terms: str = field(default="", compare=False)  # of `index_text`, parted by blanks, on its way in; "": not extracted

    @property
    def place(self) -> tuple[str, int]:
        """Which page it is on: of which document, and the how many-th there, from 0."""
        return self.document, self.page_index

    @cached_property
    def index_text(self) -> str:
        """What is embedded and searched: title and section, the table's header rows, then the text."""
        return self.place_text(self.text)

    def place_text(self, text: str) -> str:
        """The same with another text instead."""
        place = " › ".join(part for part in (self.title, *self.heading) if part)
        return "\n".join(part for part in (place, self.context, text) if part)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `index_text`, hex: vectors are kept by it."""
        return hashlib.sha256(self.index_text.encode("utf-8", "surrogatepass")).hexdigest()

    def change(self, **values: object) -> Chunk:
        """`dataclasses.replace` in a tenth of its time, of what `index_text` is not made of: that stays as it is."""
        vars(chunk := object.__new__(Chunk)).update(vars(self), **values)
        return chunk


@dataclass(frozen=True)
class Hit:
    """A chunk that answers to a question. `score` is in [0, 1] and comparable between questions."""

    chunk: Chunk
    score: float
    path: str  # the document's, relative to its root
    similarity: float | None = None  # cosine to the question, where vectors were searched
    bm25: float | None = None  # where words were searched


@dataclass(frozen=True)
class Citation:
    """A source that an answer names as `[n]`: `quote` is exactly `page_text[start:end]` of that document's page."""

    n: int
    document: str
    path: str
    page: int | None
    quote: str
    start: int
    end: int
    supported: bool
    reason: str = ""  # what the check found, in words: "says otherwise: 650, not 450"; empty for quotes word for word
    unclear: bool = False  # not supported, and not contradicted either: words do not tell


@dataclass(frozen=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class AskOptions:
    """How a question is to be answered; None: as the settings have it."""

    history: tuple[Message, ...] = ()
    k: int | None = None  # hits to answer from
    role: str | None = None  # a name in the settings' roles
    manner: str = ""  # in free text how to answer
    temperature: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    think: bool | None = None
    explain: bool = False  # Prompted comes first
    scope: str = ""  # a document's path, or a folder's with a slash at its end: nothing else is searched


@dataclass(frozen=True)
class Usage:
    """Tokens as the model counted them (None where it did not say) and what did not fit the prompt."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    context_length: int | None = None
    estimated_prompt_tokens: int | None = None
    sources_left_out: int = 0
    turns_left_out: int = 0


@dataclass(frozen=True)
class Waiting:
    """So many questions come before this one; only where it has to wait."""

    before: int


@dataclass(frozen=True)
class Prompted:
    """What the model is shown, to the letter; an event only for those who ask to have it explained."""

    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Sources:
    """First event of an answer: the hits it will be made from, in the order of their numbers (from 1)."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Thinking:
    """A piece of the model's reasoning, not part of the answer."""

    text: str


@dataclass(frozen=True)
class Token:
    """A piece of the answer's text; `quoted` where it is a document's, word for word, and no Markdown."""

    text: str
    quoted: bool = False


@dataclass(frozen=True)
class Answer:
    """Last event of an answer: its whole text, and what was read back from it."""

    question: str
    text: str
    refused: bool
    citations: tuple[Citation, ...]
    sources: tuple[Hit, ...]
    model: str
    usage: Usage = Usage()
    seconds: Mapping[str, float] = field(default_factory=dict)  # of each step
    complete: bool = True  # False: the model stopped before its end
    failure: str = ""  # of the engine, which was the reason, and what to type
    standalone: str | None = None  # the question as searched, where history changed it
    id: str | None = None  # to rate it by, where answers are kept
    nearest: tuple[Citation, ...] = ()  # of a refusal: what comes nearest to the question
    certain: bool = True  # False: quotes that come near it; whether they answer, neither words nor cosines tell


Event = Waiting | Prompted | Sources | Thinking | Token | Answer
