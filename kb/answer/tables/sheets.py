"""Answers reckoned from the tables of the documents, with the rows that they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.generation.prompt import disarm_text
from kb.answer.quotes.quotes import LEFT_OUT
from kb.answer.selection.selection import LARGEST
from kb.answer.tables.calculation import calculate
from kb.answer.tables.columns import count_shared_words
from kb.answer.tables.found_tables import FoundTable
from kb.answer.tables.labels import label_result
from kb.answer.tables.result import Result
from kb.text.language import NOT_CERTAIN_MEANT, Language
from kb.text.statements import Statement
from kb.types import Citation

QUOTED = 8  # rows that are shown and cited of a sum or a count
# With the nearest rows below it.
_TOO_LARGE: dict[Language, str] = {
    "en": "{path} is too large to be reckoned with: that is done up to {most} characters of a sheet. "
    "The nearest rows, word for word:",
    "zh": "{path} 太大，无法计算：一张表最多 {most} 个字符。最接近的原文：",
    "zh-Hant": "{path} 太大，無法計算：一張表最多 {most} 個字元。最接近的原文：",
    "de": "{path} ist zu groß, um damit zu rechnen: das geht bis {most} Zeichen je Tabelle. "
    "Die nächsten Zeilen, wörtlich:",
}


@dataclass(frozen=True)
class CalculatedAnswer:
    """A result, and the table that it is of; `is_guess` where a model says what is meant that gets much of it wrong."""

    result: Result
    source: FoundTable
    is_guess: bool = False

    @property
    def certain(self) -> bool:
        """Whether it is what was asked for; else it may be."""
        return not (self.is_guess or self.result.unread)


def find_result(
    question: str, near: Sequence[FoundTable], *, is_lookup: bool = False, spare: int = 0
) -> CalculatedAnswer | None:
    """The one result that the tables near the question give; None where there is none, or more than one.

    `is_lookup`: the rows that a question names, whatever it asks of them. `spare`: how many words more than in a
    certain result may be left unread; of several results the one that leaves fewest.
    """
    found = [
        ((-result.unread, _measure_worth(question, one)), CalculatedAnswer(result, one))
        for one in near
        if (result := calculate(question, one.table, one.about, is_lookup=is_lookup, spare=spare))
    ]
    best = max((worth for worth, _ in found), default=None)
    first = [one for worth, one in found if worth == best]
    return first[0] if len(first) == 1 else None


def _measure_worth(question: str, found: FoundTable) -> int:
    """How many words of a question tell that it is this table's."""
    return sum(count_shared_words(question, name) for name in (found.about, " ".join(found.table.names)))


def format_result(calculated: CalculatedAnswer, question: str, language: Language) -> str:
    """The result in words, and the rows that are the answer or that it comes from."""
    result, mark = calculated.result, f" [{calculated.source.n}]"
    head = disarm_text(label_result(result, question, language))
    rows = _choose_rows(result)
    shown = [f"- {disarm_text(row.plain_text)}{mark}" for row in rows]
    left_out = len(result.rows) - len(rows)
    more = [LEFT_OUT.get(language, LEFT_OUT["en"]).format(n=left_out).strip()] if left_out else []
    doubt = [] if calculated.certain else [NOT_CERTAIN_MEANT[language]]
    return "\n".join([*doubt, head + ("" if result.operation == "list" else mark), *shown, *more])


def tell_too_large(path: str, language: Language) -> str:
    """That no more is told than the nearest rows, and why."""
    most = f"{LARGEST:,}".replace(",", "." if language == "de" else ",")
    return _TOO_LARGE.get(language, _TOO_LARGE["en"]).format(path=disarm_text(path), most=most)


def _choose_rows(result: Result) -> Sequence[Statement]:
    return result.rows if result.operation == "list" else result.rows[:QUOTED]


def citations(calculated: CalculatedAnswer) -> list[Citation]:
    """Each row, of a result and of no other; of many the first."""
    source, result = calculated.source, calculated.result
    return [
        Citation(
            n=source.n,
            document=source.hit.chunk.document,
            path=source.hit.path,
            page=source.hit.chunk.page,
            quote=source.page.text[row.start : row.end],
            start=row.start,
            end=row.end,
            supported=True,
        )
        for row in _choose_rows(result)
    ]
