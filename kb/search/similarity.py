"""How near the sentences of hits come to a question: each hit is read once, two neighbouring sentences at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.engines.protocols import Embedder
from kb.search.query import Question
from kb.text.sentences import split_sentences
from kb.types import Hit

_LONGEST = 500  # characters of two sentences
_UNDERSTOOD = 0.3  # share of the question that the embedder must know for its vectors to say anything


@dataclass(frozen=True)
class Pair:
    """Two neighbouring sentences, and their cosine to the question; 0.0 where the embedder does not know it."""

    text: str
    cosine: float


class Nearness:
    """Of one question's hits; what was read of a hit is kept for the next who asks."""

    def __init__(self, asked: Question, embedder: Embedder) -> None:
        self.asked = asked
        self._embedder = embedder
        self._read: dict[tuple[str, int, int], list[Pair]] = {}

    @property
    def tells(self) -> bool:
        """Whether cosines to this question say anything."""
        return self.asked.known > _UNDERSTOOD

    def pairs(self, hit: Hit) -> list[Pair]:
        """Raises EngineError."""
        self.read([hit])
        return self._read[_key(hit)]

    def nearest(self, hit: Hit) -> float:
        """The best cosine of its pairs. Raises EngineError."""
        return max((pair.cosine for pair in self.pairs(hit)), default=0.0)

    def read(self, hits: Sequence[Hit]) -> None:
        """Embeds what was not read yet, all at once. Raises EngineError."""
        fresh = {key: list(_pairs(hit.chunk.text)) for hit in hits if (key := _key(hit)) not in self._read}
        cosines = iter(self._cosines([text for texts in fresh.values() for text in texts]))
        for key, texts in fresh.items():
            self._read[key] = [Pair(text, next(cosines)) for text in texts]

    def _cosines(self, texts: Sequence[str]) -> list[float]:
        if not texts or self.asked.vector is None or not self.tells:
            return [0.0] * len(texts)
        cosines: list[float] = (self._embedder.embed_documents(texts) @ self.asked.vector).tolist()
        return cosines


def _key(hit: Hit) -> tuple[str, int, int]:
    return hit.chunk.id, hit.chunk.start, hit.chunk.end


def _pairs(text: str) -> Iterator[str]:
    """Each sentence with the one after it."""
    spans = split_sentences(text)
    for at, span in enumerate(spans):
        end = spans[min(at + 1, len(spans) - 1)].end
        yield text[span.start : end][:_LONGEST]
