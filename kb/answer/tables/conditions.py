"""Which rows of a table a question means: those with a value, in a time, over a limit, marked yes or no."""

from __future__ import annotations

import re

from kb.answer.tables.bounds import find_bound
from kb.answer.tables.columns import find_columns, plain_name
from kb.answer.tables.date_columns import find_date_column
from kb.answer.tables.operations import Operation, denies, find_counted, operation_of, remove_denial
from kb.answer.tables.periods import day_of, find_period, names_column
from kb.answer.tables.reading import Reading
from kb.answer.tables.table import Table
from kb.answer.tables.words import remove_name, says, says_value
from kb.text.scripts import HAN, IDEOGRAPHS
from kb.text.stop_words import is_stop_word
from kb.text.terms import extract_terms, is_asking_word, simplify_han

_YES = frozenset("yes y true ja j wahr 是 有 x ✓ √".split())
_NO = frozenset("no n false nein falsch 否 无 -".split())
_WORD = re.compile(r"\w[\w-]*")
_NOTE = re.compile(r"(?<=\S)\s*(?:\([^()]*\)|\[[^\[\]]*\])$")  # behind a value: "Algeria (ALG)"
_LETTER = rf"[^\W{IDEOGRAPHS}]"
_HAN_RUN = re.compile(rf"[{IDEOGRAPHS}]{{2,}}")
_WORD_SIGNS = 4  # of a Chinese word or name, at most
_Parts = dict[str, list[tuple[str, list[bool]]]]  # by column: a word, and which rows hold it
_TELLING = 4  # letters of a word that may stand for a value of several


def read_conditions(question: str, table: Table, about: str) -> tuple[Operation | None, Reading]:
    """What is asked to be done with a table, and what else of a question it explains."""
    said = simplify_han(question)
    operation, left = operation_of(said) or (None, said)
    reading = Reading(left, said, [True] * len(table.rows))
    _read_bound(reading, table)
    _read_values(reading, table)
    _read_period(reading, table)  # before a column's own words: the end of "Lease end" is not that of a month
    _read_columns(reading, table)
    _read_flags(reading, table)
    _read_parts_of_values(reading, table, about)
    return operation, reading


def _read_values(reading: Reading, table: Table) -> None:
    """ "in Hamburg", "研发部": rows with a cell that the question names."""
    named: dict[str, set[str]] = {}
    bare = reading.left  # a sign alone may be one of a column's name: the unit 部 of 部门
    for name in filter(HAN.search, table.names):
        bare = bare.replace(simplify_han(name), " | ")
    for name in table.worded_columns:
        for value in set(table.column(name)):
            text = bare if len(value) == 1 else reading.left
            if value.strip() and value.casefold() not in _YES | _NO and _is_said(text, value):
                named.setdefault(value, set()).add(name)
    together: dict[tuple[str, ...], list[str]] = {}
    read: list[list[str]] = []
    for value in sorted(named, key=lambda value: (-len(value), value)):
        terms = extract_terms(_NOTE.sub("", value))
        if not _is_said(reading.left, value) and terms not in read:
            continue  # it was a part of a longer one
        read.append(terms)
        columns = {name for name in named[value] if says(reading.asked, plain_name(name))} or named[value]
        together.setdefault(tuple(sorted(columns)), []).append(value)
        reading.left = remove_name(reading.left, value if says(reading.left, value) else _NOTE.sub("", value))
    for names, values in together.items():  # "in Hamburg and Berlin": either
        masks = [
            (value, [any(cell == value and name in names for name, cell in row.cells) for row in table.rows])
            for value in values
        ]
        reading.either += masks if len(masks) > 1 else []
        those = [any(held) for held in zip(*(mask for _, mask in masks), strict=True)]
        reading.keep(those, f" = {' / '.join(sorted(values))}", names[0], is_value=True)


def _is_said(left: str, value: str) -> bool:
    """ "Class A", but not "a class": a value that is a word of any sentence is meant where it stands as in its cell."""
    if is_stop_word(value):
        return re.search(rf"(?<!{_LETTER}){re.escape(value)}(?!{_LETTER})", left) is not None
    return says_value(left, value) or says_value(left, _NOTE.sub("", value) or value)


def _read_parts_of_values(reading: Reading, table: Table, about: str) -> None:
    """ "the Toaster" of "Toaster T1" and "Toaster T2": where a word is in values of one column alone."""
    found: _Parts = {}
    for term in _list_telling_terms(reading, f"{about} {' '.join(table.names)}"):
        word = next((word for word in _WORD.findall(reading.left) if term in extract_terms(word)), "")
        if not word:
            continue  # another term of its word is read: Erste-Hilfe-Schein
        _add_part(reading, found, word, {name: [term in said for said in cells] for name, cells in table.terms.items()})
    _find_han_parts(reading, table, found)
    for name, parts in found.items():
        masks = [held for _, held in parts]
        together = [all(held) for held in zip(*masks, strict=True)]
        if any(together):
            reading.keep(together, f": {' '.join(word for word, _ in parts)}", name)
        else:  # no cell says them all: each is said of another
            reading.either += parts
            either = [any(held) for held in zip(*masks, strict=True)]
            reading.keep(either, f": {' / '.join(word for word, _ in parts)}", name)


