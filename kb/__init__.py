"""A private knowledge base over your own documents. The map, in reading order:

types             the values everything speaks in
errors            what can go wrong, and what to type then
settings          what can be set, and where; roles: the ones that are there from the start
engine            what is asked of a model; engines/ has one adapter each; locality says what may be asked
telemetry         what libraries would report, switched off before they are loaded
recommend         which models suit a machine's memory
home              the folder that holds it all, and the one process that owns it (lock)
store             documents, vectors and words kept as one: catalog/ (the truth), vectors, lexical (its indexes)
words             which terms a text is found by
search            question → hits: fusion weighs meaning against words; evidence says whether it is enough
prompt            what the model is shown
citations         what its marks mean, checked: lexemes (the stream), claims (does the source say so?), numerals
answer            question → events: followup, inventory, extract (without a model), refusal, language
kept              answers kept to be rated; training: the same as examples to learn from
knowledge_base    all of it behind one door, which `open` opens
quality           the figures for a question set
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import kb.telemetry  # noqa: F401  before any library that reports home is loaded, whoever uses this package

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.settings import Settings

__all__ = ["open"]


def open(
    home: Path | str | None = None,
    *,
    settings: Settings | None = None,
    command: str = "",
    wait: float = 30.0,
    on_wait: Callable[[str], None] | None = None,
) -> KnowledgeBase:
    """Opens the knowledge base in a folder (default: KB_HOME, else the platform's user data folder), made if missing.

    One process owns a home: for another owner this waits up to `wait` seconds and tells `on_wait` for whom.
    `command` is how this process is named to others that wait. Raises HomeBusy, HomeNewer, UsageError, DiskFull.

    >>> with kb.open("~/contracts-kb") as base:
    ...     hits = base.search("notice period", k=3)
    ...     for event in base.ask("How long is the notice period?"):
    ...         ...
    """
    from kb.knowledge_base import KnowledgeBase
    from kb.settings import load
    from kb.store.home import Home

    settings = settings or load(home)
    owned = Home.open(settings.home, command=command, wait=wait, on_wait=on_wait)
    return KnowledgeBase(owned, settings)
