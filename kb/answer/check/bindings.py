"""Whether what a claim says stands in its source of something else: another subject, another thing's number."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.check.clauses import clause_of, split_clauses
from kb.answer.check.dates import Stated, find_moments, is_stated
from kb.answer.check.nearest import find_lacking
from kb.answer.check.quantities import Quantity, same, stated_numbers
from kb.answer.check.steps import is_multiple
from kb.answer.check.tables import is_row
from kb.answer.check.terms import content_terms
from kb.text.sentences import CLAUSE_MARKS

_PARTED = re.compile(rf"[{CLAUSE_MARKS}\n:]|\.(?=\s|$)")
_LISTED = re.compile(r"[,，、()](?!\d)|\s(?=(?:and|und|but|aber|while|whereas|während)\s)|而(?!且)")
_CELLS = re.compile(";")
# The share of the words of a value's own that a claim must have to be about it. Of 200 claims that were not read this
# finds 4 false ones that nothing else does, and doubts 1 true one; before it read dates 2 and none of 907 of SummEdits.
_ABOUT = 0.75
_NO_ROW = -1
_FEW = 20  # values: one that stands more often is nobody's own, and one further off is told of something else
_LED_IN = re.compile(
    r"\W*(?:according|in|on|at|for|under|by|from|with|within|during|as|if|when|after|before|since|to|of|about|there|and|or)\b"
    r"|\W*(?:the\s+)?\w+(?:'s|\s+of)\b|[^，。]{1,8}的|根据|按照|在|对于",
    re.IGNORECASE,
)


def has_other_subject(claim: str, scope: str, passage: str) -> bool:
    """Whether a clause begins with what the passage tells of elsewhere, but not where the rest of the clause is."""
    near = frozenset().union(*(clause.terms for clause in split_clauses(scope)))
    actors = {first for clause in split_clauses(passage) for first in content_terms(clause.text)[:1]} - near
    # What it begins with may be a circumstance, or may only own what does something.
    firsts = [content_terms(clause.text)[:1] for clause in split_clauses(claim) if not _LED_IN.match(clause.text)]
    return any(actors.intersection(first) for first in firsts)


def has_number_of_other_row(claim: str, rows: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether one row of a table holds all the words of a claim that any line with its numbers does, and more of them.

    Rows are read with their header, `lines` are the others. Of others' claims that passed before it finds 14 wrong ones
    and doubts 1 right one (of 4,499, not read).
    """
    whole = clause_of(claim)
    said = [clause_of(text) for text in (*rows, *lines)]
    found = [whole.terms - find_lacking(whole.terms, each.terms) for each in said]
    holding = [words for words, each in zip(found, said, strict=True) if whole.anchors_in(each) >= {*whole.anchors}]
    return bool(whole.anchors and holding) and any(
        all(words > other for other in holding) for words in found[: len(rows)]
    )


@dataclass(frozen=True)
class _Value:
    """A number or a date with the words that are its own: from the one before it to the next comma behind it."""

    stated: Quantity | Stated
    kind: str  # its unit, however large
    text: str
    terms: frozenset[str]
    row: int  # which line of the text, of a table

    def is_same(self, other: _Value) -> bool:
        """Whether the other is this one, which the claim states."""
        if isinstance(self.stated, Quantity):
            return isinstance(other.stated, Quantity) and same(self.stated, other.stated)
        return isinstance(other.stated, Stated) and is_stated(self.stated, [other.stated], ())

    def select_told(self, claimed: frozenset[str]) -> frozenset[str]:
        """Which of its own words are claimed."""
        return self.terms - find_lacking(self.terms, claimed)


def find_other_value(claim: str, passage: str) -> tuple[str, str] | None:
    """A number of the claim that stands in the passage of something else, and the one that stands there of its own.

    "30 %" and "15 %" for "delivery counts 30 %" beside "quality (30 %) and delivery (15 %)".
    """
    said = list(_bind_values(passage))
    numbers = [each.stated for each in said if isinstance(each.stated, Quantity)]
    for mine in {(each.text, each.terms): each for each in _bind_values(claim)}.values():
        holding = [at for at, each in enumerate(said) if mine.kind and mine.is_same(each)]
        rows = {said[at].row for at in holding}
        if len(holding) > _FEW or (rows != {_NO_ROW} and _NO_ROW in rows):
            continue
        if isinstance(mine.stated, Quantity) and is_multiple(mine.stated, clause_of(claim), numbers):
            continue
        beside = {at for held in holding for at in range(max(0, held - _FEW), min(len(said), held + _FEW + 1))}
        for at in sorted(beside - {*holding}):
            rival, held = said[at], [said[each] for each in holding]
            about = rival.row in rows and rival.kind == mine.kind
            if about and _tells_rather(rival, held, mine.terms, at > holding[-1]):
                return mine.text, rival.text
    return None


def _tells_rather(rival: _Value, holding: Sequence[_Value], claimed: frozenset[str], behind: bool) -> bool:
    """Whether a claim has a rival's own words, and fewer of what it has of those that hold its number.

    The words before the first of several numbers may be said of all: `behind` it, others are what tells them apart.
    """
    share = _share_told(rival, claimed)
    most = max(_share_told(each, claimed) for each in holding)
    only = find_lacking(rival.select_told(claimed), frozenset().union(*(each.terms for each in holding)))
    if not only or share < _ABOUT or (share <= most and not (share == 1 and behind)):
        return False
    return share == 1 or len(only) > max(len(find_lacking(each.select_told(claimed), rival.terms)) for each in holding)


def _share_told(value: _Value, claimed: frozenset[str]) -> float:
    return len(value.select_told(claimed)) / len(value.terms) if value.terms else 1.0


def _bind_values(text: str) -> Iterator[_Value]:
    for at, line in enumerate(text.split("\n")):
        row = at if is_row(line) else _NO_ROW
        parted, listed = (_CELLS, _CELLS) if row == at else (_PARTED, _LISTED)
        starts = [0, *(mark.end() for mark in parted.finditer(line))]
        ends = sorted([mark.start() for each in (parted, listed) for mark in each.finditer(line)] + [len(line)])
        stated: list[Quantity | Stated] = [*stated_numbers(line), *find_moments(line)]
        last: dict[str, int] = {}
        kind = ""
        for each in sorted(stated, key=lambda each: each.start):
            end = ends[bisect_left(ends, each.end)]
            elided = not _name_kind(each) and not line[each.end : end].strip()  # "two days, for others five."
            kind = kind if elided else _name_kind(each)
            start = max(starts[bisect_left(starts, each.start + 1) - 1], last.get(kind, 0))
            last[kind] = end
            own = {*content_terms(line[start:end]), *_name_others(kind, line[start:end])}
            yield _Value(each, kind, line[each.start : each.end].strip(), frozenset(own), row)


def _name_others(kind: str, own: str) -> Iterator[str]:
    """The numbers of other kinds beside one: "6 minutes at 200 °C" is of these degrees."""
    for other in stated_numbers(own):
        if other.unit and _name_kind(other) != kind:
            yield f"{min(other.base_values)}{other.unit}"


def _name_kind(stated: Quantity | Stated) -> str:
    if isinstance(stated, Quantity):
        return "s" if stated.unit == "workday" else stated.unit
    return "date" if all(each.minute is None for each in stated.readings) else "time"
