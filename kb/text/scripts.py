"""Signs by their script, each range once, and those that nobody sees."""

from __future__ import annotations

import re

# Ranges, to stand in a class of a regular expression. Python goes through their signs one by one to compile it, in 1 or
# 2 ms for each such class: what few questions need is compiled with the first of them.
IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff"
KANA = "\u3041-\u30fa"  # without the long mark and the dot between names, which Chinese writes too
HANGUL = "\uac00-\ud7af"
EAST_ASIAN = "\u2e80-\U0010ffff"  # and all that comes after: what is no alphabet, as words of one are looked for
LATIN_LETTERS = "A-Za-zÀ-\u024f"
# What Chinese and Japanese write without blanks, their punctuation and wide digits included.
UNSPACED = f"\u3000-\u30ff{IDEOGRAPHS}\uff00-\uffef"
# Letters and signs that take two columns, and end their sentences without a blank.
WIDE = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # the order of letters about
# Without width, turning, or tags: a model reads them, and a person sees something else.
INVISIBLE = f"\u200b\u2060-\u2065\ufeff\U000e0000-\U000e007f{TURNING}"
# Without width, and of use: the hyphen that shows at a line end only, and what joins letters and parts them.
JOINING = "\u00ad\u200c\u200d"

HAN = re.compile(f"[{IDEOGRAPHS}]")
LATIN = re.compile(r"[A-Za-z]{2,}")


def replace_surrogates(text: str) -> str:
    """The text without lone surrogates, which broken files contain and UTF-8 cannot carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def mostly_han(text: str) -> bool:
    return len(HAN.findall(text)) > len(LATIN.findall(text))
