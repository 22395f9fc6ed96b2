"""Roughly in which language a text is, as far as its words can be compared with another's."""

from __future__ import annotations

import re

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
_ENGLISH = frozenset("the of and to is are in for by on not with from must may can be at as per".split())
_FOREIGN = frozenset(
    "der die das und ist nicht ein eine für mit beträgt wird werden darf muss le la les des est une pour avec el los"
    " las es una del il di che per è sind sich auf dem den von zu".split()
)


def mostly_han(text: str) -> bool:
    return len(HAN.findall(text)) > len(LATIN.findall(text))


def tongue(text: str) -> str:
    """Roughly: Chinese, English or another European language, as far as words can be compared."""
    if mostly_han(text):
        return "han"
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
    foreign, english = (sum(word in known for word in words) for known in (_FOREIGN, _ENGLISH))
    return "other" if foreign > english else "en"
