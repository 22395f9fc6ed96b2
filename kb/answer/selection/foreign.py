"""What a question finds in pages of another language: words say nothing there, only the vectors."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import numpy

from kb.answer.selection.selection import PAGE, Choice, statements_near
from kb.engines.protocols import Embedder, Vectors
from kb.search.language_bias import remove_languages, sample_languages
from kb.search.query import Question, measure_background
from kb.search.scoring import shrink_mean
from kb.search.similarity import compare_spans
from kb.store.reader import Reader
from kb.text.language import detect_language, detect_text_language
from kb.types import Hit, Span

_LOOKED_AT = 12  # chunks
# In a folder without a page in the question's language: spreads beyond those of the nearest chunk by chance, the most
# that are needed, and as how many chunks of the folder the usual mean counts, which was measured within one language.
# Chosen on half of XQuAD's articles. Of 112 questions in another language to single articles of the others, of some ten
# chunks, 55 instead of 7 are answered right and 3 wrong, 1 of 185 about another article, and 22 of 120 near misses
# instead of 3; of 101 to six articles, of some fifty chunks, 52 instead of 15, 8 wrong, and 32 of 275 instead of 6.
# With all articles in the folder 18 % come less near, and of 211 without their article 11 % as near.
_BEYOND_CHANCE, _ENOUGH, _USUAL_WEIGHS = 0.6, 3.7, 4
# Spreads above just any chunk in a folder with some, the usual mean mixed in: of 640 questions of XQuAD to articles in
# another language 365 are answered from the right place and 160 from a wrong one, of 240 without it 94. With the mean
# of such a folder alone, and 3.5, two more of 90 questions to two offices were refused.
_NEAR_BESIDE_OWN = 3.25


def find_foreign(asked: Question, store: Reader, embedder: Embedder, *, beside: bool = False) -> list[Choice]:
    """The statements of such pages that come near enough to answer, best first; mostly none. Raises EngineError.

    None where a page in the question's own language comes nearer: that one would say it in the question's words.
    `beside` what answers by its words: none where no document is in the question's language, which is a guess then.
    """
    own, held = detect_language(asked.text)[:2], {language[:2] for language in store.languages()}
    if held <= {own} or (beside and own not in held):
        return []
    vector = embedder.embed_foreign(asked.text)
    if vector is None:
        return []
    vector = remove_languages(vector, store)
    best, nearest_own = _rank_foreign(vector, own, store)
    if not best or best[0].score < nearest_own:
        return []
    is_near = _comes_near(best[0].score, vector, store, embedder, beside_own=own in held)
    return best if is_near else []


def _rank_foreign(vector: Vectors, own: str, store: Reader) -> tuple[list[Choice], float]:
    """The statements of pages in other languages than `own`, best first, and the best cosine of one in that."""
    near = store.vector_search(vector, _LOOKED_AT)
    pages = store.pages_at({one.chunk.place for one in near})
    found: dict[tuple[str, int], list[Choice]] = {}
    nearest_own = 0.0
    for n, one in enumerate(near, start=1):
        place = one.chunk.place
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
    return best, nearest_own


def _comes_near(cosine: float, vector: Vectors, store: Reader, embedder: Embedder, *, beside_own: bool) -> bool:
    """Whether a cosine stands out from those of just any chunks; `beside_own`: some in the question's language."""
    just_any = measure_background(vector, store, embedder, store.size())
    if beside_own:
        return just_any.standardise(cosine) >= _NEAR_BESIDE_OWN
    usual, _ = embedder.usual_cosines(vector) or (just_any.mean, just_any.spread)
    own_cosines = numpy.concatenate([numpy.zeros(0), *(rows @ vector for rows in sample_languages(store))])
    just_any = replace(just_any, mean=shrink_mean(own_cosines, usual, _USUAL_WEIGHS))
    return just_any.standardise(cosine) >= _need_spreads(just_any.size)


def _need_spreads(chunks: int) -> float:
    chunks = max(chunks, 1)  # the last one may have been deleted meanwhile
    by_chance = NormalDist().inv_cdf((chunks - 0.375) / (chunks + 0.25))  # the largest of so many (Blom, 1958)
    return min(by_chance + _BEYOND_CHANCE, _ENOUGH)
