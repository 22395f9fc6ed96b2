"""What a question is about: its words without those that only ask."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.search.scoring import Wanted
from kb.search.word_forms import read_language, weigh_words
from kb.store.reader import Reader
from kb.text.chinese_words import remove_asking_words
from kb.text.language import detect_language
from kb.text.sentences import MARKS
from kb.text.terms import extract_terms, is_asking_word

# A capital within a sentence, or a digit. "The CEO of …" is what is asked.
_NAME = re.compile(rf"(?<=[^{MARKS}:] )(?:[A-Z][\w.&-]*|[\w-]*\d[\w-]*)(?:'s|’s)?(?!\s+of\b)")
# Of German, which writes all nouns with a capital: two capitals, or a digit.
_GERMAN_NAME = re.compile(r"\b(?=\w*[A-ZÄÖÜ0-9]\w*[A-ZÄÖÜ0-9])[\w.&-]+|\b[\w-]*\d[\w-]*")


def weigh_subject(question: str, store: Reader) -> Wanted:
    """The terms of what a question is about, each with what it tells in this space; all terms if none is left."""
    text = remove_asking_words(question)
    every = list(dict.fromkeys(extract_terms(text))) or list(dict.fromkeys(extract_terms(question)))
    about = [term for term in every if _tells(term)] or every
    return weigh_words(about, text, read_language(question, store.languages()), store, store.size())


def remove_names(question: str) -> str:
    """The question without the names and codes in it; itself where little else would be left of it."""
    pattern = _GERMAN_NAME if detect_language(question) == "de" else _NAME
    bare = " ".join(pattern.sub(" ", question).split())
    return bare if any(map(_tells, extract_terms(remove_asking_words(bare)))) else question


def measure_coverage(
    question: Wanted, places: Mapping[str, tuple[frozenset[str], float]], *, whole: bool = False
) -> float:
    """Share of what a question tells that a text says in its places (each with its terms, and what they are worth).

    With `whole` every place is worth as much.
    """
    if not question.total:
        return 0.0
    told = sum(
        weight
        * max(
            ((1.0 if whole else worth) * question.say(term, said) for said, worth in places.values()),
            default=0.0,
        )
        for term, weight in question.weights.items()
    )
    return told / question.total


def _tells(term: str) -> bool:
    return not is_asking_word(term)
