"""A text in pieces of a sentence or so, cut by LangChain's splitter: what lies between them are places to cut at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from kb.text.sentences import CLOSERS, MARKS, WIDE_CLOSERS, WIDE_MARKS

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

PIECE = 100  # characters; about a sentence
_WHOLE, _TOO_LONG = 2, 3  # lengths of pieces, as the splitter is told them
_BETWEEN_SENTENCES = (
    r"\n[^\S\n]*\n\s*",
    # All begin with one of several characters, which is looked for in a fifth of the time of several cases.
    rf"[{MARKS}{WIDE_MARKS}]"
    rf"(?:(?<=[{MARKS}])[{CLOSERS}]{{0,4}}\s+|(?<=[{WIDE_MARKS}])[{WIDE_MARKS}]*[{WIDE_CLOSERS}]*\s*)",
    r"\n",
)
_WITHIN_SENTENCES = (
    r"[,;:，、：](?:(?<=[,;:])\s+|(?<=[，、：])[，、：]*)",
    r"\s+",
    rf"[\s\S]{{{PIECE}}}",  # and not "": that makes an object of every character
)


def cut_text(text: str) -> Sequence[str]:
    """The text in pieces of a sentence or so, or of a few words where it is no longer; together they are the text."""
    if len(text) < PIECE:
        return _split_text(text, _BETWEEN_SENTENCES + _WITHIN_SENTENCES) if len(text) > 1 else [text] * len(text)
    return _split_text(text, _BETWEEN_SENTENCES)


def cut_within_sentences(text: str) -> Sequence[str]:
    """Behind commas and colons, else between words, else anywhere."""
    return _split_text(text, _WITHIN_SENTENCES)


def _split_text(text: str, separators: tuple[str, ...]) -> Sequence[str]:
    return _splitter(separators).split_text(text)


@cache
def _splitter(separators: tuple[str, ...]) -> RecursiveCharacterTextSplitter:
    # Imported late: it costs a quarter of a second, and most commands split nothing.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    # Nothing may be stripped, or the pieces would no longer add up to the text.
    return RecursiveCharacterTextSplitter(
        list(separators),
        keep_separator="end",
        is_separator_regex=True,
        chunk_size=_TOO_LONG,
        chunk_overlap=0,
        length_function=_measure_piece,
        strip_whitespace=False,
    )


def _measure_piece(piece: str) -> int:
    """Of a piece short enough to stay whole, more than half of what a chunk holds: no two are merged into one.

    Merged from the first on, one edit would move every later border.
    """
    return _WHOLE if len(piece) < PIECE else _TOO_LONG
