"""An open knowledge base: a home, its engines, and the questions that can be asked of it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Literal

from kb import engines, limits
from kb.answer.asked import Asked
from kb.answer.check.rules import RULES
from kb.answer.checker import Checker
from kb.embedding import embed_anew
from kb.engines.protocols import ChatModel, Embedder
from kb.errors import HomeError, UnknownDocument, UsageError
from kb.search.admission import Admission
from kb.search.search import search
from kb.search.surroundings import renew_surroundings
from kb.search.synonyms import Synonyms
from kb.settings import SYNONYMS, Settings
from kb.store.backup import restore_open
from kb.store.gate import Gate
from kb.store.home import DEFAULT_SPACE, Home
from kb.store.kept_answers import Kept
from kb.store.receipts import Receipt
from kb.store.scoped_reader import ScopedReader
from kb.store.steps import AtStep, carry_on
from kb.store.store import Store
from kb.types import Answer, AskOptions, Document, Event, Hit, Mode, Page

_UNSET: Literal["unset"] = "unset"
NO_OPTIONS = AskOptions()
PATIENCE = 30.0  # seconds that answers have to end before a restored home takes the place of this one


class KnowledgeBase:
    """What `kb.open` returns; close it, or use it in a `with`. Its methods may be called from many threads."""

    def __init__(self, home: Home, settings: Settings, checker: Checker = RULES) -> None:
        self._home = home
        self._reopening = Lock()
        self.settings = settings
        self._checker = checker
        self.gate = Gate()  # for those who may read while a backup is restored
        self._synonyms = Synonyms(home.path / SYNONYMS)
        self._asking = Admission()
        self._searching = Admission()  # a lane of its own: a search takes a moment, and never waits behind answers
        self._embedders: dict[tuple[str, str], Embedder] = {}
        self._chat: ChatModel | Literal["unset"] | None = _UNSET

    @property
    def home(self) -> Home:
        """Where a restored one could not take its place, whoever asks next has it go on. Raises HomeError."""
        with self._reopening:
            if self._home.is_between:
                self._home.reopen()
            self._home = self._home.successor or self._home
            if self._home.is_closed:
                raise HomeError(f"The knowledge base in {self._home.path} is closed.", "Open it again: kb.open(home)")
            return self._home

    def search(
        self, question: str, k: int = 8, mode: Mode = "hybrid", space: str = DEFAULT_SPACE, *, scope: str = ""
    ) -> list[Hit]:
        """The k passages that answer best to a question, best first; scores in [0, 1].

        `scope` is a document's path, or a folder's with a slash at its end; empty for all of the space.
        Raises UnknownSpace, UnknownDocument for an empty scope, UsageError, TooLarge, Overloaded, EngineError
        (`keyword` mode asks no engine).
        """
        asked, count, kind = limits.check_question(question), limits.check_count(k), limits.check_mode(mode)
        store = self.store(space)
        embedder = self.embedder(store)
        with self._searching.join() as turn:
            turn.wait()
            return search(
                asked,
                ScopedReader(store, scope) if scope else store,
                embedder,
                count,
                kind,
                rerank=self._reranks(embedder),
                synonyms=self._synonyms,
            )

    def ask(
        self, question: str, options: AskOptions = NO_OPTIONS, space: str = DEFAULT_SPACE
    ) -> Generator[Event, None, None]:
        """The answer as it comes: Waiting… where many ask at once, Sources, Thinking…, Token…, at the end one Answer.

        Nothing happens before the first item is asked for. Closing the generator stops the model. Neither the
        role nor the manner of the options replaces the sources. With `explain`, Prompted comes first.
        Raises UnknownSpace, UnknownDocument for an empty scope, UsageError, TooLarge, Overloaded, EngineError.
        """
        from kb.answer.ask import ask  # a fifth of what `kb docs list` and `kb ingest` would take to start

        store = self.store(space)
        embedder = self.embedder(store)
        asked = Asked(
            question=limits.check_question(question),
            store=ScopedReader(store, options.scope) if options.scope else store,
            embedder=embedder,
            rerank=self._reranks(embedder),
            chat=self.chat,
            checker=self._checker,
            judge=self._make_judge(),
            history=limits.check_history(options.history),
            k=limits.check_count(self.settings.k if options.k is None else options.k),
            role="\n".join(text for text in (self._role(options.role), options.manner.strip()) if text),
            temperature=self.settings.temperature if options.temperature is None else options.temperature,
            think=self.settings.think if options.think is None else options.think,
            explain=options.explain,
            max_tokens=options.max_tokens,
            stop=options.stop,
            seed=options.seed,
            synonyms=self._synonyms,
            admission=self._asking,
        )
        with closing(ask(asked)) as events:
            for event in events:
                yield self._kept(event, asked, store) if isinstance(event, Answer) else event

    def spaces(self) -> list[str]:
        """The names of the spaces, sorted."""
        return self.home.spaces()

    def store(self, space: str = DEFAULT_SPACE, *, create: bool = False) -> Store:
        """A space's documents and indexes. The default space is always there. Raises UnknownSpace."""
        return self.home.space(space, create=create or space == DEFAULT_SPACE)

    def documents(self, space: str = DEFAULT_SPACE) -> list[Document]:
        """The space's documents, by path."""
        return self.store(space).documents()

    def document(self, id: str, space: str = DEFAULT_SPACE) -> Document:
        """One document. Raises UnknownDocument."""
        return self.store(space).document(id)

    def page(self, id: str, number: int, space: str = DEFAULT_SPACE) -> Page:
        """One page by its number, from 1; a document without pages is its page 1. Raises UnknownDocument."""
        store = self.store(space)
        try:
            return store.page(id, number)
        except UnknownDocument:
            if number != 1:
                raise
            return store.page(id, None)

    def remove(self, id: str, space: str = DEFAULT_SPACE) -> Receipt:
        """Erases a document everywhere; says what was erased where. Raises UnknownDocument."""
        return self.store(space).remove(id)

    def reindex(self, space: str = DEFAULT_SPACE, embed: str | None = None) -> int:
        """Builds a space's indexes anew from the catalog; returns how many passages were embedded.

        With `embed`, an engine's name, all of it is embedded by that one, which takes the place of the one before;
        else only what has no windows yet, where the space's embedder gives them. Raises UnknownSpace, UsageError,
        NotLocal, EngineError, DiskFull; until it returns, the space is searched as before.
        """
        store = self.store(space)
        store.refuse_if_read_only()
        renew_surroundings(store)
        if embed:
            return embed_anew(store, engines.embedder(embed, self.settings))
        store.reindex()
        bound = store.embedder
        if bound is None or not engines.runs_in_process(bound.name):  # a server's models give no windows
            return 0
        own = engines.embedder(bound.name, self.settings, engines.tell_apart(bound.name, bound.fingerprint))
        return embed_anew(store, own) if own.windows else 0

    def answers(self, space: str = DEFAULT_SPACE, *, rated: bool = False) -> list[Kept]:
        """The answers that were kept (with the setting `keep_answers`), oldest first."""
        return self.store(space).answers.all(rated)

    def rate(self, id: str, rating: int, correction: str | None = None, space: str = DEFAULT_SPACE) -> Kept:
        """Rates a kept answer, 1 (bad) to 5 (good). Raises UnknownAnswer, UsageError."""
        return self.store(space).answers.rate(id, rating, correction)

    def embedder(self, store: Store) -> Embedder:
        """What a space is embedded with: as set, else as it was embedded before, else what this machine has."""
        bound = store.embedder
        name = self.settings.embed or (bound[0] if bound else "") or engines.detect(self.settings).embed
        fingerprint = engines.tell_apart(name, bound[1]) if bound else ""
        if (name, fingerprint) not in self._embedders:
            self._embedders[name, fingerprint] = engines.embedder(name, self.settings, fingerprint)
        embedder = self._embedders[name, fingerprint]
        if bound:
            store.bind(embedder.name, embedder.fingerprint, bound[2])
        return embedder

    @property
    def chat(self) -> ChatModel | None:
        """The chat model: as set, else what this machine has; None: answers are exact quotes."""
        if self._chat == _UNSET:
            name = self.settings.chat or engines.detect(self.settings).chat
            self._chat = engines.chat_model(name, self.settings) if name else None
        return self._chat

    def restore(self, file: Path, at_step: AtStep = carry_on) -> None:
        """Makes the home what a backup holds, wholly or not at all; its kb.toml is read when the home is opened again.

        Whoever reads comes through `gate`, and sees what was there or what is restored. Nobody else may write.
        Raises Overloaded where readers do not leave in time, and what `kb.store.backup.restore` raises.
        """
        restore_open(self.home, file, self._alone, at_step)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.gate.close(PATIENCE), self._reopening:
            yield

    def close(self) -> None:
        (self._home.successor or self._home).close()

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _kept(self, answer: Answer, asked: Asked, store: Store) -> Answer:
        """The same answer, with an id to rate it by where answers are kept."""
        if not self.settings.keep_answers or self.home.read_only or not answer.complete:
            return answer
        return replace(answer, id=store.answers.keep(answer, asked.role))

    def _reranks(self, embedder: Embedder) -> bool:
        """As set; else where the embedder is quick enough."""
        return embedder.windows if self.settings.rerank is None else self.settings.rerank

    def _make_judge(self) -> Checker | None:
        if self.settings.check != "model" or self.chat is None:
            return None
        from kb.answer.generation.judge import Judge

        return Judge(self.chat, self._checker)

    def _role(self, name: str | None) -> str:
        if not name:
            return ""
        if name not in self.settings.roles:
            known = ", ".join(sorted(self.settings.roles)) or "none yet"
            raise UsageError(
                f"There is no role {name!r} (known: {known}).", f'Write it into kb.toml: [roles] {name} = "Answer as …"'
            )
        return self.settings.roles[name]
