"""Which terms a text is found by: the same for the text and for the question."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from operator import add
from typing import NamedTuple

import snowballstemmer

from kb.text.scripts import EAST_ASIAN, HANGUL
from kb.text.stop_words import ASKING, SILENT, StopLanguage, stop_words

_HAN_KANA = (
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# A number with its thousands; a run of Chinese or Japanese, where a single blank or line end inside means nothing;
# a run of Korean; anything else that is written together, its joints included.
_NUMBER = r"\d{1,3}(?:,\d{3}){1,10}(?:\.\d+)?(?!\w)|\d+\.\d+(?![\w.])"
_JOINTS = r"['\-/._:]"
_LETTERLIKE = rf"[^\W_{_HAN_KANA}{HANGUL}]"
# What begins with a letter first: no number does, and most pieces do.
_PIECE = re.compile(
    rf"[{_HAN_KANA}]+(?:\s[{_HAN_KANA}]+)*|[a-z]{_LETTERLIKE}*(?:{_JOINTS}{_LETTERLIKE}+)*|{_NUMBER}|[{HANGUL}]+"
    rf"|{_LETTERLIKE}+(?:{_JOINTS}{_LETTERLIKE}+)*"
)
# The same where all is ASCII, in half the time.
_ASCII_PIECE = re.compile(rf"[a-z][a-z0-9]*(?:{_JOINTS}[a-z0-9]+)*|{_NUMBER}|[a-z0-9]+(?:{_JOINTS}[a-z0-9]+)*")
_WIDE = re.compile("[\uff01-\uff5e]")
_RAISED = re.compile("[⁰¹²³⁴-⁹⁺⁻]")
_POWER = re.compile("(?<=\\d)(?=[⁰¹²³⁴-⁹⁺⁻])")  # a raised figure is no digit of the number that it stands beside
_OPENING, _FIRST = 80, 4  # characters, and pieces among them: the terms of all ten took twice as long
_CUT = 3  # pieces that the end of a text may change: two that are a number with its thousands where it goes on
_DECIMAL = re.compile(r"[\d,]*\d[.,]\d+")
_PART = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
# Soft hyphens and zero-width characters divide words for nobody; accents are often left out.
_DROPPED = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x300, 0x370)])
_QUOTES = {0x2018: "'", 0x2019: "'", 0x2010: "-", 0x2011: "-"}
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


def extract_terms(text: str) -> list[str]:
    """The text's index terms, in order, repeats kept.

    Width, case, accents and traditional characters are folded; English words are stems; Chinese, Japanese and Korean
    are pairs of neighbouring characters (a character alone stands for itself). What is written together (`ISO-9001`,
    `FY2022`) gives itself without its joints (`iso9001`) and then its parts; dates and versions keep their joints.
    """
    return _make_terms(cut_pieces(text))


def _make_terms(pieces: Iterable[str]) -> list[str]:
    found: list[str] = []
    for piece in pieces:
        found += _terms_of_run(piece) if piece[0] >= EAST_ASIAN[0] else terms_of_word(piece)
    return found


class TermCounts(NamedTuple):
    """How many terms a text has, repeats counted, and how often it has those that were asked for; 0 is left out."""

    total: int
    of: Mapping[str, int]


class Opening:
    """A text, to be compared with others by its first terms: they mostly tell, and the others need not be made."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._first = _make_terms(cut_pieces(text[:_OPENING])[:-_CUT][:_FIRST])

    def has_same_terms(self, other: Opening) -> bool:
        """Whether `extract_terms` makes the same of both texts."""
        known = min(len(self._first), len(other._first))
        same = self._first[:known] == other._first[:known]
        return same and (self._text == other._text or extract_terms(self._text) == extract_terms(other._text))


