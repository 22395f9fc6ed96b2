"""Everything that can go wrong, each with what to type.

Error                          shown to the user as it is; `code` for programs, `hint` says what to do
├── UsageError                 the request makes no sense: unknown option value, no such path
│   ├── TooLarge               more than may be asked or sent at once
│   ├── UnknownDocument
│   ├── UnknownAnswer          not kept, or erased since
│   └── UnknownSpace
├── HomeError                  the knowledge base's own folder
│   ├── HomeBusy               another process owns it
│   ├── HomeNewer              written by a newer version
│   ├── HomeReadOnly           a change was asked of one that may only be read
│   ├── CatalogLost            its indexes are there, and what they were made from is not
│   ├── PageDamaged            a stored page is not what was taken in
│   └── DiskFull
├── EngineError                an engine was asked and did not do it
│   ├── EngineUnreachable      nobody answers at that address
│   ├── EngineBusy             its queue is full; later may work
│   ├── EngineTimeout          it went silent
│   ├── EngineBroken           it answered nonsense, or died on the way
│   ├── ModelMissing
│   ├── ModelUnfit             the model cannot do what was asked (embed, chat, think)
│   ├── TooLong                the input does not fit the model's window
│   └── EmbedderChanged        the space was embedded with another model
├── Forbidden                  who asks may not do that
├── Overloaded                 too many ask at once; `seconds` until it is worth trying again
├── TooManyFiles               this process may open no more
├── NotLocal                   that address or model is not this machine
└── Unreadable                 a file that holds no text for us; `kind` names the class
"""

from __future__ import annotations

from typing import Literal


class Error(Exception):
    """Base of all: `str()` is the message for people, one or two sentences."""

    code = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(Error):
    code = "usage"


class TooLarge(UsageError):
    code = "too_large"


class UnknownDocument(UsageError):
    code = "unknown_document"


class UnknownAnswer(UsageError):
    code = "unknown_answer"


class UnknownSpace(UsageError):
    code = "unknown_space"


class HomeError(Error):
    code = "home"


class HomeBusy(HomeError):
    code = "home_busy"


class HomeNewer(HomeError):
    code = "home_newer"


class HomeReadOnly(HomeError):
    code = "home_read_only"


class CatalogLost(HomeError):
    code = "catalog_lost"


class PageDamaged(HomeError):
    code = "page_damaged"


class DiskFull(HomeError):
    code = "disk_full"


class EngineError(Error):
    code = "engine"


class EngineUnreachable(EngineError):
    code = "engine_unreachable"


class EngineBusy(EngineError):
    code = "engine_busy"


class EngineTimeout(EngineError):
    code = "engine_timeout"


class EngineBroken(EngineError):
    code = "engine_broken"


class AnswerCutShort(EngineBroken):
    """The events of an answer ended without the answer."""

    def __init__(self) -> None:
        super().__init__("The answer ended before it was complete.", "Ask again.")


class ModelMissing(EngineError):
    code = "model_missing"


class ModelUnfit(EngineError):
    code = "model_unfit"


class TooLong(EngineError):
    """`tokens` is the input's length as the engine counted it, `window` what it has room for, where it said so."""

    code = "too_long"
    tokens: int | None = None
    window: int | None = None


class EmbedderChanged(EngineError):
    code = "embedder_changed"


class Forbidden(Error):
    code = "forbidden"


class Overloaded(Error):
    code = "overloaded"

    def __init__(self, message: str, hint: str = "", seconds: int = 5) -> None:
        super().__init__(message, hint)
        self.seconds = seconds


class TooManyFiles(Error):
    code = "too_many_files"


class NotLocal(Error):
    code = "not_local"


class Unreadable(Error):
    """A file without text for us: `kind` is what the reason is about."""

    code = "unreadable"

    def __init__(
        self,
        message: str,
        hint: str = "",
        kind: Literal["broken", "encrypted", "empty", "scanned", "limits"] = "broken",
    ) -> None:
        super().__init__(message, hint)
        self.kind = kind

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str, str]]:
        return (Unreadable, (self.message, self.hint, self.kind))  # it crosses from the worker process
