"""Quotes as they are shown: word for word, below what they stand under; a row with the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.prompt import disarm_text
from kb.answer.quotes import Quote
from kb.text.language import WORD_FOR_WORD, Language

_OLDER: dict[Language, str] = {"zh": "旧", "zh-Hant": "舊", "de": "älter"}
_DATED: dict[Language, str] = {"zh": "{date} 起", "zh-Hant": "{date} 起"}


def text(quotes: Sequence[Quote], language: Language) -> str:
    """The answer that they make."""
    return "\n".join([WORD_FOR_WORD[language], *(f"- {line(quote, language)}" for quote in quotes)])


def line(quote: Quote, language: Language) -> str:
    """One quote, with its mark."""
    statement = quote.choice.statement
    said = disarm_text(statement.reading if statement.cells else f"“{statement.reading}”")
    above = statement.context[-1:] if statement.kind != "list" else ()
    place = disarm_text(" › ".join(part.rstrip(":：") for part in above))
    label = f"{_OLDER.get(language, 'older')}{f' ({quote.date})' if quote.date else ''}: " if quote.older else ""
    dated = f" ({quote.date})" if quote.date and not quote.older else ""
    return f"{label}{f'{place}: ' if place else ''}{said}{dated} [{quote.citation.n}]"
