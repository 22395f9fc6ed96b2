"""How often some texts hold some terms: a table, so that all of a search's passages are weighed at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy

from kb.text.terms import TermCounts

Counts = numpy.typing.NDArray[numpy.float64]


@dataclass(frozen=True)
class TermTable:
    """`totals`: how many terms each text has, repeats counted, shape (texts,); `counts`: shape (terms, texts)."""

    rows: Mapping[str, int]  # of each term, in `counts`
    totals: Counts
    counts: Counts

    def count(self, term: str) -> Counts:
        """How often each text has it, shape (texts,)."""
        held: Counts = self.counts[self.rows[term]]
        return held

    def add(self, other: TermTable) -> TermTable:
        """Of the texts of both, each put together with that in the same place."""
        return TermTable(self.rows, self.totals + other.totals, self.counts + other.counts)


def number_rows(terms: Iterable[str]) -> dict[str, int]:
    """A row for each term."""
    return {term: row for row, term in enumerate(dict.fromkeys(terms))}


def tabulate_counts(several: Sequence[TermCounts], terms: Iterable[str]) -> TermTable:
    """What was counted of each text by itself; what it has besides these terms is left out."""
    rows = number_rows(terms)
    totals, counts = numpy.array([each.total for each in several], float), numpy.zeros((len(rows), len(several)))
    for at, each in enumerate(several):
        for term in rows.keys() & each.of.keys():
            counts[rows[term], at] = each.of[term]
    return TermTable(rows, totals, counts)
