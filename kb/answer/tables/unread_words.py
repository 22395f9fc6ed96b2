"""Which words of a question neither a table nor its title explains, and how many of them may be."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kb.answer.names import names_in
from kb.answer.tables.columns import count_shared_words, kinds_asked, kinds_named, remove_kinds
from kb.answer.tables.date_columns import remove_day_words
from kb.answer.tables.operations import Operation, asks_for, find_counted, remove_filling
from kb.answer.tables.reading import Reading
from kb.answer.tables.table import Table
from kb.answer.tables.words import make_form_test
from kb.text.chinese_words import remove_asking_words
from kb.text.language import detect_language
from kb.text.scripts import HAN, IDEOGRAPHS
from kb.text.stop_words import stop_words
from kb.text.terms import extract_terms, is_asking_word, simplify_han

_HAN_PAIR = re.compile(rf"[{IDEOGRAPHS}]{{2}}")
_GERMAN = frozenset(extract_terms(" ".join(stop_words("de"))))  # der, die, das: never what is asked


def count_tolerated(
    operation: Operation,
    reading: Reading,
    about: str,
    columns: Sequence[str],
    unread: Sequence[str],
    *,
    is_lookup: bool,
) -> int:
    """How many words need not be understood; of a count what is counted, and none of what is listed by names alone.

    One less than what is: values, columns, named or of the kind that is asked for, and the title.
    """
    if operation == "count" and not set(unread) <= set(extract_terms(find_counted(reading.asked))):
        return 0
    if operation == "list" and not reading.is_compared and not is_lookup:
        return 0
    if operation not in ("count", "list") and not _is_meant(reading, columns):
        return 0  # the only column there is may be another than what is not understood asks for
    of_rows = _may_be_of_rows(operation, reading) and bool(
        set(unread) & set(extract_terms(find_counted(reading.asked)))
    )
    shared = set(extract_terms(reading.asked)) & set(extract_terms(about))
    said = [term for term in shared if not term.isdigit()]  # the 1 of "Sheet1" names nothing
    of_kind = columns if len(columns) == 1 and kinds_asked(reading.asked) else ()
    told = reading.columns or [name for name in of_kind if kinds_named(name)]
    tolerated = len(reading.conditions) + len(told) + bool(said) + of_rows - 1
    return max(tolerated, 0) if of_kind else tolerated  # money by its cells alone is meant where all else is understood


def _may_be_of_rows(operation: Operation, reading: Reading) -> bool:
    """Whether what is counted or ranked need be said nowhere: "how many shows were on Zee TV" of a table of shows.

    Counted so: of 2,400 questions of WikiTableQuestions that were not read five more are right and one is wrong, of
    2,561 of TAT-QA one is right; of rows in a time, or of all, as many are wrong as right.
    """
    totals = asks_for("sum", reading.asked)  # "how many children are waiting in total": of a column that is named
    if operation == "count":
        has_value = bool(reading.valued) and not reading.is_compared
        return has_value and not totals and not asks_for("difference", reading.asked)
    return operation in ("highest", "lowest", "difference") or (operation == "sum" and totals)


def _is_meant(reading: Reading, columns: Sequence[str]) -> bool:
    """Whether a question says which column it means: its name, a part of that, or what its numbers are of."""
    return bool(kinds_asked(reading.asked)) or any(
        name in reading.columns or count_shared_words(reading.asked, name) for name in columns
    )


def count_words(unread: Sequence[str]) -> int:
    """Of Chinese, whose terms overlap, the runs that they come from."""
    return sum(1 for at, term in enumerate(unread) if not at or not HAN.match(term) or unread[at - 1][-1] != term[0])


def names_any(question: str, unread: Collection[str]) -> bool:
    """Whether one of these words is a name, told by its capital in a language whose other nouns have none.

    Of 3,000 questions of WikiTableQuestions that were not read the results that leave one unread are right 4 times
    and wrong 15 times.
    """
    if detect_language(question) == "de":
        return False
    return any(term in unread for name in names_in(question) for term in extract_terms(name))


def find_unread_words(reading: Reading, about: str, table: Table, columns: Sequence[str]) -> list[str]:
    """Words that neither the table's names nor its title explain."""
    left = remove_kinds(reading.left) if columns and kinds_asked(reading.asked) else reading.left
    left = remove_day_words(left) if reading.dated else left
    known = set(extract_terms(simplify_han(" | ".join((about, *table.names)))))
    if "" in table.names:  # the column that has no name says what the rows are
        known |= set(extract_terms(find_counted(reading.asked)))
    leaning = [make_form_test(term) for term in known]
    left = _remove_pairs(left, set(filter(_HAN_PAIR.fullmatch, known)))
    return [
        term
        for term in extract_terms(remove_filling(remove_asking_words(left)))
        if not is_asking_word(term)
        and term not in _GERMAN
        and not any(leans(term) for leans in leaning)
        and not (len(term) == 1 and HAN.match(term))
    ]


def _remove_pairs(text: str, known: Collection[str]) -> str:
    """The text without the signs of any of these pairs: of 供应商 both 供应 and 应商 are known, and no 商 is left."""
    gone = {at + beside for at in range(len(text) - 1) if text[at : at + 2] in known for beside in (0, 1)}
    return "".join("|" if at in gone else sign for at, sign in enumerate(text))
