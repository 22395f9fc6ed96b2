"""SentencePiece's Unigram tokenizer: the likeliest way to cut a text into known pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.engines.builtin.vocabulary import BLANK, PieceVocabulary

_WORDS = re.compile(f"{BLANK}[^{BLANK}]*|[^{BLANK}]+")  # no piece holds a blank but at its beginning
_REMEMBERED = 50_000  # words of a language that are used again and again
_LONGEST_REMEMBERED = 32  # characters; longer ones are runs of East Asian signs, each its own
_UNKNOWN_COST = 10.0  # below the least likely piece

Piece = tuple[int, int]  # its id, and where it ends in the word


@dataclass(frozen=True)
class UnigramToken:
    """A piece at its place in the normalised text; the blank that stands for a word's beginning is no character."""

    id: int
    start: int
    end: int


class Unigram:
    """`normal` says what a character becomes; `unknown` is the id for a character that no piece holds."""

    def __init__(self, vocabulary: PieceVocabulary, lowest: float, normal: Mapping[int, str], unknown: int) -> None:
        """`lowest` is the score of the least likely piece."""
        self._vocabulary = vocabulary
        self._normal = normal
        self.unknown = unknown
        self._unknown_score = lowest - _UNKNOWN_COST
        self._known: dict[str, list[Piece]] = {}

    def piece(self, id: int) -> str:
        return self._vocabulary.piece(id)

    def normalise(self, text: str) -> str:
        """As the pieces are written: compatible forms made one, runs of blanks one blank."""
        return re.sub(" {2,}", " ", text.translate(self._normal))

    def encode(self, text: str) -> list[int]:
        """The ids of the text's pieces."""
        return [id for word in self._words(self.normalise(text)) for id, _ in self._pieces(word)]

    def encode_with_ends(self, normalised: str) -> tuple[list[int], list[int]]:
        """The ids of a normalised text's pieces, and where each ends in it."""
        ids: list[int] = []
        ends: list[int] = []
        at = 0 if normalised.startswith(" ") else -1  # a blank is put before the first word
        for word in self._words(normalised):
            for id, end in self._pieces(word):
                ids.append(id)
                ends.append(at + end)
            at += len(word)
        return ids, ends

    def tokens(self, normalised: str) -> list[UnigramToken]:
        """The pieces of a normalised text, with their places in it."""
        ids, ends = self.encode_with_ends(normalised)
        starts = [0, *ends]
        return [UnigramToken(id, max(start, 0), end) for id, start, end in zip(ids, starts, ends, strict=False)]

    def count_at_most(self, text: str) -> int:
        """Not less than the text's pieces: each sign of a word that is not remembered counts as one."""
        return sum(len(self._known.get(word, word)) for word in self._words(self.normalise(text)))

    def measure_normalised(self, text: str, places: Iterable[int]) -> list[int]:
        """How long the text is, as far as each of these places, in order, once it is normalised."""
        lengths, length, start, last = [], 0, 0, ""
        for place in places:
            part = self.normalise(text[start:place])
            length += len(part) - (last == " " and part.startswith(" "))  # runs of blanks go across places too
            last = part[-1:] or last
            lengths.append(length)
            start = place
        return lengths

    def _words(self, normalised: str) -> list[str]:
        begun = normalised if normalised.startswith(" ") else f" {normalised}"
        return _WORDS.findall(begun.replace(" ", BLANK))

    def _pieces(self, word: str) -> list[Piece]:
        known = self._known.get(word)
        if known is None:
            known = self._cut(word)
            if len(word) <= _LONGEST_REMEMBERED:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[word] = known
        return known

    def _cut(self, word: str) -> list[Piece]:
        """Viterbi: the best score up to each character, and the piece that ends there in the best way."""
        begin, unknown = self._vocabulary.begin, self.unknown
        best = [0.0, *[float("-inf")] * len(word)]
        last = [(0, 0)] * (len(word) + 1)  # where the piece begins, its id
        for start in range(len(word)):
            score, beginning = best[start], begin(word, start)
            known = beginning.pieces
            for end in range(start + 1, min(len(word), start + beginning.longest) + 1):
                found = known.get(word[start:end])
                if found is not None and score + found[1] > best[end] and found[0] != unknown:
                    best[end], last[end] = score + found[1], (start, found[0])
            if score + self._unknown_score > best[start + 1]:
                best[start + 1], last[start + 1] = score + self._unknown_score, (start, self.unknown)
        pieces, end = [], len(word)
        while end:
            start, id = last[end]
            pieces.append((id, end))
            end = start
        return pieces[::-1]
