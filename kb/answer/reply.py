"""A model's reply as it comes: held back until it is clear that it is no refusal, then checked claim by claim."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.citations import UNSUPPORTED, Citer
from kb.answer.refusal import is_refusal, says_not_found
from kb.engines.protocols import Done
from kb.errors import EngineBroken
from kb.text import language
from kb.text.sentences import split_sentences
from kb.types import Hit

_FIRST_SENTENCE = 160  # characters at most that are looked at before any is shown: is it a refusal?
_LEAD = re.compile(r"^\s*\**(?:assistant|answer|response|antwort|答案|回答|答)\**\s*[:：]\**\s*", re.IGNORECASE)


class Reply:
    """One reply; what `feed` and `finish` return is shown."""

    def __init__(self, hits: Sequence[Hit], question: str) -> None:
        self.citer = Citer(hits, question)
        self.done = Done(complete=False, reason="")
        self.refused = False
        self._head: str | None = ""  # None once the text flows
        self._said = self._visible = False
        self._refuses = False  # for certain: what follows is not looked at until the end

    @property
    def finished_early(self) -> bool:
        """Whether nothing that may still come would be shown."""
        if self.citer.repeating:
            return True
        if self.citer.closed:
            self.done = Done()
            return True
        return False

    def feed(self, piece: str) -> str:
        """What can be shown now."""
        self._said = self._said or bool(piece.strip())
        if self._head is None:
            return self._shown(self.citer.feed(piece))
        self._head += piece
        if self._refuses:
            return ""
        undecided = len(self._head) < _FIRST_SENTENCE and len(split_sentences(self._head)) < 2
        if undecided or is_refusal(self._head):
            self._refuses = not undecided and len(self._head) >= _FIRST_SENTENCE
            return ""
        head, self._head = _LEAD.sub("", self._head), None
        return self._shown(self.citer.feed(head))

    def finish(self, question: str) -> str:
        """The rest. A refusal is said in the question's language, unless something in it was cited after all."""
        if not self._said:
            raise self._silence()
        text = self.citer.feed(_LEAD.sub("", self._head or "")) + self.citer.finish()
        if not self._visible and not any(letter.isalnum() for letter in text):
            raise self._silence()
        held_back = self._head is not None
        supported = any(citation.supported for citation in self.citer.citations)
        self.refused = not supported and (says_not_found(text) or (held_back and is_refusal(text)))
        if self.refused:
            return language.NOT_FOUND[language.detect_language(question)] if held_back else text
        checked = self.citer.citations or self.citer.unsupported
        return text if checked else f"{text.rstrip()} {UNSUPPORTED}"  # "Yes."

    def _shown(self, text: str) -> str:
        self._visible = self._visible or any(letter.isalnum() for letter in text)
        return text

    def _silence(self) -> EngineBroken:
        if self.done.reason == "length":
            return EngineBroken(
                "The model used up its room before it said anything.",
                "Give it more (KB_ANSWER_TOKENS=4096) or set KB_THINK=false.",
            )
        return EngineBroken("The model gave an empty answer.", "Ask again, or choose another model with KB_CHAT.")
