"""Which of the documents found a question names: by title, path and first lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from kb.answer.selection.subject import measure_coverage, weigh_subject
from kb.store.reader import Reader
from kb.text.terms import extract_terms, simplify_han
from kb.types import Hit

_NAMED = 0.4  # share of the question's words that the document's name must say


def find_named(words: str, hits: Sequence[Hit], store: Reader, opening: int) -> list[tuple[int, Hit]]:
    """Hits, with their numbers, of the documents that say most of the words in title, path and `opening` characters.

    None where none says enough of them; the one with the shorter name comes first.
    """
    wanted = weigh_subject(words, store)
    first = store.pages_at({(hit.chunk.document, 0) for hit in hits})
    named: dict[str, tuple[float, int, int, Hit]] = {}
    for n, hit in enumerate(hits, start=1):
        page = first.get((hit.chunk.document, 0))
        name = simplify_han(f"{hit.chunk.title} {hit.path} {page.text[:opening] if page else ''}")
        share = measure_coverage(wanted, {name: (frozenset(extract_terms(name)), 1.0)})
        if share >= _NAMED:
            shortest = min(len(extract_terms(hit.chunk.title)), len(extract_terms(PurePosixPath(hit.path).stem)))
            named.setdefault(hit.chunk.document, (-share, shortest, n, hit))
    ordered = sorted(named.values(), key=lambda each: each[:3])
    return [(n, hit) for share, _, n, hit in ordered if share == ordered[0][0]]
