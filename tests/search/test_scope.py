"""Only a part of the space is asked: one document, or a folder."""

from __future__ import annotations

import pytest

from kb.errors import UnknownDocument
from kb.search.search import search
from kb.store.scoped_reader import ScopedReader


def paths(hits) -> set[str]:
    return {hit.path for hit in hits}


def test_in_one_document_everything_is_found_in_it_and_nothing_elsewhere(library, embedder):
    hits = search("What was the revenue for fiscal 2022?", ScopedReader(library, "Bolt_2022_report.pdf"), embedder, k=8)
    assert paths(hits) == {"Bolt_2022_report.pdf"}
    assert "64 million dollars" in hits[0].chunk.text


@pytest.mark.parametrize("mode", ["vector", "keyword", "hybrid"])
def test_words_of_another_document_are_not_found_in_this_one(library, embedder, mode):
    hits = search("hotel night in Beijing", ScopedReader(library, "Leave.md"), embedder, k=8, mode=mode)
    assert paths(hits) <= {"Leave.md"}


def test_a_scope_over_the_limit_of_vectors_that_are_compared_asks_the_index(library, embedder):
    whole = search("How many people does Bolt employ?", ScopedReader(library, "Bolt_2022_report.pdf"), embedder, k=4)
    wide = ScopedReader(library, "Bolt_2022_report.pdf", compared=0)
    again = search("How many people does Bolt employ?", wide, embedder, k=4)
    assert [hit.chunk.id for hit in again] == [hit.chunk.id for hit in whole]


def test_a_place_where_nothing_is_is_said(library):
    for place in ("No.md", "No/", "Leave", "eave.md"):
        with pytest.raises(UnknownDocument, match="There is no document at"):
            ScopedReader(library, place)
