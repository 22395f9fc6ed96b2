"""Whether a full stop belongs to an abbreviation, an initial or an ordinal, and so ends no sentence."""

from __future__ import annotations

import re
from functools import cache

from kb.text.stop_words import all_stop_words
from kb.text.word_lists import read_lists

REACH = 40  # characters before a full stop that are looked at: no abbreviation with the word before it is longer

_TOKEN = re.compile(r"[^\s(（\[{\"“”„«‘|/-]{1,15}$")
_ELIDED = re.compile(r"^[a-zA-Z]{1,5}['’](?=[^\W\d_]{2})")  # l'art. 7
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+-?[^\W\d_]{1,3}")  # z.B, S.p.A, U.S
_INITIAL = re.compile(r"(?:[^\W\d_]\.)?-?[^\W\d_]")
_COUNTS = re.compile(r"[§(\[]?\d|[A-Z]{1,5}[-/]?\d|[IVXLC]{1,6}\b|[A-Za-z]\b(?!['’])")
_WORD = re.compile(r"[(\[„“\"'«]?([^\W\d_]+)(\s+[^\W\d_a-z])?")
_BEFORE_ORDINAL = re.compile(
    r"\b(?:der|die|das|dem|den|des|am|im|ins|vom|zum|zur|beim|ab|bis|seit|[Ee]in(?:e[mnrs]?)?)\s+\d{1,3}$"
)
_DECLINED = re.compile(r"\b[a-zäöüß]{4,}en\s+\d{1,2}$")  # bis zum vollendeten 3. Lebensjahr
# Names hold these as well ("M. Di Rupo"), and then another capital follows.
_IN_NAMES = frozenset("da dal de del della der di du la las le los von zu zum".split())
# After these a capital begins a new sentence: they close a list or a time, and nothing that they name follows.
_CLOSING = frozenset("etc usw usf ecc a.m p.m ff".split())
_MONTHS = frozenset(
    "januar jänner februar märz april mai juni juli august september oktober november dezember"
    " jan feb mrz apr jun jul aug sep sept okt nov dez january february march may june july october december".split()
)


def is_abbreviation(before: str, following: str) -> bool:
    """Whether the full stop between these two texts is one of an abbreviation, an initial or an ordinal number.

    `before` ends where the stop stands, and `following` begins behind the blank after it, "" where nothing has come
    yet; a few words of each are enough. An abbreviation may end a sentence as well: it does where an article, a pronoun
    or the like follows with a capital ("… in the U.S. The servers …"), which no name begins with.
    """
    found = _TOKEN.search(before)
    if not found:
        return False
    token = _ELIDED.sub("", found.group())
    if token.isdigit():
        return _is_ordinal(before, token, following.lstrip())
    if token in _list_words("numbered") and (len(token) > 1 or _COUNTS.match(following.lstrip())):
        return not following or _COUNTS.match(following.lstrip()) is not None
    if not (token in _list_words("any") or _DOTTED.fullmatch(token) or _is_initial(token, following)):
        return False
    if token in _CLOSING and following[:1].isupper():
        return False
    return not _begins_sentence(following.lstrip())


def _is_initial(token: str, following: str) -> bool:
    """A capital alone, or a small letter before what stands on the same line ("z. B.", "Orbis v. Hanse")."""
    return _INITIAL.fullmatch(token) is not None and (token[-1].isupper() or following[:1].isalnum())


def _begins_sentence(following: str) -> bool:
    word = _WORD.match(following)
    if word is None or len(word[1]) < 2 or not word[1][0].isupper():
        return False
    return word[1].lower() in all_stop_words() and not (word[1].lower() in _IN_NAMES and word[2])


def _is_ordinal(before: str, number: str, following: str) -> bool:
    word = _WORD.match(following)
    if word and word[1].lower() in _MONTHS:
        return len(number) <= 2
    if _BEFORE_ORDINAL.search(before):
        return True
    return bool(_DECLINED.search(before) and word and word[1][0].isupper()) and not _begins_sentence(following)


@cache
def _list_words(name: str) -> frozenset[str]:
    return read_lists("abbreviations.txt")[name]
