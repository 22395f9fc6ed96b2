"""Questions as they were meant: words that no document holds, where a document holds the same but for a slip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from kb.store.reader import Reader
from kb.text.scripts import EAST_ASIAN
from kb.text.terms import extract_terms, is_stop_word

_WORD = re.compile(rf"[^\W\d_{EAST_ASIAN}]{{4,}}")  # of an alphabet: not of Chinese, Japanese and Korean
_LOOKED_AT = 30  # chunks for each word
_WORDS = 12  # mended at most: a whole page as a question is no slip


def mend_spelling(question: str, store: Reader, is_word: Callable[[str], bool]) -> str:
    """The question with slips of the keyboard mended from the words of the documents; its other words untouched.

    A slip is two neighbours swapped, a letter too many or too few, or a wrong one in a long word. Word endings are
    never mended: they make other words. Nor is what `is_word` knows: where no document says "melting", "meeting" is
    not meant either.
    """
    words = dict.fromkeys(match.group() for match in _WORD.finditer(question))
    stems = {word: extract_terms(word)[0] for word in words}
    counts = store.term_counts(set(stems.values()))
    unknown = {word: stem for word, stem in stems.items() if not (counts[stem] or is_stop_word(stem) or is_word(word))}
    meant = {word: _meant(word, stem, store) for word, stem in islice(unknown.items(), _WORDS)}
    return _WORD.sub(lambda match: meant.get(match.group()) or match.group(), question)


def _meant(word: str, stem: str, store: Reader) -> str:
    """The best of the documents' words, or nothing."""
    typed = word.lower()
    offered: dict[str, tuple[int, int]] = {}
    for known in _words_near(stem, store):
        slip = _slip(typed, known)
        if slip:
            offered[known] = (slip, offered.get(known, (0, 0))[1] - 1)
    return min(offered, key=lambda known: offered[known], default="")


def _words_near(stem: str, store: Reader) -> Iterator[str]:
    for chunk in store.search_misspelt(stem, _LOOKED_AT):
        yield from _WORD.findall(chunk.index_text.lower())


def _slip(typed: str, known: str) -> int:
    """What sets them apart: 1 a swap, 2 a letter more or less, 3 another letter; 0 anything else."""
    start = next((at for at, (one, other) in enumerate(zip(typed, known, strict=False)) if one != other), 0)
    ours, theirs = typed[start:], known[start:]
    if len(ours) == len(theirs):
        if len(ours) > 1 and ours[0] == theirs[1] and ours[1] == theirs[0] and ours[2:] == theirs[2:]:
            return 1
        return 3 if len(typed) >= 7 and 0 < start < len(typed) - 3 and ours[1:] == theirs[1:] else 0
    shorter, longer = sorted((ours, theirs), key=len)
    return 2 if len(typed) >= 6 and 0 < start < len(typed) - 2 and longer[1:] == shorter else 0
