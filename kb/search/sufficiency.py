"""Whether the documents hold an answer: how near they come to what is asked, and how much of its words they say.

An answer is mostly said in one or two sentences. So each two neighbouring sentences of the first hits are compared with
the question, by meaning and by words, and each hit as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from kb.search.query import Question
from kb.search.scoring import Wanted
from kb.search.similarity import Nearness, Pair
from kb.search.word_forms import read_language
from kb.text.language import detect_language
from kb.text.terms import extract_terms, is_asking_word
from kb.types import Hit

HITS = 3  # looked at
# Spreads by which an answer leads just any chunk, and those that saying all of the question's words is worth. Chosen on
# thirteen sets, each question asked with its document and without it, and judged on eight that were held out:
# tests/quality/refusal.md.
_NEAR, _WORDS = 4.3, 2.5
_WORDS_ALONE = 0.19  # share of the words that is enough where the embedder knows nothing of the question
# A text in another language than the question says none of its words, and is no less an answer. Of 17 German and 22
# Chinese questions of English text, held out, 9 and 10 were refused before, 1 and 9 since. Of words that were looked up
# half is expected: of 132 Chinese questions of XQuAD to its English articles 19 % are refused and 12 % answered without
# their article; 15 and 22 % where what is said counts in full, 21 and 13 % where no word is looked up.
_ELSEWHERE = 0.45
# A model that reads the sources refuses for itself, and what it claims is checked: it may be asked with less, and where
# two sentences say so much of the question, whatever cosines say: in a space of two texts they say nothing.
_WORTH_ASKING, _PARTLY = 0.8, 0.35


@dataclass(frozen=True)
class Evidence:
    """How near the documents come to the question, and how near they must come: in spreads above just any chunk.

    `covered` is the share of its telling words that two neighbouring sentences hold.
    """

    found: float
    needed: float
    covered: float = 0.0

    def __bool__(self) -> bool:
        return self.found >= self.needed

    @property
    def worth_asking(self) -> bool:
        """Whether a model should read the hits and say for itself."""
        return self.found >= _WORTH_ASKING * self.needed or self.covered >= _PARTLY


def weigh_evidence(nearness: Nearness, hits: Sequence[Hit]) -> Evidence:
    """Whether these hits, best first, can hold the answer."""
    first = hits[:HITS]
    covered = max((_measure_literal_share(nearness.asked, hit, nearness.pairs(hit)) for hit in first), default=0.0)
    told = count_words(nearness, covered, (hit.chunk.text for hit in first))
    return replace(add_evidence(nearness, first, told), covered=covered)


def add_evidence(nearness: Nearness, hits: Sequence[Hit], told: float) -> Evidence:
    """What the meaning of the first hits and the `told` share of the question's words come to together.

    Meaning counts as far as the embedder knows the question, and so much is asked of it.
    """
    first, known = hits[:HITS], nearness.asked.known
    nearness.read(first)
    best = max((max(hit.similarity or 0.0, nearness.nearest(hit)) for hit in first), default=0.0)
    near = known * nearness.asked.background.standardise(best) if nearness.tells and first else 0.0
    return Evidence(near + _WORDS * told, known * _NEAR + (1 - known) * _WORDS * _WORDS_ALONE)


def count_words(nearness: Nearness, told: float, texts: Iterable[str]) -> float:
    """The share of a question's words that texts say, as it counts: of another language's none are expected."""
    if not nearness.tells:
        return told
    language = read_language(nearness.asked.text, nearness.store.languages())
    said = detect_language(" ".join(texts), "de" if language == "de" else "en")
    if said[:2] == language[:2]:
        return told
    if language[:2] == "zh" and nearness.asked.wanted.forms:  # kb.search.translation
        return (told + _ELSEWHERE) / 2
    return max(told, _ELSEWHERE)


def share_covered(wanted: Wanted, text: str, beside: Collection[str]) -> float:
    """Share of what a question's words tell that a text holds."""
    held = {*extract_terms(text), *beside}
    told = sum(weight * wanted.say(term, held) for term, weight in wanted.weights.items())
    return told / wanted.total if wanted.total else 0.0


def _measure_literal_share(asked: Question, hit: Hit, pairs: Sequence[Pair]) -> float:
    """The best share of the question's telling words, those that only ask left out, in two sentences of a hit."""
    weights = {term: weight for term, weight in asked.wanted.weights.items() if not is_asking_word(term)}
    telling = replace(asked.wanted, weights=weights)
    beside = set(extract_terms(" ".join((hit.chunk.title, *hit.chunk.heading))))
    return max((share_covered(telling, pair.text, beside) for pair in pairs), default=0.0)
