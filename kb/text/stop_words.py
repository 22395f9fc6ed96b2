"""Words that say nothing of what a text is about, by language."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from kb.text.word_lists import read_lists

StopLanguage = Literal["en", "de", "fr", "es", "it"]
STOP_LANGUAGES: tuple[StopLanguage, ...] = get_args(StopLanguage)

# English words of the list that say how far something goes, and so may be what a question or a claim turns on.
NARROWING = frozenset(
    "above after against all before below between both during each few more most no nor not once only other over own"
    " same too under very".split()
)


@cache
def stop_words(language: StopLanguage) -> frozenset[str]:
    """Snowball's list of a language, in small letters."""
    return read_lists("stop_words.txt")[language]


@cache
def all_stop_words() -> frozenset[str]:
    """Those of every language that there is a list of."""
    return frozenset().union(*read_lists("stop_words.txt").values())


def is_stop_word(word: str) -> bool:
    """Whether it is on the English list or on the German one, in letters of any size."""
    said = word.lower()
    return said in stop_words("en") or said in stop_words("de")


SILENT = (stop_words("en") - NARROWING) | frozenset("can shall whose will".split())
"""English words that say nothing of a question's subject; the list itself leaves out auxiliaries that are nouns too."""
ASKING = stop_words("de") | frozenset(
    "many much long often high big old far soon late need must may can tell please mean happen get give"
    " viele wer wen wem wann warum darf müssen gibt bitte unsere"
    " hoch lang lange viel oft groß alt weit bald spät wieviel wieso weshalb brauchen sagen bedeuten bekommen".split()
)
"""What leads up to a subject: how much, how long, please; and German as a whole."""
INTERROGATIVES: dict[StopLanguage, frozenset[str]] = {
    "de": frozenset(
        "wie wieviel wieviele wann wer wen wem wessen warum wieso weshalb welche welcher welches welchem welchen"
        " darf dürfen muss müssen kann können soll sollen gibt ist sind wird werden wo woher wohin fasse nenne".split()
    ),
    "fr": frozenset("quel quelle quels quelles combien quand pourquoi comment où".split()),
    "es": frozenset("cuál cuáles cuánto cuánta cuántos cuántas cuándo qué dónde quién cómo".split()),
}
"""Words that a question begins with, and that no other of these languages has."""
