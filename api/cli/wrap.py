"""Words as they come, broken where a terminal's line ends: between words, or after any Chinese letter."""

from __future__ import annotations

from rich.cells import cell_len

from api.cli.terminal import strip_controls

_CLOSING = frozenset("，。、；：！？）】」』》”’")  # may not begin a line


class Wrap:
    """`feed` and `finish` return what to write now; the word that is still being written is held back."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._at = 0
        self._space: list[str] = []  # what stands before the word, unless the line is broken there
        self._word: list[str] = []

    def feed(self, text: str) -> str:
        return "".join(self._letter(letter) for letter in strip_controls(text).expandtabs(4))

    def finish(self) -> str:
        return self._end_word()

    def _letter(self, letter: str) -> str:
        if letter == "\n":
            written = self._end_word() + "\n"
            self._at, self._space = 0, []
            return written
        if letter == " ":
            written = self._end_word()
            self._space.append(letter)
            return written
        if letter in _CLOSING:
            self._word.append(letter)
            return ""
        if cell_len(letter) > 1:
            written = self._end_word()
            self._word = [letter]
            return written
        self._word.append(letter)
        return ""

    def _end_word(self) -> str:
        if not self._word:
            return ""
        gap, word = "".join(self._space), "".join(self._word)
        width = cell_len(word)
        self._space, self._word = [], []
        if self._at and self._at + len(gap) + width > self._columns:
            self._at = width
            return "\n" + word
        self._at += len(gap) + width
        return gap + word
