"""Signs by their script, each range once, and those that nobody sees; roughly in which language a text is."""

from __future__ import annotations

import re

# Ranges, to stand in a class of a regular expression.
IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff"
KANA = "\u3041-\u30fa"  # without the long mark and the dot between names, which Chinese writes too
HANGUL = "\uac00-\ud7af"
EAST_ASIAN = "\u2e80-\U0010ffff"  # and all that comes after: what is no alphabet, as words of one are looked for
# Letters and signs that take two columns, and end their sentences without a blank.
WIDE = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60"
# Without width, turning the order of letters about, or tags: a model reads them, and a person sees something else.
INVISIBLE = "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f"

HAN = re.compile(f"[{IDEOGRAPHS}]")
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
