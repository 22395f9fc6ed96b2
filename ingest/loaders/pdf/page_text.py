"""The text of a PDF page as pdfium gives it, made readable; and whether it is text at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from ingest.loaders.omissions import close_gaps
from kb.text import scripts
from kb.types import Page

UNMADE = "\x1f"  # white space that no text has: what stands for line ends that are none
BREAK = "\ufffe"  # what pdfium puts for a hyphen at a line's end, with the line end taken away
PARTED_MARK = re.compile("[ ]([\u064b-\u0652])([\u0621-\u064a])")  # a vowel sign that stands before its letter, parted
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")  # a letter of a formula, as pdfium counts it
SPACED = re.compile(f" (?<=[{scripts.UNSPACED}] )(?=[{scripts.UNSPACED}])")  # the blank first: few characters are one
UNSPACED = re.compile(f"[{scripts.UNSPACED}](?=[{scripts.UNSPACED}])")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
NOISE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
MISREAD = re.compile("[\u00a1-\u00ff]")  # what Chinese or Russian is read as, in the encoding of Western Europe
UNTELLING = re.compile(r"(?:[.…_·-][ \t]?){3,}|(?:https?://|www\.)\S+|\S+@\S+")  # leaders, addresses
UNMAILED = re.compile(UNTELLING.pattern.rpartition("|")[0])  # the same where no @ is: looking for it takes longest
WORDS = re.compile(
    r"(?<![^\s(\[{<\"'“‘«„])(?:[A-Z]?[^\W\d_A-Z]+|[A-Z]{2,}|[-+$€£]?\d[\d.,:/%-]*)(?:[-'’/][^\W\d_]+)*"
    r"(?![^\s.,;:!?)\]}>\"'”’»“…%])"
)
WORDY = 0.25  # share of characters in words: pages of formulas have twice as many, garbled ones half of it at most
SAMPLE = 1_000  # characters: most pages are known by them
FEW = 8
SHORT = 60  # characters: too few to tell
LINE_HYPHENS = (BREAK, "-\n", "\u00ad\n", "\u2010\n")
HYPHENATED = re.compile(f"(?<![^\\W\\d_])([^\\W\\d_]++)({'|'.join(LINE_HYPHENS)})(?=([^\\W\\d_]+))")
COMPOUND = re.compile("well|self|(?:twen|thir|for|fif|six|seven|eigh|nine)ty", re.IGNORECASE)


class Quality(Enum):
    """How far a page's text layer is to be believed."""

    SOUND = ""
    DOUBTFUL = "has text that may be gibberish"
    GARBLED = "has text that reads as gibberish"


def tidy(text: str) -> str:
    """Lines end in \\n; characters that show nothing are gone, hyphens at line ends still marked."""
    text = close_gaps(text.replace("\r\n", "\n").replace("\r", "\n").replace(UNMADE, ""))
    if PAIR.search(text):
        text = PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    text = PARTED_MARK.sub(r"\2\1", text)
    if SPACED.search(text) and len(SPACED.findall(text)) > len(UNSPACED.findall(text)):
        text = SPACED.sub("", text)
    if " \n" in text or "\t\n" in text:
        text = re.sub(r"[ \t]+\n", "\n", text)
    return text.strip("\n")


def is_garbled(text: str) -> bool:
    """Whether much of it is noise: control, private-use and replacement characters."""
    noise = len(NOISE.findall(text))
    return noise > 0 and noise > 0.3 * len("".join(text.split()))


def is_misread(text: str) -> bool:
    """Whether most of it is accented letters, as no language has them: Chinese or Russian in a Western encoding."""
    if text.isascii():
        return False
    visible, misread = len("".join(text.split())), len(MISREAD.findall(text))
    if visible < FEW or misread <= 0.5 * visible:  # without its addresses it has no more of them
        return False
    return len(MISREAD.findall(_remove_addresses(text))) > 0.5 * visible


def is_wordless(text: str) -> bool:
    """Whether there is hardly a word or number in it; told only of Latin letters, whose words are known by spaces.

    Part numbers, formulas and lists of names are no words either: this alone is no reason to doubt a text.
    """
    return _has_few_words(text[:SAMPLE]) and _has_few_words(text)


def _has_few_words(text: str) -> bool:
    text = _remove_addresses(text)
    visible = "".join(text.split())
    latin = len(visible.encode("ascii", "ignore"))
    return (
        len(visible) > SHORT
        and latin > 0.7 * len(visible)
        and sum(map(len, WORDS.findall(text))) < WORDY * len(visible)
    )


def _remove_addresses(text: str) -> str:
    return (UNTELLING if "@" in text else UNMAILED).sub(" ", text)


def join_hyphens(pages: Sequence[Page]) -> list[Page]:
    """Words cut by a line end made whole; a compound that the document also writes inside a line keeps its hyphen."""
    everything = "\n".join(page.text for page in pages)

    def joined(match: re.Match[str]) -> str:
        left, mark, right = match.groups()
        whole, compound = left + right, f"{left}-{right}"
        kept = compound in everything or COMPOUND.fullmatch(left)
        if right[0].islower() and (whole in everything or not kept):
            return left
        return f"{left}-" if BREAK in mark else match[0]

    def clean(text: str) -> str:
        if any(mark in text for mark in LINE_HYPHENS):  # of six pages one; to look at each word takes .1 ms a page
            text = HYPHENATED.sub(joined, text).replace(BREAK, "-")
        return CONTROL.sub("", text.replace("\u00ad", ""))

    return [replace(page, text=clean(page.text)) for page in pages]
