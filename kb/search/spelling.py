"""Questions as they were meant: words that no document holds, where a document holds the same but for a slip."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from kb.store.reader import Reader
from kb.text.language import detect_language
from kb.text.scripts import EAST_ASIAN
from kb.text.terms import extract_terms, is_stop_word

_WORD = re.compile(rf"[^\W\d_{EAST_ASIAN}]{{4,}}")  # of an alphabet: not of Chinese, Japanese and Korean
_BESIDE = rf"[^\W{EAST_ASIAN}]"
# No part of an identifier: `support_tree_angle`.
_WHOLE_WORD = re.compile(rf"(?<!{_BESIDE}){_WORD.pattern}(?!{_BESIDE})")
_LOOKED_AT = 30  # chunks for each word
_SHORTEST, _TELLING = 4, 5  # letters of a stem that is looked for, and of a word in which more than a swap is mended
_ENDING = 3  # letters of an ending that a slip hides
_WORDS = 12  # mended at most: a whole page as a question is no slip


def mend_spelling(question: str, store: Reader, is_word: Callable[[str], bool]) -> str:
    """The question with slips of the keyboard mended from the words of the documents; its other words untouched.

    A slip is two neighbours swapped, or a letter too many, too few or wrong that is neither the first nor the last: a
    word's ending makes another word. What `is_word` knows is never mended: where no document says "melting", "meeting"
    is not meant either. Of 397 words of questions, each with a slip made by chance, 313 are mended and 5 made another
    word; of 371 that are meant and stand nowhere 1 is changed, and of 200 of the questions' own 4.
    """
    words = dict.fromkeys(match.group() for match in _WORD.finditer(question))
    stems = {word: extract_terms(word)[0] for word in words}
    counts = store.term_counts(set(stems.values()))
    unknown = {word: stem for word, stem in stems.items() if not (counts[stem] or is_stop_word(stem) or is_word(word))}
    # Identifiers are English: of 182 German questions to a wiki "Sprit" of one was mended to the "split" of such.
    known = _WHOLE_WORD if detect_language(question) == "de" else _WORD
    meant = {word: _find_meant_word(word, stem, store, known) for word, stem in islice(unknown.items(), _WORDS)}
    return _WORD.sub(lambda match: meant.get(match.group()) or match.group(), question)


def _find_meant_word(word: str, stem: str, store: Reader, known: re.Pattern[str]) -> str:
    """The best of the documents' words, or nothing. "prodction" is near no stem before its ending is cut."""
    for cut in range(_ENDING + 1):
        begun = stem[: len(stem) - cut]
        if cut and len(begun) < _SHORTEST:
            break
        near = store.search_misspelt(begun, _LOOKED_AT)
        words: Iterator[str] = (each for chunk in near for each in known.findall(chunk.index_text.lower()))
        counts = Counter(each for each in words if _may_be_meant(word.lower(), each))
        offered = {
            each: (slip, -count) for each, count in counts.items() if (slip := _classify_slip(word.lower(), each))
        }
        if offered:
            return min(offered, key=lambda each: offered[each])
    return ""


def _may_be_meant(typed: str, known: str) -> bool:
    """Whether to look closer: of 600 words of thirty chunks some ten are of this length and begin so."""
    return -1 <= len(typed) - len(known) <= 1 and known[0] in typed[:2]


def _classify_slip(typed: str, known: str) -> int:
    """What sets them apart: 1 a swap, 2 a letter more or less, 3 another letter; 0 anything else."""
    start = next((at for at, (one, other) in enumerate(zip(typed, known, strict=False)) if one != other), 0)
    ours, theirs = typed[start:], known[start:]
    if len(ours) == len(theirs) and ours[:2] == theirs[1::-1] and ours[2:] == theirs[2:]:
        return 1
    if not start or len(typed) < _TELLING:
        return 0
    shorter, longer = sorted((ours, theirs), key=len)
    if len(shorter) == len(longer):
        return 3 if shorter[1:] and ours[1:] == theirs[1:] else 0
    return 2 if longer[1:] == shorter else 0
