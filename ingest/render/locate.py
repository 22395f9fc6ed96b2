"""Where a quote stands among a PDF page's characters as pdfium counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.types import Span

# What is stored otherwise than pdfium gives it, character by character: raised and lowered figures, Arabic lam-alef.
FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿ₀₁₂₃₄₅₆₇₈₉₊₌₍₎", "0123456789+=()abcdefghijklmn0123456789+=()")
LAM_ALEF = re.compile("([اأإآ])ل")
# What the stored text and pdfium's characters may differ in: spaces, hyphens at line ends, what shows nothing,
# minus signs, vowel signs of Arabic, what stands for something covered, and what does not fit sixteen bits.
LINE = re.compile(r"[^\n]+")
WORD = re.compile(r"\S+")
FEW = 2  # words: one alone stands in many places
UNSURE = re.compile(
    "[\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u064b-\u0652\u2013\u2212\u207b\u208b\u2588\u200b\u2010\ufeff\ufffd-\uffff\ud800-\udfff\U00010000-\U0010ffff-]"
)


def locate_quote(text: str, quote: Span, seen: str) -> list[Span]:
    """Which characters of `seen` are `text[quote.start:quote.end]`: of several such runs, the one nearest to there.

    They are several where lines that are read after one another are not drawn so.
    """
    text, seen = _fold(text), _fold(seen)
    kept = [index for index, character in enumerate(seen) if not UNSURE.match(character)]
    characters = "".join(seen[index] for index in kept)
    whole = _place(text, quote, kept, characters)
    if whole:
        return [whole]
    lines = (Span(*line.span()) for line in LINE.finditer(text, quote.start, quote.end))
    return [found for line in lines for found in _parts(text, line, kept, characters)]


def _parts(text: str, line: Span, kept: Sequence[int], characters: str) -> Iterator[Span]:
    """Where a line stands; where something on the page was left out of it, the runs of words before and behind that."""
    whole = _place(text, line, kept, characters)
    if whole:
        yield whole
        return
    words = [
        Span(line.start + found.start(), line.start + found.end())
        for found in WORD.finditer(text[line.start : line.end])
    ]
    first = 0
    while first < len(words):
        found, after = None, first
        while after < len(words):
            place = _place(text, Span(words[first].start, words[after].end), kept, characters)
            if place is None:
                break
            found, after = place, after + 1
        if found and after - first >= FEW:
            yield found
        first = max(after, first + 1)


def _fold(text: str) -> str:
    """As many characters, those alike that are the same on paper."""
    return LAM_ALEF.sub(r"ل\1", text.translate(FIGURES))


def _place(text: str, quote: Span, kept: Sequence[int], characters: str) -> Span | None:
    wanted = UNSURE.sub("", text[quote.start : quote.end])
    if not wanted:
        return None
    before = len(UNSURE.sub("", text[: quote.start]))
    start = min(_occurrences(wanted, characters), key=lambda start: abs(start - before), default=None)
    return None if start is None else Span(kept[start], kept[start + len(wanted) - 1] + 1)


def _occurrences(wanted: str, characters: str) -> Iterator[int]:
    start = characters.find(wanted)
    while start >= 0:
        yield start
        start = characters.find(wanted, start + 1)
