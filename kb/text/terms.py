"""Which terms a text is found by: the same for the text and for the question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer

from kb.text.scripts import EAST_ASIAN, HANGUL

_HAN_KANA = (
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# A number with its thousands; a run of Chinese or Japanese, where a single blank or line end inside means nothing;
# a run of Korean; anything else that is written together, its joints included.
_NUMBER = r"\d{1,3}(?:,\d{3}){1,10}(?:\.\d+)?(?!\w)|\d+\.\d+(?![\w.])"
_PIECE = re.compile(
    rf"{_NUMBER}|[{_HAN_KANA}]+(?:\s[{_HAN_KANA}]+)*|[{HANGUL}]+"
    rf"|[^\W_{_HAN_KANA}{HANGUL}]+(?:['\-/._:][^\W_{_HAN_KANA}{HANGUL}]+)*"
)
_DECIMAL = re.compile(r"[\d,]*\d[.,]\d+")
_PART = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
# Soft hyphens and zero-width characters divide words for nobody; accents are often left out.
_DROPPED = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x300, 0x370)])
_QUOTES = {0x2018: "'", 0x2019: "'", 0x2010: "-", 0x2011: "-"}
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
_STOPPED = """
a about am an and any are as at be been being but by can could did do does doing for from had has have having he her
here his how i if in into is it it's its me my of on or our ours shall she should so some such than that the their
theirs them then there these they this those to was we were what what's when where which while who whom whose why
will with would you your yours
"""


def extract_terms(text: str) -> list[str]:
    """The text's index terms, in order, repeats kept.

    Width, case, accents and traditional characters are folded; English words are stems; Chinese, Japanese and Korean
    are pairs of neighbouring characters (a character alone stands for itself). What is written together (`ISO-9001`,
    `FY2022`) gives itself without its joints (`iso9001`) and then its parts; dates and versions keep their joints.
    """
    found: list[str] = []
    for piece in _PIECE.findall(_folded(text)):
        found += _terms_of_run(piece) if piece[0] >= EAST_ASIAN[0] else _terms_of_word(piece)
    return found


def is_stop_word(term: str) -> bool:
    """Whether the term is an English word that says nothing of a question's subject."""
    return term in _stopped_terms()


def simplify_han(text: str) -> str:
    """Traditional characters as simplified ones, letters without accents; case and width stay."""
    return text if text.isascii() else text.translate(_folding())


def _folded(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text).lower()
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", lowered).translate(_folding()))


def _terms_of_run(piece: str) -> list[str]:
    run = "".join(piece.split())
    return [run[at : at + 2] for at in range(max(len(run) - 1, 1))]


@lru_cache(maxsize=1 << 16)
def _terms_of_word(word: str) -> tuple[str, ...]:
    if _DECIMAL.fullmatch(word):
        return (word.replace(",", ""),)
    parts = _PART.findall(word)
    if len(parts) < 2:
        return tuple(_stem(part) for part in parts or [word])
    joined = word if word.replace(".", "").replace("-", "").isdigit() else "".join(parts)
    # An address or a path is its parts; nobody asks for it without its joints.
    whole = [_stem(joined)] if len(joined) <= 24 and len(parts) <= 6 else []
    return (*whole, *(_stem(part) for part in parts))


def _stem(word: str) -> str:
    return _STEMMER.stemWord(word) if word.isascii() else word


_STEMMER = snowballstemmer.stemmer("english")


@cache
def _stopped_terms() -> frozenset[str]:
    return frozenset(_stem(word) for word in _STOPPED.split())


@cache
def _folding() -> Mapping[int, str | None]:
    lines = (files("kb.text") / "simplified.txt").read_text(encoding="utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    simplified = {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}
    return simplified | _DROPPED | _QUOTES | _LETTERS
