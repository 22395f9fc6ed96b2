"""What holds an answer's claims against its sources. One that reads as a person does would be a second `Checker`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kb.types import Span

# Share of a claim's words that a place must hold to speak of the same thing, so that another number, name or "no" there
# contradicts it. With it (and `_FOUND_AT_ALL` of kb.answer.check.claims), of 120 right claims that nobody had read 18 %
# are told to be wrong instead of 48 %, of 120 false ones 46 % instead of 69 % (balanced .637 instead of .604); of 600
# held against another document none passes that did not before.
SAME_THING = 0.5


@dataclass(frozen=True)
class Source:
    """What a claim is held against: a passage, and what it is known by.

    `beside` (path, title, section, table header) may supply words, numbers and names, but no quote; `question` is what
    the claim answers, and proves nothing.
    """

    text: str
    beside: str = ""
    page: int | None = None
    question: str = ""


@dataclass(frozen=True)
class Verdict:
    """`span` is the passage's part that comes nearest to the claim, in the passage's own offsets."""

    supported: bool
    score: float  # share of the claim's words found there, in [0, 1]
    span: Span
    reason: str = ""  # in words: "says so", "says otherwise: 650, not 450"
    fault: str = ""  # what is wrong, in one word of kb.answer.check.reasons.Fault; empty where supported
    unclear: bool = False  # not supported, nor contradicted: said in other words, by a step, or not at all


class Checker(Protocol):
    """Called for each claim and source of an answer as it streams, from many threads; quick, or the reader waits."""

    def check(self, claim: str, source: Source) -> Verdict:
        """Whether the source says what the claim does. A claim is a sentence, without its marks."""
        ...
