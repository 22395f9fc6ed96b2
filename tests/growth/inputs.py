"""Text as strangers may send it: what a loop or a pattern may stumble over, as long as it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle, islice


def repeated(piece: str) -> Callable[[int], str]:
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def then_a_letter(piece: str) -> Callable[[int], str]:
    """What a pattern has read as far as it goes is of no use in the end."""
    return lambda length: repeated(piece)(length - 1) + "x"


def different_words(length: int) -> str:
    """No word twice: what looks for each word in all of them shows here."""
    return " ".join(_words(length))[:length]


def different_numbers(length: int) -> str:
    return " ".join(str(number) for number in range(1000, 1000 + length // 5 + 1))[:length]


def different_names(length: int) -> str:
    return " ".join(word.capitalize() for word in _words(length))[:length]


def different_sentences(length: int) -> str:
    """Short ones, each with a name, a verb and a number."""
    words = _words(length)
    lines = (f"{word.capitalize()} pays {at % 900 + 100} EUR to {word}. " for at, word in enumerate(words))
    return "".join(islice(lines, length // 20 + 2))[:length]


def different_prices(length: int) -> str:
    """Half of them the same, each of another thing."""
    lines = (f"{word.capitalize()} costs {30 + at % 2} EUR. " for at, word in enumerate(_words(length)))
    return "".join(islice(lines, length // 20 + 2))[:length]


def different_dates(length: int) -> str:
    days = (f"{at % 28 + 1} March {1900 + at % 200}, " for at in range(length // 12 + 2))
    return "".join(days)[:length]


def different_ideographs(length: int) -> str:
    return "".join(islice(cycle(map(chr, range(0x4E00, 0x9FA0))), length))


def _words(length: int) -> list[str]:
    letters = "bcdfghjklmnpqrstvwxz"
    size = len(letters)
    places = ([at // size**place % size for place in range(4)] for at in range(length // 8 + 1))
    return ["a".join(letters[at] for at in place) for place in places]


INPUTS: dict[str, Callable[[int], str]] = {
    "different words": different_words,
    "different numbers": different_numbers,
    "different names": different_names,
    "different sentences": different_sentences,
    "different prices": different_prices,
    "different dates": different_dates,
    "different ideographs": different_ideographs,
    "one word, again and again": repeated("leave "),
    "stopped words": repeated("the of and "),
    "numbers in words": repeated("twenty "),
    "comparisons": repeated("more than less "),
    "Chinese comparisons": repeated("比高于多"),
    "Chinese numerals": repeated("三百二十"),
    "Chinese names": repeated("王明是"),
    "one letter": repeated("a"),
    "one capital": repeated("A"),
    "one ideograph": repeated("和"),
    "spaces": repeated(" "),
    "line ends": repeated("\n"),
    "spaced line ends": repeated("\n "),
    "digits": repeated("7"),
    "grouped digits": repeated("1,000"),
    "digits and dots": repeated("1."),
    "dots": repeated("."),
    "letters and dots": repeated("a."),
    "letters and hyphens": repeated("a-"),
    "capitals and hyphens": repeated("A-"),
    "capitals and digits": repeated("A1"),
    "dashes": repeated("- "),
    "apostrophes": repeated("a'"),
    "quotes": repeated('"'),
    "quotation marks": repeated("“a”"),
    "opening quotes": repeated("“"),
    "question marks": repeated("?"),
    "exclamation marks and quotes": repeated('!"'),
    "opening brackets": repeated("["),
    "opening parentheses": repeated("("),
    "closing brackets": repeated("]"),
    "marks": repeated("[1]"),
    "marks in a list": repeated("[1, "),
    "marks of sources": repeated("[source "),
    "links": repeated("[a](b"),
    "tags": repeated("<a "),
    "chat signs": repeated("<|a"),
    "thoughts": repeated("<thought>"),
    "backticks": repeated("`"),
    "fences": repeated("```\n"),
    "stars": repeated("*"),
    "starred words": repeated("*a* **b** "),
    "underscores": repeated("_"),
    "rows": repeated("| a | 1 |\n"),
    "bars": repeated("|"),
    "bullets": repeated("- a\n"),
    "headings": repeated("# a\n"),
    "mail addresses": repeated("a.b@c.de "),
    "at signs": repeated("a@"),
    "paths": repeated("/a.pdf"),
    "colons": repeated("a: "),
    "commas": repeated("a, "),
    "accents": repeated("e\u0301"),
    "combining marks": repeated("\u0301"),
    "zero width": repeated("\u200b"),
    "surrogate halves": repeated("\udcff"),
    "thanks": repeated("thanks "),
    "no information": repeated("no information "),
    "the documents do not": repeated("documents do not "),
    "escapes": repeated("\\x"),
    "emoji": repeated("🙂"),
    "earlier mails": repeated("On "),
    "thousands": repeated(",000"),
    "thinking": repeated("<think>"),
    "details": repeated('<details type="reasoning">'),
    "a source and links": lambda length: ("1. [" + "](" * length)[:length],
    "spaces, then a letter": then_a_letter(" "),
    "line ends, then a letter": then_a_letter("\n"),
    "dots, then a letter": then_a_letter("."),
    "quotes, then a letter": then_a_letter('."'),
    "digits, then a letter": then_a_letter("7"),
    "thousands, then a letter": then_a_letter(",000"),
    "capitals, then a letter": then_a_letter("A"),
    "ideographic stops, then a letter": then_a_letter("。"),
    "and, then spaces": lambda length: "and" + " " * (length - 4) + "x",
    "a question of many pronouns": repeated("leave it leave and it of "),
    "a refusal, then words": lambda length: ("The sources do not mention it. " + "word " * length)[:length],
}


def texts(name: str, sizes: tuple[int, ...]) -> Iterator[str]:
    return map(INPUTS[name], sizes)
