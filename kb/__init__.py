"""A private knowledge base over your own documents. The map, in reading order:

types, properties the values everything speaks in; what a file says of itself
errors            what can go wrong, and what to type then
settings, limits  what can be set, and where; how much may be asked at once
principal         who asks: which space, with which rights
cancel            how work is called off; telemetry: what libraries would report, switched off before they are loaded
blas              how many threads numpy starts
text/             sentences, terms, scripts and statements: what is known of texts alone
engines/          what is asked of a model (protocols), with a folder for each kind: builtin, ollama, openai
store/            home and store: documents, vectors and words kept as one; catalog/ is the truth, the indexes follow it
search/           question → hits: query, scoring, rerank; sufficiency says whether they are enough
answer/           question → events (ask): quoted without a model, or prompted, cited and checked with one
knowledge_base    all of it behind one door, which `open` opens; embedding: a space embedded anew, with another model
feedback          rated answers as examples to learn from; evaluate: the figures for a question set
doctor/           what is wrong with a home, an engine or this machine
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import kb.blas  # before numpy is loaded
import kb.telemetry  # noqa: F401  before any library that reports home is loaded, whoever uses this package

if TYPE_CHECKING:
    from kb.answer.checker import Checker, Verdict
    from kb.knowledge_base import KnowledgeBase
    from kb.settings import Settings

__all__ = ["check", "open"]


def open(
    home: Path | str | None = None,
    *,
    settings: Settings | None = None,
    checker: Checker | None = None,
    command: str = "",
    wait: float = 30.0,
    on_wait: Callable[[str], None] | None = None,
) -> KnowledgeBase:
    """Opens the knowledge base in a folder (default: KB_HOME, else the platform's user data folder), made if missing.

    One process owns a home: for another owner this waits up to `wait` seconds and tells `on_wait` for whom.
    `checker` holds what a chat model says against its sources (default: by rules, see kb.answer.checker).
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
    return KnowledgeBase(owned, settings, checker) if checker else KnowledgeBase(owned, settings)


def check(claim: str, passage: str, question: str = "") -> Verdict:
    """Whether a passage says what a sentence claims, by the rules that a chat model's answers are held to.

    `question` is what the claim answers; it proves nothing. `Verdict.reason` says in words what was found, `span` where
    in the passage. What is neither `supported` nor `unclear` is said otherwise there, or not at all; what is `unclear`
    may be said in other words, or follow by a step: words do not tell. Asks no model.

    >>> kb.check("You get 25 days.", "You get 30 days.").reason
    'says otherwise: 30 days, not 25 days'
    >>> kb.check("Teammates enjoy 6 weeks off.", "Teammates get 30 days of paid leave a year.").unclear
    True
    """
    from kb.answer.check.claims import check

    return check(claim, passage, question=question)
