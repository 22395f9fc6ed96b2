"""What a question finds in pages of another language: words say nothing there, only the vectors."""

from __future__ import annotations

from kb.answer.selection import PAGE, Choice, statements_near
from kb.engines.protocols import Embedder
from kb.search.query import Question
from kb.search.similarity import compare_spans
from kb.store.reader import Reader
from kb.text.language import detect_language, detect_text_language
from kb.types import Hit, Span

_LOOKED_AT = 12  # chunks
# The least cosine. Chosen on 51 questions, 17 of them unanswerable, in English, Chinese and German of four folders in
# another of the three; of 60 Chinese questions of English text, which were not read, 29 are answered from the right
# place instead of 22, and 20 refused instead of 33.
_NEAR = 0.276


def find_foreign(asked: Question, store: Reader, embedder: Embedder) -> list[Choice]:
    """The statements of such pages that come near enough to answer, best first; mostly none. Raises EngineError.

    None where a page in the question's own language comes nearer: that one would say it in the question's words.
    """
    vector = embedder.embed_foreign(asked.text)
    if vector is None:
        return []
    own = detect_language(asked.text)[:2]
    near = store.vector_search(vector, _LOOKED_AT)
    pages = store.pages_at({(one.chunk.document, one.chunk.page_index) for one in near})
    found: dict[tuple[str, int], list[Choice]] = {}
    nearest_own = 0.0
    for n, one in enumerate(near, start=1):
        place = (one.chunk.document, one.chunk.page_index)
        if place in found or place not in pages:
            continue
        hit = Hit(one.chunk, 0.0, one.path, similarity=one.score)
        statements = statements_near(pages[place], hit)
        spans = [Span(each.start, each.end) for each in statements]
        cosines = compare_spans(spans, store.windows([one.chunk], beyond=PAGE).get(place), vector, 0.0)
        if detect_text_language(pages[place].text)[:2] in ("", own):
            found[place] = []
            nearest_own = max([nearest_own, *cosines])
        else:
            pairs = zip(statements, cosines, strict=True)
            found[place] = [Choice(n, hit, each, 0.0, cosine=cosine, score=cosine) for each, cosine in pairs]
    best = sorted((each for several in found.values() for each in several), key=lambda each: -each.score)
    return best if best and best[0].score >= max(_NEAR, nearest_own) else []
