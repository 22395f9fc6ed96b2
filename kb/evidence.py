"""Whether the documents hold an answer: how near they come to the question, against how near they come anyway.

An answer is mostly said in one or two sentences. So each two neighbouring sentences of the first hits are compared with
the question, by meaning and by words; how near they must come is learned for each space from its own text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles

from kb.engine import Embedder
from kb.engines import BUILTIN
from kb.fusion import Wanted
from kb.nearness import Nearness, Pair
from kb.question import Question, as_written
from kb.search import hits_for
from kb.sentences import sentences
from kb.store import Store
from kb.types import Chunk, Document, Hit, Threshold
from kb.words import stopped, terms

USUAL = Threshold(meaning=0.48, words=0.19)  # what suits the question sets of tests/quality, before `calibrated`
_HITS = 3
_WORDS = 0.2  # what all of the question's words are worth, on the scale of a cosine

_QUESTIONS = 60  # for calibration
_OWN_WORDS = 2  # words of such a question that no other document has
_NEAR_ANYWAY = (0.5, 0.85)  # shares of those questions that come less near, by meaning and by words
_TRUST = 0.25  # in what they say of meaning: sentences come nearer to each other than questions to sentences
_WORDS_BETWEEN = (0.1, 0.3)


# A model that reads the sources refuses for itself, and what it claims is checked: it may be asked with less.
_WORTH_ASKING = 0.75
_LITERALLY, _PARTLY = 0.6, 0.35  # shares of the question's words that two sentences may hold, whatever they mean
_SPREADS = 3.0  # above just any chunk: how near is near, for an embedder whose cosines are on another scale
_ASKING = frozenset(terms("many much long often high big old far soon late need must may can tell please mean"))


@dataclass(frozen=True)
class Evidence:
    """How near the documents come to the question, and how near they must come.

    `covered` is the share of its telling words that two neighbouring sentences hold. True where the documents are
    likely to hold the answer.
    """

    found: float
    needed: float
    covered: float = 0.0

    def __bool__(self) -> bool:
        return self.found >= self.needed or self.covered >= _LITERALLY

    @property
    def worth_asking(self) -> bool:
        """Whether a model should read the hits and say for itself."""
        return self.found >= _WORTH_ASKING * self.needed or self.covered >= _PARTLY


def enough(nearness: Nearness, hits: Sequence[Hit], store: Store, embedder: Embedder) -> Evidence:
    """Whether these hits, best first, can hold the answer; reads no further hit than is needed. Raises EngineError."""
    asked = nearness.asked
    known = asked.known**2
    threshold = store.calibration.threshold or _uncalibrated(asked, embedder)
    needed = known * threshold.meaning + (1 - known) * _WORDS * threshold.words
    found = 0.0
    for hit in hits[:_HITS]:
        found = max(found, _nearest(asked, nearness.pairs(hit))[0])
        if found >= needed:
            break
    covered = max((_literally(asked, hit, nearness.pairs(hit)) for hit in hits[:_HITS]), default=0.0)
    return Evidence(found, needed, covered)


def _uncalibrated(asked: Question, embedder: Embedder) -> Threshold:
    if embedder.name == BUILTIN:
        return USUAL
    return Threshold(asked.background.mean + _SPREADS * asked.background.spread, USUAL.words)


def _literally(asked: Question, hit: Hit, pairs: Sequence[Pair]) -> float:
    """The best share of the question's telling words, those that only ask left out, in two sentences of a hit."""
    telling = Wanted({term: weight for term, weight in asked.wanted.weights.items() if term not in _ASKING})
    beside = set(terms(" ".join((hit.chunk.title, *hit.chunk.heading))))
    return max((_covered(telling, pair.text, beside) for pair in pairs), default=0.0)


def _nearest(asked: Question, pairs: Sequence[Pair]) -> tuple[float, float]:
    """Of pairs of sentences: the best by meaning and words together, and the best share of words."""
    covered = [_covered(asked.wanted, pair.text) for pair in pairs]
    together = [asked.known**2 * pair.cosine + _WORDS * words for pair, words in zip(pairs, covered, strict=True)]
    return max(together, default=0.0), max(covered, default=0.0)


def _covered(wanted: Wanted, text: str, beside: Iterable[str] = ()) -> float:
    """Share of what the question's words tell."""
    held = {*terms(text), *beside}
    told = sum(weight for term, weight in wanted.weights.items() if term in held)
    return told / wanted.total if wanted.total else 0.0


def calibrated(store: Store, embedder: Embedder) -> Threshold:
    """How near a question must come, from questions that a space certainly does not answer.

    Those are sentences of its documents with words that no other document has, asked while their own is hidden. With
    too little text to tell it is `USUAL`. Raises EngineError.
    """
    by_meaning: list[float] = []
    by_words: list[float] = []
    chance: list[float] = []
    for document, sentence in _unanswered(store):
        asked = as_written(sentence, store, embedder)
        nearness = Nearness(asked, embedder)
        hits = hits_for(asked, store, _HITS, but=document.id)
        nearness.read(hits)
        together, words = _nearest(asked, [pair for hit in hits for pair in nearness.pairs(hit)])
        by_words.append(words)
        if nearness.tells:
            by_meaning.append(together)
            chance.append(asked.background.mean + 2.5 * asked.background.spread)
    usual = max(USUAL.meaning, fmean(chance)) if chance else USUAL.meaning
    nearest = _at(by_meaning, _NEAR_ANYWAY[0], usual)
    words = _at(by_words, _NEAR_ANYWAY[1], USUAL.words)
    return Threshold(usual + _TRUST * (nearest - usual), min(max(words, _WORDS_BETWEEN[0]), _WORDS_BETWEEN[1]))


def _at(values: Sequence[float], share: float, usual: float) -> float:
    return quantiles(values, n=20)[round(share * 20) - 1] if len(values) >= _QUESTIONS // 3 else usual


def _unanswered(store: Store) -> Iterator[tuple[Document, str]]:
    documents = sorted(store.documents(), key=lambda document: document.digest)  # in no order of theirs
    found = 0
    for document in documents if len(documents) > 1 else []:
        sentence = _own_sentence(store, store.chunks_of(document.id))
        if sentence:
            found += 1
            yield document, sentence
        if found == _QUESTIONS:
            return


def _own_sentence(store: Store, chunks: Sequence[Chunk]) -> str | None:
    """The sentence of a document's middle that has the largest share of words which no other document has."""
    if not chunks:
        return None
    text = chunks[len(chunks) // 2].text
    own = Counter(term for chunk in chunks for term in set(terms(chunk.indexed)))
    counts = store.term_counts(set(terms(text)))
    best, most = None, 0.0
    for span in sentences(text):
        telling = {term for term in terms(text[span.start : span.end]) if not stopped(term)}
        only_here = sum(counts[term] <= own[term] for term in telling)
        if 20 <= span.end - span.start <= 250 and only_here >= _OWN_WORDS and only_here / len(telling) > most:
            best, most = text[span.start : span.end], only_here / len(telling)
    return best
