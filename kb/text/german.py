"""German words: one stem for all their forms, however an umlaut is typed, and how words are joined to compounds."""

from __future__ import annotations

from collections.abc import Iterator

import snowballstemmer

from kb.text.stop_words import stop_words

SHORTEST = 4  # letters of a compound's part: "Rat" stands in "Beratung" too, "Satz" in no word that it is no part of
_JOINTS = ("", "s", "n", "e", "es", "en", "er")  # what may stand between the two


def stem_german(term: str) -> str:
    """Of a term of kb.text.terms, whose umlauts are plain vowels, or are written ae, oe and ue."""
    stem: str = _STEMMER.stemWord(term)
    return stem


def split_compound(stem: str) -> Iterator[tuple[str, str]]:
    """The stems of each two words that this one may be made of, whether or not there are such words."""
    for at in range(SHORTEST, len(stem) - SHORTEST + 1):
        for head in _iterate_heads(stem[:at]):
            yield head, stem_german(stem[at:])


def split_off(part: str, stem: str) -> Iterator[str]:
    """The stems of what else the compound `stem` may be made of, if one of its two words has the stem `part`."""
    if stem.endswith(part):
        yield from _iterate_heads(stem.removesuffix(part))
    if stem.startswith(part):
        tail = stem.removeprefix(part)
        yield from (stem_german(rest) for joint in _JOINTS if len(rest := _remove_joint(joint, tail)) >= SHORTEST)


def is_function_word(term: str) -> bool:
    """Whether it is one of the words that say nothing, and make no compounds."""
    return term in _FUNCTION_WORDS


def _iterate_heads(joined: str) -> Iterator[str]:
    for joint in _JOINTS:
        if joined.endswith(joint) and len(head := joined.removesuffix(joint)) >= SHORTEST:
            yield stem_german(head)


def _remove_joint(joint: str, tail: str) -> str:
    return tail.removeprefix(joint) if tail.startswith(joint) else ""


_STEMMER = snowballstemmer.stemmer("german")
_PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_FUNCTION_WORDS = frozenset(word.translate(_PLAIN) for word in stop_words("de"))
