"""How many tokens a text has, at most and at least, where the model's own tokenizer is out of reach."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from math import ceil

from kb.engines.token_ratios import TokenRatios
from kb.types import Message

# Each kind of sign with the tokens it costs at most in the vocabularies of Llama, Mistral, Qwen, Gemma and BERT;
# a word of small letters costs one token per three letters begun.
_PIECES = re.compile(
    r"(?P<code>(?<![A-Za-z+/])(?=[A-Za-z+/]*[0-9])[A-Za-z0-9+/=]{16,})"  # keys and digests: one token a sign
    r"|(?P<word>[A-Z]?[a-z]+)"
    r"|(?P<one>[A-Z0-9!-/:-@\[-`{-~\n\t\u00a0-\u07ff])"  # capitals, digits, signs; Latin, Greek, Cyrillic, Arabic…
    r"|(?P<ideograph>[\u3040-\u30ff\u3400-\u9fff])"
    r"|(?P<wide>[\u2000-\u206f\u3000-\u303f\uff00-\uffef])"
    r"|(?P<other>[^\x00-\x7f])"  # up to one token a byte
    r"|(?P<blank> {2,})"
)
_COSTS = {"one": 1.0, "ideograph": 1.5, "wide": 1.5}
_WORDS = re.compile(r"(?<!\S)[A-Za-z]")

PER_PROMPT = 32  # begin of text, a template's own preamble, the opening of the answer
PER_MESSAGE = 10  # role and borders


def most_tokens(text: str) -> int:
    """Not less than any usual model's count."""
    total = 0.0
    for piece in _PIECES.finditer(text):
        kind = piece.lastgroup or ""
        if kind == "word":
            total += (piece.end() - piece.start() + 2) // 3
        elif kind == "blank":
            total += (piece.end() - piece.start() + 1) // 2
        else:
            total += _COSTS.get(kind) or len(piece[0].encode("utf-8", "replace"))
    return ceil(total)


def fewest_tokens(text: str) -> int:
    """Not more than any usual model's count: a word between blanks costs one at least."""
    return sum(1 for _ in _WORDS.finditer(text))


def was_cut(messages: Sequence[Message], counted: int | None) -> bool:
    """Whether an engine that cuts prompts silently did so: it counted fewer tokens than there are words."""
    return 0 < (counted or 0) < sum(fewest_tokens(message.content) for message in messages)


class PromptCounter:
    """Counts prompts, learning from what the engine counted; by scripts, as vocabularies favour some."""

    MARGIN = 1.1
    FLOOR = 0.5  # of the estimate, however few tokens were counted so far

    def __init__(self, kept: TokenRatios | None = None) -> None:
        self._kept = kept

    @cached_property
    def _ratios(self) -> dict[frozenset[str], float]:
        known = self._kept.load() if self._kept else {}
        return {scripts: max(self.FLOOR, ratio) for scripts, ratio in known.items()}

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the prompt, at most."""
        scripts = _scripts(messages)
        ratio = self._ratios[scripts] if scripts in self._ratios else max([1.0, *self._ratios.values()])
        return ceil(self._estimate(messages) * ratio)

    def learn(self, messages: Sequence[Message], counted: int) -> None:
        """`counted`: the engine's figure for these messages. Of what was seen for their scripts, the highest holds."""
        estimate = self._estimate(messages)
        if estimate < 200:
            return  # of a short prompt most is the template
        scripts = _scripts(messages)
        ratio = max(self.FLOOR, self.MARGIN * counted / estimate)
        if ratio <= self._ratios.get(scripts, 0.0):
            return
        self._ratios[scripts] = ratio
        if self._kept:
            self._kept.save(self._ratios)

    def _estimate(self, messages: Sequence[Message]) -> int:
        return PER_PROMPT + sum(PER_MESSAGE + most_tokens(message.content) for message in messages)


_SCRIPTS = {
    "latin": re.compile(r"[A-Za-z]"),
    "ideographs": re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"),
    "digits": re.compile(r"[0-9]"),
    "other": re.compile(r"[\u0080-\u2fff\ua000-\U0010ffff]"),
}


def _scripts(messages: Sequence[Message]) -> frozenset[str]:
    """The scripts of which a twentieth of the prompt or more is made."""
    text = "".join(message.content for message in messages)
    return frozenset(name for name, letters in _SCRIPTS.items() if len(letters.findall(text)) * 20 >= len(text) > 0)