def _find_han_parts(reading: Reading, table: Table, found: _Parts) -> None:
    """ "老家是河南的" of 河南周口: the longest signs of the question that cells of one column alone begin with.

    Of 60 Chinese and English questions to tables that were not read two more are right.
    """
    known = simplify_han(" ".join(table.names))
    for run in _HAN_RUN.findall(reading.left):
        pieces = (
            run[at : at + size]
            for size in range(min(len(run), _WORD_SIGNS), 1, -1)
            for at in range(len(run) - size + 1)
        )
        for piece in pieces:
            if piece in known or piece not in reading.left:
                continue
            cells = {name: table.simplified[name] for name in table.text_columns}
            _add_part(reading, found, piece, {name: [cell.startswith(piece) for cell in cells[name]] for name in cells})


def _add_part(reading: Reading, found: _Parts, word: str, those: dict[str, list[bool]]) -> None:
    """The rows that a word means, where cells of one column alone hold it."""
    holding = [name for name, held in those.items() if any(held)]
    if len(holding) == 1:
        found.setdefault(holding[0], []).append((word, those[holding[0]]))
        reading.left = remove_name(reading.left, word)


def _list_telling_terms(reading: Reading, named: str) -> list[str]:
    """Terms of what is left of a question that may be parts of values, as no name has them."""
    explained = {*extract_terms(named), *extract_terms(find_counted(reading.asked))}
    return [
        term
        for term in dict.fromkeys(extract_terms(reading.left))
        if not (len(term) < _TELLING or is_asking_word(term) or term in explained or HAN.search(term))
        and not (term.isdigit() and not re.search(rf"(?<!{_LETTER}){term}(?!{_LETTER})", reading.left))
    ]


def _read_columns(reading: Reading, table: Table) -> None:
    plain = [plain_name(name) for name in table.names]
    for name in sorted(table.names, key=len, reverse=True):
        for said in (simplify_han(name).strip(), plain_name(name)):  # with its unit, as it stands there, or without
            if said and plain.count(said) <= 1 and says(reading.left, said):
                reading.columns.append(name)
                reading.left = remove_name(reading.left, said)
                break


def _read_period(reading: Reading, table: Table) -> None:
    """ "in 2025": of the one column of dates, or of the one that is meant."""
    period = find_period(reading.left)
    column = find_date_column(reading.asked, reading.left, table, reading.columns) if period else ""
    if period is None or not column or names_column(period, table.names):
        return
    those = [moment is not None and period.holds(day_of(moment)) for moment in table.dates[column]]
    is_bound = period.label[0] in "<≤>≥"
    reading.keep(those, f" {period.label}" if is_bound else f" = {period.label}", column, is_value=not is_bound)
    reading.dated = column
    reading.is_compared = True
    if says(reading.left.replace(period.said, " "), plain_name(column)):
        reading.columns.append(column)
    reading.left = remove_name(reading.left.replace(period.said, " "), column)


def _read_bound(reading: Reading, table: Table) -> None:
    """ "more than 100": of the one column of numbers that can be meant."""
    bound = find_bound(reading.left)
    if bound is None:
        return
    named = [name for name in table.numbers if says(bound.left, plain_name(name))]
    columns = find_columns(reading.asked, bound.left, table, named)
    if len(columns) == 1:
        [column] = columns
        those = [value is not None and bound.holds(value) for value in table.numbers[column]]
        reading.keep(those, f" {bound.label}", column)
        reading.bounded = column
        reading.is_compared = True
        reading.left = bound.left


def _read_flags(reading: Reading, table: Table) -> None:
    """A column of yes and no that the question names, or denies."""
    said = {name: {cell.casefold() for cell in table.column(name)} - {""} for name in reading.columns}
    flags = [name for name in said if said[name] and said[name] <= _YES | _NO]
    denied = len(flags) == 1 and denies(reading.left)
    for name in flags:
        wanted = _NO if denied else _YES
        those = [cell.casefold() in wanted for cell in table.column(name)]
        held = {cell for cell, holds in zip(table.column(name), those, strict=True) if holds}
        reading.keep(those, f" = {' / '.join(sorted(held))}", name, is_value=True)
    if denied:
        reading.left = remove_denial(reading.left)
