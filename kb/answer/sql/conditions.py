"""The conditions of a query as people read them, by the columns' own names; and whether its values are in the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from kb.answer.sql.schema import Column, Schema
from kb.answer.sql.select import DIALECT
from kb.text.terms import extract_terms, simplify_han

_THOUSANDS = re.compile(r"(?<=\d)[,.’\u00a0 ](?=\d{3})")
_DATE = re.compile(r"%?\d{4}(?:-\d{2})?(?:-\d{2})?-?%?")
_SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "≠",
    exp.LT: "<",
    exp.LTE: "≤",
    exp.GT: ">",
    exp.GTE: "≥",
    exp.Like: "=",
}
_EMPTY = "–"


def tell_conditions(where: exp.Expression | None, schema: Schema) -> tuple[str, ...]:
    """Each of them: `Status = open`, `Hours ≥ 10`."""
    joined = list(where.flatten()) if isinstance(where, exp.And) else [where] if where is not None else []
    return tuple(tell(condition, schema) for condition in joined)


def tell(expression: exp.Expr, schema: Schema) -> str:
    """An expression by the columns' own names, and texts without their quotes."""
    if isinstance(expression, exp.Paren):
        return tell(expression.this, schema)
    if isinstance(expression, exp.Or):
        return " / ".join(tell(one, schema) for one in expression.flatten())
    if isinstance(expression, exp.Literal):
        return expression.name.strip("%")
    if isinstance(expression, exp.Column):
        column = schema.find_column(expression.name)
        return column.name if column else expression.name
    if isinstance(expression, exp.Is) and isinstance(expression.expression, exp.Null):
        return f"{tell(expression.this, schema)} = {_EMPTY}"
    if isinstance(expression, exp.Not) and isinstance(expression.this, exp.Is):
        return f"{tell(expression.this.this, schema)} ≠ {_EMPTY}"
    if isinstance(expression, exp.In) and expression.expressions:
        return f"{tell(expression.this, schema)} = {' / '.join(tell(one, schema) for one in expression.expressions)}"
    if isinstance(expression, exp.Between):
        low, high = (tell(expression.args[name], schema) for name in ("low", "high"))
        return f"{low} ≤ {tell(expression.this, schema)} ≤ {high}"
    if sign := _SIGNS.get(type(expression)):
        return f"{tell(expression.this, schema)} {sign} {tell(expression.expression, schema)}"
    return _name_columns(expression, schema)


def is_grounded(where: exp.Expression | None, schema: Schema, question: str) -> bool:
    """Whether each value that it compares with is one that the question says, or a category of the table.

    A model that finds no place for a question names just any row by its key, or a number of its own.
    """
    literals = where.find_all(exp.Literal) if where is not None else ()
    return all(
        _is_text_known(one.name, schema, question) if one.is_string else _is_number_said(one.name, question)
        for one in (*literals, *_find_quoted(where, schema))
    )


def _find_quoted(where: exp.Expression | None, schema: Schema) -> Iterator[exp.Literal]:
    """Texts in double quotes, which SQLite takes for texts where no column is called so."""
    for column in where.find_all(exp.Column) if where is not None else ():
        if schema.find_column(column.name) is None:
            yield exp.Literal.string(column.name)


def _is_text_known(text: str, schema: Schema, question: str) -> bool:
    """Whether it is a date, or what cells say: in more than one row, where the question has no word of it."""
    if _DATE.fullmatch(text):
        return True
    said = text.strip("%").casefold()
    rows = max((_count_rows(column, said) for column in schema.columns), default=0)
    return rows > 1 or (rows == 1 and bool(set(extract_terms(said)) & set(extract_terms(simplify_han(question)))))


def _count_rows(column: Column, text: str) -> int:
    return sum(isinstance(value, str) and text in value.casefold() for value in column.values)


def _is_number_said(number: str, question: str) -> bool:
    return number in ("0", "1") or number in _THOUSANDS.sub("", question)


def _name_columns(expression: exp.Expr, schema: Schema) -> str:
    """Any other expression, as SQL with the columns' own names."""
    names = {one.identifier.lower(): one.name for one in schema.columns}
    sql = expression.sql(dialect=DIALECT)
    return re.sub(r"[^\W\d]\w*", lambda word: names.get(word[0].lower(), word[0]), sql).replace("'", "")