class TermCounter:
    """Counts some terms in many texts, as `extract_terms` gives them, in a third of its time."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = frozenset(wanted)
        pairs = [term for term in self._wanted if len(term) == 2]
        self._pairs = [pair for pair in pairs if pair[0] != pair[1]]
        self._doubles = {pair: re.compile(f"(?={re.escape(pair)})") for pair in pairs if pair[0] == pair[1]}
        self._words = _Words(self._wanted)

    def count(self, *texts: str) -> TermCounts:
        """In all these texts together."""
        pieces = [piece for text in texts for piece in cut_pieces(text)]
        words = [piece for piece in pieces if piece < EAST_ASIAN[0]]
        found: Counter[str] = Counter()
        total = self._count_words(words, found)
        if len(words) < len(pieces):
            total += self._count_runs([piece for piece in pieces if piece >= EAST_ASIAN[0]], found)
        return TermCounts(total, found)

    def _count_words(self, words: Sequence[str], found: Counter[str]) -> int:
        total = sum(map(self._words.__getitem__, words))
        for word in filter(self._words.telling.__contains__, words):
            found.update(self._words.telling[word])
        return total

    def _count_runs(self, runs: Sequence[str], found: Counter[str]) -> int:
        text = "".join("\0".join(runs).split())  # no pair goes across from one to the next
        for pair in self._pairs:
            if count := text.count(pair):
                found[pair] += count
        for pair, pattern in self._doubles.items():  # three of a kind are two pairs
            if count := len(pattern.findall(text)):
                found[pair] += count
        alone = [run for run in runs if len(run) == 1]
        found.update(run for run in alone if run in self._wanted)
        return len(text) - 2 * len(runs) + 1 + len(alone)


class _Words(dict[str, int]):
    """How many terms each word gives, and which of the wanted ones."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = wanted
        self.telling: dict[str, list[str]] = {}

    def __missing__(self, word: str) -> int:
        terms = terms_of_word(word)
        if telling := [term for term in terms if term in self._wanted]:
            self.telling[word] = telling
        self[word] = length = len(terms)
        return length


def is_stop_word(term: str, language: StopLanguage = "en") -> bool:
    """Whether the term is a word of the language that says nothing of a question's subject."""
    return term in _terms_of(SILENT if language == "en" else stop_words(language))


def is_asking_word(term: str) -> bool:
    """Whether the term only asks, in English or German: what says nothing of a subject, and what leads up to it."""
    return is_stop_word(term) or term in _terms_of(ASKING)


def simplify_han(text: str) -> str:
    """Traditional characters as simplified ones, letters without accents; case and width stay."""
    return text if text.isascii() else _fold_signs(text)


def cut_pieces(text: str) -> list[str]:
    """What is written together, folded; a term lies within one piece."""
    folded = _fold_text(text)
    return (_ASCII_PIECE if folded.isascii() else _PIECE).findall(folded)


def _fold_text(text: str) -> str:
    if not text.isascii():
        # The signs of full width first, one by one: a single one has the whole text taken apart, at half of all this
        # costs.
        for sign in set(_WIDE.findall(text)):
            text = text.replace(sign, chr(ord(sign) - 0xFEE0))
        if _RAISED.search(text):
            text = _POWER.sub(" ", text)
    lowered = unicodedata.normalize("NFKC", text).lower()
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFC", _fold_signs(unicodedata.normalize("NFD", lowered)))


def _fold_signs(text: str) -> str:
    table, pattern = _make_folding()
    return pattern.sub(lambda match: table[match[0]], text)


def _terms_of_run(piece: str) -> list[str]:
    run = "".join(piece.split())
    return list(map(add, run, run[1:])) or [run]


@lru_cache(maxsize=1 << 16)
def terms_of_word(word: str) -> tuple[str, ...]:
    """Those of a piece in letters of an alphabet, or in figures."""
    if _DECIMAL.fullmatch(word):
        return (word.replace(",", ""),)
    parts = _PART.findall(word)
    if len(parts) < 2:
        return tuple(_stem(part) for part in parts or [word])
    joined = word if word.replace(".", "").replace("-", "").isdigit() else "".join(parts)
    # An address or a path is its parts; nobody asks for it without its joints.
    whole = [_stem(joined)] if len(joined) <= 24 and len(parts) <= 6 else []
    return (*whole, *(_stem(part) for part in parts))


def stem_words(words: Iterable[str]) -> list[str]:
    """The term of each of these words, none of which has joints or figures: of hundreds, kept for none."""
    return list(map(_stem, _fold_text("\n".join(words)).split("\n")))


def _stem(word: str) -> str:
    return _STEMMER.stemWord(word) if word.isascii() else word


_STEMMER = snowballstemmer.stemmer("english")


@cache
def _terms_of(words: frozenset[str]) -> frozenset[str]:
    return frozenset(extract_terms(" ".join(words)) + [_stem(word) for word in words])


@cache
def _make_folding() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """What some signs become, and a pattern of these signs: `str.translate` would ask for every sign of a text."""
    lines = (files("kb.text") / "simplified.txt").read_text(encoding="utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    simplified = {pairs[at]: pairs[at + 1] for at in range(0, len(pairs), 2)}
    table = simplified | {chr(sign): becomes or "" for sign, becomes in (_DROPPED | _QUOTES | _LETTERS).items()}
    return table, re.compile(f"[{re.escape(''.join(table))}]")
