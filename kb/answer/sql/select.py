"""One SELECT over one table, as a model writes it: what it selects, of which rows, in which order."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

DIALECT = "sqlite"
_BEGIN = re.compile(r"\bselect\b.*", re.DOTALL | re.IGNORECASE)
_END = re.compile(r";|```")  # of a query, of its fence
_CLAUSES = frozenset(
    "expressions from_ where group order limit distinct".split()
)  # that a query may have, and no other


@dataclass(frozen=True)
class Select:
    """A query: `items` of the rows of `table` that fulfil `where`; `limit` 0 where all are meant."""

    items: tuple[exp.Expression, ...]
    table: str
    where: exp.Expression | None = None
    group: exp.Expression | None = None
    order: exp.Expression | None = None
    descending: bool = False
    limit: int = 0

    @property
    def aggregates(self) -> list[exp.AggFunc]:
        """Those of its items that reckon something of all rows."""
        return [item for item in self.items if isinstance(item, exp.AggFunc)]


def read_select(reply: str) -> Select | None:
    """The first query in a model's reply, fenced or not; None where there is none, or more is asked than this."""
    found = _BEGIN.search(reply)
    try:
        query = sqlglot.parse_one(_END.split(found[0])[0], read=DIALECT) if found else None
    except SqlglotError:
        return None
    if not isinstance(query, exp.Select) or not _is_plain(query):
        return None
    group, order, limit = (query.args.get(name) for name in ("group", "order", "limit"))
    [ordered] = order.expressions if order else [None]
    where = query.args.get("where")
    return Select(
        items=tuple(item.unalias() for item in query.expressions),
        table=query.args["from_"].this.name,
        where=where.this if where else None,
        group=group.expressions[0] if group else None,
        order=ordered.this if ordered else None,
        descending=bool(ordered and ordered.args.get("desc")),
        limit=int(limit.expression.name) if limit else 0,
    )


def _is_plain(query: exp.Select) -> bool:
    """Whether it asks one table, orders and groups by one thing, and has whole numbers for limits.

    Columns are read as those of the one table, whatever is said to be theirs.
    """
    for column in query.find_all(exp.Column):
        column.set("table", None)
    group, order, limit = (query.args.get(name) for name in ("group", "order", "limit"))
    source = query.args.get("from_")
    return (
        {name for name, value in query.args.items() if value} <= _CLAUSES
        and source is not None
        and isinstance(source.this, exp.Table)
        and not source.this.args.get("joins")
        and all(len(each.expressions) == 1 for each in (group, order) if each)
        and (limit is None or (isinstance(limit.expression, exp.Literal) and limit.expression.name.isdigit()))
    )
