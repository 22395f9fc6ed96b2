"""One SELECT over one table, taken apart: what it selects, of which rows, in which order."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^']|'')*')|(?P<quoted>"[^"]*"|`[^`]*`|\[[^\]]*\])|(?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)?)"""
    r"""|(?P<number>\d+(?:\.\d+)?)|(?P<sign><>|!=|<=|>=|\|\||[-+*/%=<>(),]))"""
)
_BEGIN = re.compile(r"\bselect\b.*", re.DOTALL | re.IGNORECASE)
_REMARK = re.compile(r"--.*$", re.MULTILINE)
_PARTS = ("where", "group", "having", "order", "limit")
_OTHER = frozenset("join union intersect except with offset".split())  # of more than one table, or of no rows of it
_AGGREGATE = re.compile(r"(count|sum|avg|min|max)", re.IGNORECASE)


@dataclass(frozen=True)
class Expression:
    """A clause of a query, or an expression in it: its tokens; `text` joins them as SQL."""

    tokens: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.tokens)

    def __bool__(self) -> bool:
        return bool(self.tokens)


@dataclass(frozen=True)
class Aggregate:
    """`function` (lower case) of `argument`: of each value once where `distinct`."""

    function: str
    argument: Expression
    distinct: bool = False


@dataclass(frozen=True)
class Select:
    """A query: `items` of the rows of `table` that fulfil `where`; `limit` 0 where all are meant."""

    items: tuple[Expression, ...]
    table: str
    where: Expression = Expression(())
    group: Expression = Expression(())
    order: Expression = Expression(())
    descending: bool = False
    limit: int = 0

    @property
    def aggregates(self) -> list[Aggregate]:
        return [found for item in self.items if (found := read_aggregate(item)) is not None]


def read_select(reply: str) -> Select | None:
    """The first query in a model's reply, fenced or not; None where there is none, or more is asked than this."""
    found = _BEGIN.search(reply)
    tokens = _split(_REMARK.sub(" ", found[0])) if found else []
    parts = _split_parts(tokens) if tokens else None
    if parts is None:
        return None
    source = parts["from"].tokens
    if len(source) not in (1, 2, 3) or "," in source:
        return None
    order, descending = _read_order(parts.get("order", Expression(())))
    limit = parts["limit"].text if "limit" in parts else "0"
    if order is None or not limit.isdigit() or "having" in parts:
        return None
    items = tuple(_remove_alias(item) for item in _split_list(parts["select"]))
    group = _drop(parts.get("group", Expression(())), "by")
    return Select(
        items, source[0].strip('"`[]'), parts.get("where", Expression(())), group, order, descending, int(limit)
    )


def read_aggregate(item: Expression) -> Aggregate | None:
    """`SUM(hours)`; None where it is no aggregate alone."""
    if len(item.tokens) < 4 or not _AGGREGATE.fullmatch(item.tokens[0]) or item.tokens[1] != "(":
        return None
    inner = item.tokens[2:-1]
    if item.tokens[-1] != ")" or min(_depths(inner)) < 0:
        return None
    distinct = inner[0].lower() == "distinct"
    return Aggregate(item.tokens[0].lower(), Expression(inner[1:] if distinct else inner), distinct)


def _split(text: str) -> list[str]:
    """Its tokens up to where it ends, words without the table that they are of; nothing where one is unknown."""
    tokens: list[str] = []
    rest = text.strip()
    while rest and not rest.startswith((";", "```")):
        match = _TOKEN.match(rest)
        if match is None:
            return []
        rest = rest[match.end() :].lstrip()
        word = match["word"]
        tokens.append(word.rpartition(".")[2] if word else match[0].strip())
    return tokens


def _split_parts(tokens: list[str]) -> dict[str, Expression] | None:
    """The clauses by their first word; None where there is what no query over one table has."""
    parts: dict[str, list[str]] = {"select": []}
    name, depth = "select", 0
    for token in tokens[1:]:
        depth += (token == "(") - (token == ")")
        word = token.lower()
        if depth == 0 and word in _OTHER:
            return None
        if depth == 0 and word in ("from", *_PARTS):
            name = word
            if name in parts:
                return None
            parts[name] = []
        else:
            parts[name].append(token)
    return {key: Expression(tuple(value)) for key, value in parts.items()} if depth == 0 and parts.get("from") else None


def _split_list(part: Expression) -> list[Expression]:
    """What commas separate, but for those in brackets."""
    found: list[list[str]] = [[]]
    for token, depth in zip(part.tokens, _depths(part.tokens), strict=True):
        if token == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return [Expression(tuple(each)) for each in found if each]


def _depths(tokens: tuple[str, ...]) -> list[int]:
    """How many brackets are open behind each token."""
    depth, found = 0, []
    for token in tokens:
        depth += (token == "(") - (token == ")")
        found.append(depth)
    return found


def _remove_alias(item: Expression) -> Expression:
    tokens = item.tokens[1:] if item.tokens[0].lower() == "distinct" else item.tokens
    lower = [token.lower() for token in tokens]
    return Expression(tokens[: lower.index("as")] if "as" in lower else tokens)


def _read_order(part: Expression) -> tuple[Expression | None, bool]:
    """What is ordered by, and whether the greatest comes first; None where it is more than one thing."""
    ordered = _drop(part, "by")
    [*first, last] = ordered.tokens or ("",)
    direction = last.lower()
    ordered = Expression(tuple(first)) if direction in ("asc", "desc") else ordered
    return (None if len(_split_list(ordered)) > 1 else ordered), direction == "desc"


def _drop(part: Expression, word: str) -> Expression:
    return Expression(part.tokens[1:]) if part and part.tokens[0].lower() == word else part
