"""The conditions of a query as people read them, by the columns' own names; and whether its values are in the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.answer.sql.schema import Schema
from kb.answer.sql.select import Part

_DATE = re.compile(r"%?\d{4}(?:-\d{2})?(?:-\d{2})?-?%?")
_SIGNS = {"=": "=", "!=": "≠", "<>": "≠", "<=": "≤", ">=": "≥"}
_IS_EMPTY = ("is", "null")
_IS_SAID = ("is", "not", "null")


def tell_conditions(where: Part, schema: Schema) -> tuple[str, ...]:
    """Each of them: `Status = open`, `Hours ≥ 10`; what joins none of these stays as one."""
    return tuple(" ".join(_tell(condition, schema)) for condition in _split_and(where))


def are_literals_known(where: Part, schema: Schema) -> bool:
    """Whether each text that it compares with is said in the table, if only as a part of a cell, or is a date."""
    said = [str(value).casefold() for column in schema.columns for value in column.known]
    return all(
        _DATE.fullmatch(literal) or any(literal.strip("%").casefold() in value for value in said)
        for literal in _find_literals(where, schema)
    )


def _find_literals(where: Part, schema: Schema) -> Iterator[str]:
    """The texts, also such as stand in double quotes and are no column."""
    for token in where.tokens:
        if token.startswith("'"):
            yield token[1:-1].replace("''", "'")
        elif token.startswith('"') and schema.find_column(token.strip('"')) is None:
            yield token.strip('"')


def _split_and(where: Part) -> list[list[str]]:
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
