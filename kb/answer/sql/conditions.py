"""The conditions of a query as people read them, by the columns' own names; and whether its values are in the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.answer.sql.schema import Column, Schema
from kb.answer.sql.select import Expression
from kb.text.terms import extract_terms, simplify_han

_THOUSANDS = re.compile(r"(?<=\d)[,.\u2019\u00a0 ](?=\d{3})")
_DATE = re.compile(r"%?\d{4}(?:-\d{2})?(?:-\d{2})?-?%?")
_SIGNS = {"=": "=", "!=": "≠", "<>": "≠", "<=": "≤", ">=": "≥"}
_IS_EMPTY = ("is", "null")
_IS_SAID = ("is", "not", "null")


def tell_conditions(where: Expression, schema: Schema) -> tuple[str, ...]:
    """Each of them: `Status = open`, `Hours ≥ 10`; what joins none of these stays as one."""
    return tuple(" ".join(_tell(condition, schema)) for condition in _split_and(where))


def is_grounded(where: Expression, schema: Schema, question: str) -> bool:
    """Whether each value that it compares with is one that the question says, or a category of the table.

    A model that finds no place for a question names just any row by its key, or a number of its own.
    """
    return all(
        _is_number_said(token, question) if token[0].isdigit() else _is_text_known(token, schema, question)
        for token in where.tokens
        if token[0].isdigit() or _is_text(token, schema)
    )


def _is_text(token: str, schema: Schema) -> bool:
    """Also in double quotes, where it is no column."""
    return token.startswith("'") or (token.startswith('"') and schema.find_column(token.strip('"')) is None)


def _is_text_known(token: str, schema: Schema, question: str) -> bool:
    """Whether it is a date, or what cells say: in more than one row, where the question has no word of it."""
    text = token[1:-1].replace("''", "'").strip("%")
    if _DATE.fullmatch(text):
        return True
    rows = max((_count_rows(column, text.casefold()) for column in schema.columns), default=0)
    return rows > 1 or (rows == 1 and bool(set(extract_terms(text)) & set(extract_terms(simplify_han(question)))))


def _count_rows(column: Column, text: str) -> int:
    return sum(isinstance(value, str) and text in value.casefold() for value in column.values)


def _is_number_said(token: str, question: str) -> bool:
    return token in ("0", "1") or token in _THOUSANDS.sub("", question)


def _split_and(where: Expression) -> list[list[str]]:
    """What AND joins at the top; where OR does as well, or in BETWEEN, all is one."""
    lower = [token.lower() for token in where.tokens]
    found: list[list[str]] = [[]]
    depth = 0
    for token, word in zip(where.tokens, lower, strict=True):
        depth += (token == "(") - (token == ")")
        if word == "and" and not depth and "or" not in lower and "between" not in lower:
            found.append([])
        else:
            found[-1].append(token)
    return [each for each in found if each]


def _tell(condition: list[str], schema: Schema) -> Iterator[str]:
    lower = tuple(token.lower() for token in condition)
    if lower[1:] in (_IS_EMPTY, _IS_SAID) and (column := schema.find_column(condition[0].strip('"`[]'))):
        yield f"{column.name} {'=' if lower[1:] == _IS_EMPTY else '≠'} –"
        return
    for token, word in zip(condition, lower, strict=True):
        column = schema.find_column(token.strip('"`[]'))
        if column is not None and not token.startswith("'"):
            yield column.name
        elif token.startswith(("'", '"')):
            yield token[1:-1].strip("%")
        else:
            yield _SIGNS.get(token, "=" if word == "like" else token)
