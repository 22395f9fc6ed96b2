"""Questions as they were meant: words that no document holds, where a document holds the same but for a slip."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from kb.store.reader import Reader
from kb.text.language import detect_language
from kb.text.scripts import EAST_ASIAN
from kb.text.terms import extract_terms, is_stop_word, stem_words

_WORD = re.compile(rf"[^\W\d_{EAST_ASIAN}]{{4,}}")  # of an alphabet: not of Chinese, Japanese and Korean
_BESIDE = rf"[^\W{EAST_ASIAN}]"
_LOOKED_AT = 30  # chunks for each term that a word may have been meant for
_TRIED = 4  # of these terms
_TELLING = 5  # letters of a word in which more than a swap is mended
_LONGEST = 40  # letters; the longest words of German law have some more
_WORDS = 12  # mended at most: a whole page as a question is no slip
_BLOCK = 128  # code points among which the letters of an alphabet stand


class _Meant(NamedTuple):
    """A term that a word may have been meant for, best first."""

    slip: int  # what sets the word apart, as `_make_slips` counts it
    absent: int  # the fewer chunks hold it the more
    term: str


def mend_spelling(question: str, store: Reader, is_word: Callable[[str], bool]) -> str:
    """The question with slips of the keyboard mended from the words of the documents; its other words untouched.

    A slip is two neighbours swapped, or a letter too many, too few or wrong that is neither the first nor the last: a
    word's ending makes another word. What `is_word` knows is never mended: where no document says "melting", "meeting"
    is not meant either. Of 400 words of questions to 133,546 passages, each with a slip made by chance, 282 are mended
    and 16 made another word; of 400 questions as they were asked 11 have a word changed, and of 198 words that stand
    nowhere 5.
    """
    words = dict.fromkeys(match.group() for match in _WORD.finditer(question))
    stems = {word: extract_terms(word)[0] for word in words}
    counts = store.term_counts(set(stems.values()))
    unknown = {word: stem for word, stem in stems.items() if not (counts[stem] or is_stop_word(stem) or is_word(word))}
    # Identifiers are English: of 182 German questions to a wiki "Sprit" of one was mended to the "split" of such.
    known = _whole_word() if detect_language(question) == "de" else _WORD
    meant = {word: _find_meant_word(word, store, known) for word in islice(unknown, _WORDS)}
    return _WORD.sub(lambda match: meant.get(match.group()) or match.group(), question)


@cache
def _whole_word() -> re.Pattern[str]:
    """No part of an identifier: `support_tree_angle`."""
    return re.compile(rf"(?<!{_BESIDE}){_WORD.pattern}(?!{_BESIDE})")


def _find_meant_word(word: str, store: Reader, known: re.Pattern[str]) -> str:
    """The best of the documents' words, or nothing: of all that may have been typed so, what a chunk is found by."""
    typed = word.lower()
    for meant in _find_terms(typed, store)[:_TRIED]:
        near = store.keyword_search([meant.term], _LOOKED_AT)
        words: Iterator[str] = (each for found in near for each in known.findall(found.chunk.index_text.lower()))
        counts = Counter(each for each in words if _may_be_meant(typed, each))
        offered = {each: (slip, -count) for each, count in counts.items() if (slip := _classify_slip(typed, each))}
        if offered:
            return min(offered, key=lambda each: offered[each])
    return ""


def _find_terms(typed: str, store: Reader) -> list[_Meant]:
    if len(typed) > _LONGEST:
        return []
    slips = _make_slips(typed)
    by_term: dict[str, int] = {}
    for term, slip in zip(stem_words(slips), slips.values(), strict=True):
        by_term.setdefault(term, slip)  # the likelier slips come first
    counts = store.term_counts(by_term)
    return sorted(_Meant(by_term[term], -count, term) for term, count in counts.items() if count)


def _make_slips(typed: str) -> dict[str, int]:
    """All words that `_classify_slip` takes it for, the likelier first; the letters of one alphabet put in."""
    ends = range(1, len(typed))
    swapped = [typed[: at - 1] + typed[at] + typed[at - 1] + typed[at + 1 :] for at in ends]
    found = dict.fromkeys(swapped, 1)
    if len(typed) >= _TELLING:
        letters = _list_letters(stem_words([typed])[0])
        fewer = [typed[:at] + typed[at + 1 :] for at in ends[:-1]]
        more = [typed[:at] + letter + typed[at:] for at in ends for letter in letters]
        other = [typed[:at] + letter + typed[at + 1 :] for at in ends[:-1] for letter in letters]
        found = dict.fromkeys(other, 3) | dict.fromkeys([*fewer, *more], 2) | found
    found.pop(typed, None)
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _list_letters(word: str) -> list[str]:
    """The small letters that stand where the word's first one stands: those of its alphabet."""
    start = ord(word[0]) // _BLOCK * _BLOCK
    return [
        letter for letter in map(chr, range(start, start + _BLOCK)) if letter.isalpha() and letter == letter.lower()
    ]


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
