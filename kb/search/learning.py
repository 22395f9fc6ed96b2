"""How near a question must come to a space's documents, learned from their own text.

Questions that a space certainly does not answer are made of it: sentences with words that no other document has, asked
while their own document is hidden. What comes as near as those do is no answer yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean, median, quantiles

from kb.engines import BUILTIN
from kb.engines.protocols import Embedder
from kb.search.query import take_literally
from kb.search.search import hits_for
from kb.search.similarity import Nearness
from kb.search.sufficiency import HITS, USUAL, score_hits, share_covered, unlearned
from kb.store.store import Store
from kb.text.sentences import split_sentences
from kb.text.terms import extract_terms, is_stop_word
from kb.types import Chunk, Document, Threshold

QUESTIONS = 60
_FEWEST = 20  # of them, to learn anything
_AT_ONCE = 24  # after the first ingest: about two seconds
_OWN_WORDS = 2  # words of such a question that no other document has
_TRUST = 0.2  # in what they say of meaning: sentences come nearer to each other than questions to sentences
_WORDS_BETWEEN = (0.1, 0.3)


def learned(store: Store, embedder: Embedder, questions: int = QUESTIONS) -> Threshold | None:
    """From so many questions, a tenth of a second each; None where there is too little text. Raises EngineError."""
    meanings: list[float] = []
    usual: list[float] = []
    words: list[float] = []
    for document, sentence in _unanswered(store, questions):
        nearness = Nearness(take_literally(sentence, store, embedder), embedder)
        hits = hits_for(nearness.asked, store, HITS, but=document.id)
        near = score_hits(nearness, hits)
        pairs = [pair for hit in hits for pair in nearness.pairs(hit)]
        words.append(max((share_covered(nearness.asked.wanted, pair.text) for pair in pairs), default=0.0))
        if nearness.tells:
            meanings.append(near)
            usual.append(unlearned(nearness.asked, embedder).meaning)
    if len(words) < _FEWEST:
        return None
    low, high = _WORDS_BETWEEN
    return Threshold(_meaning(meanings, usual), min(max(quantiles(words, n=20)[16], low), high))


def learn_once(store: Store, embedder: Embedder) -> None:
    """As soon as there is text enough; where embedding is a server's, only people know whether it may take minutes."""
    if embedder.name != BUILTIN or store.calibration.threshold or len(store.documents()) < _FEWEST:
        return
    if threshold := learned(store, embedder, _AT_ONCE):
        store.calibration.record(threshold)


def _meaning(near: Sequence[float], usual: Sequence[float]) -> float:
    if len(near) < _FEWEST:
        return USUAL.meaning
    return (1 - _TRUST) * fmean(usual) + _TRUST * median(near)


def _unanswered(store: Store, questions: int) -> Iterator[tuple[Document, str]]:
    documents = sorted(store.documents(), key=lambda document: document.digest)  # in no order of theirs
    made = 0
    for document in documents if len(documents) > 1 else []:
        sentence = _own_sentence(store, store.chunks_of(document.id))
        if sentence:
            made += 1
            yield document, sentence
        if made == questions:
            return


def _own_sentence(store: Store, chunks: Sequence[Chunk]) -> str | None:
    """The sentence of a document's middle that has the largest share of words which no other document has."""
    if not chunks:
        return None
    text = chunks[len(chunks) // 2].text
    own = Counter(term for chunk in chunks for term in set(extract_terms(chunk.indexed)))
    counts = store.term_counts(set(extract_terms(text)))
    best, most = None, 0.0
    for span in split_sentences(text):
        telling = {term for term in extract_terms(text[span.start : span.end]) if not is_stop_word(term)}
        only_here = sum(counts[term] <= own[term] for term in telling)
        if 20 <= span.end - span.start <= 250 and only_here >= _OWN_WORDS and only_here / len(telling) > most:
            best, most = text[span.start : span.end], only_here / len(telling)
    return best
