"""The chat model as a second opinion on claims that the rules cannot place: one short question each."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from kb import cancel
from kb.answer.check.reasons import write_judged_reason
from kb.answer.checker import Checker, Source, Verdict
from kb.answer.generation.prompt import disarm_text
from kb.engines.protocols import ChatModel
from kb.engines.short_replies import read_short_reply
from kb.errors import EngineError
from kb.types import Message

log = logging.getLogger(__name__)
# What the rules found is certain where it is a number, a name or a word that says the opposite of the same thing: there
# a model would only blur it. Too few words in common is all that a rewording, or another language, shows as well; and
# what the rules themselves call unclear, whatever it is, is what a reader would have to tell.
_CANNOT_TELL = frozenset({"", "words", "elsewhere"})
_ASKS = """Does the passage say what the statement says? Answer with one word: yes or no.

Passage ({beside}):
{text}

Statement: {claim}

Yes or no?"""
_SAYS = re.compile(r"\W*(?P<word>yes|no|ja|nein|是|否|不)\b", re.IGNORECASE)
_YES = frozenset({"yes", "ja", "是"})
_WORDS = 8  # tokens at most of a judgement: a word, and what a model may put around it


class Judge:
    """A Checker that asks a chat model where the rules cannot tell; slow, so it is asked once an answer has streamed.

    A model that fails, or says neither yes nor no, leaves the rules' verdict; after a failure it is not asked again.
    """

    def __init__(self, chat: ChatModel, rules: Checker) -> None:
        self._chat = chat
        self._rules = rules
        self._failed = False

    def check(self, claim: str, source: Source) -> Verdict:
        """The rules' verdict; where they cannot tell and the model says yes, that the source says so."""
        verdict = self._rules.check(claim, source)
        if verdict.supported or not can_ask(verdict) or self._failed or not self._says_yes(claim, source):
            return verdict
        return replace(verdict, supported=True, reason=write_judged_reason(claim), fault="", unclear=False)

    def _says_yes(self, claim: str, source: Source) -> bool:
        cancel.ask_on()
        beside = disarm_text(" › ".join(source.beside.split("\n")))
        asks = _ASKS.format(beside=beside, text=disarm_text(source.text), claim=disarm_text(" ".join(claim.split())))
        try:
            said = read_short_reply(self._chat, [Message("user", asks)], _WORDS)
        except EngineError as error:
            cancel.ask_on()
            self._failed = True
            log.warning("The model judges no claims: %s: %s", error.code, error.message)
            return False
        cancel.ask_on()
        found = _SAYS.match(said)
        return bool(found and found["word"].lower() in _YES)


def can_ask(verdict: Verdict) -> bool:
    """Whether a verdict is one that a second opinion may replace."""
    return not verdict.supported and (verdict.unclear or verdict.fault in _CANNOT_TELL)
