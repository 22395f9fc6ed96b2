"""How the terms of what surrounds a chunk are kept: 5 bytes a term, so that a search need not read and cut the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

import numpy

from kb.text.term_numbers import Numbers, number_term
from kb.text.term_table import TermTable, number_rows

_TOTAL = 4  # bytes, before all others: how many terms there are, repeats counted
# A term's number stands for it (kb.text.term_numbers). Two of a question's ten terms and of a text's two hundred have
# the same one by chance in one of two million texts, and then that text counts one term too many.
_ROW = numpy.dtype(
    {"names": ["term", "half", "count"], "formats": ["<u4", "<u2", "u1"], "offsets": [0, 0, 4], "itemsize": 5}
)
_HALVES = 1 << 16
_MOST = 255  # times that one term counts
_NONE: Numbers = numpy.empty(0, numpy.uint32)
NO_TERMS = bytes(_TOTAL)  # as those of an empty text are kept


def pack_terms(several: Sequence[Sequence[Numbers]]) -> list[bytes]:
    """The numbers of the terms of each of several texts, in some arrays each, as they are kept: sorted and counted."""
    totals = [sum(map(len, numbers)) for numbers in several]
    owners = numpy.repeat(numpy.arange(len(totals), dtype=numpy.uint64) << 32, totals)
    together = numpy.concatenate([_NONE, *chain.from_iterable(several)])
    found, counts = numpy.unique(together | owners, return_counts=True)
    rows = numpy.empty(len(found), _ROW)
    rows["term"] = found & 0xFFFFFFFF
    rows["count"] = numpy.minimum(counts, _MOST)
    packed = rows.tobytes()
    ends = (_ROW.itemsize * numpy.searchsorted(found, numpy.arange(len(totals) + 1, dtype=numpy.uint64) << 32)).tolist()
    return [
        total.to_bytes(_TOTAL, "little") + packed[start:end]
        for total, (start, end) in zip(totals, pairwise(ends), strict=True)
    ]


def count_terms(packed: Sequence[bytes], wanted: Sequence[str]) -> TermTable:
    """What `kb.text.terms.TermCounter` counts, of each of these."""
    rows = numpy.frombuffer(b"".join([each[_TOTAL:] for each in packed]), _ROW)
    ends = numpy.cumsum((numpy.array(list(map(len, packed)), int) - _TOTAL) // _ROW.itemsize)
    own = number_rows(wanted)
    terms = {number_term(term): row for term, row in own.items()}
    # By their lower halves first: one look into a table for each, where to compare them takes ten times as long.
    likely = numpy.zeros(_HALVES, bool)
    likely[[key % _HALVES for key in terms]] = True
    found = numpy.flatnonzero(likely.take(rows["half"]))
    owners = numpy.searchsorted(ends, found, side="right").tolist()
    counts = numpy.zeros((len(own), len(packed)))
    for owner, key, count in zip(owners, rows["term"][found].tolist(), rows["count"][found].tolist(), strict=True):
        if key in terms:
            counts[terms[key], owner] = count
    totals = [int.from_bytes(each[:_TOTAL], "little") for each in packed]
    return TermTable(own, numpy.array(totals, float), counts)
