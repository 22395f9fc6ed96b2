"""Rich text made ready for a reader that knows no looks: withdrawn words gone, figures raised, addresses kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.omissions import GAP, HIDDEN, STRUCK, Omissions

LINK = re.compile(
    rb'(\{\\\*\\fldinst[^}]*?HYPERLINK\s+"([^"{}\\]+)"[^}]*\}+\s*\{\\fldrslt[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}'
)
TELLING = re.compile(rb"\\(?:striked?1?|v|deleted|super|sub|up|dn)(?![a-z])")
TOKEN = re.compile(rb"\\([a-z]+)(-?\d+)? ?|\\'[0-9a-fA-F]{2}|\\[^a-z]|[{}]|[^\\{}]+", re.DOTALL)
# Groups that say how the document is made; what stands in them is none of its words.
TABLES = frozenset([b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"fldinst", b"listtable", b"generator"])
RAISED = 4  # half points above the line
UNICODE_SIGN = b"u"
NO_WORDS = (b"\\*", b"\r", b"\n", b"\r\n")
RTF_GAP = b"{\\uc1\\u%d?}" % (ord(GAP) - 65_536)


@dataclass(frozen=True)
class _Look:
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    place: int = 0  # 1 above the line, -1 below it
    is_text: bool = True

    @property
    def is_withdrawn(self) -> bool:
        return self.struck or self.hidden or self.deleted

    def change(self, word: bytes, number: int | None) -> _Look:
        """After a control word with its number, if it has one."""
        on = number != 0
        match word:
            case b"strike" | b"striked":
                return replace(self, struck=on)
            case b"v":
                return replace(self, hidden=on)
            case b"deleted":
                return replace(self, deleted=on)
            case b"super" | b"sub":
                return replace(self, place=(1 if word == b"super" else -1) if on else 0)
            case b"up" | b"dn":
                height = RAISED + 2 if number is None else number
                return replace(self, place=(1 if word == b"up" else -1) if height >= RAISED else 0)
            case b"nosupersub":
                return replace(self, place=0)
            case b"plain":
                return _Look(is_text=self.is_text, deleted=self.deleted)
        return replace(self, is_text=False) if word in TABLES else self


def mark_rtf(data: bytes, omissions: Omissions) -> bytes:
    """The same document, with a GAP where something is left out; `omissions` gains what that is."""
    if TELLING.search(data):
        data = _Writer(omissions).write(data)
    return LINK.sub(rb"\1 (\2)}", data)


class _Writer:
    """Writes a document again, token by token."""

    def __init__(self, omissions: Omissions) -> None:
        self.omissions = omissions
        self.look = _Look()
        self.outer: list[_Look] = []
        self.written: list[bytes] = []
        self.moved: list[bytes] = []  # letters above or below the line, until they end
        self.gone = False  # whether what was read last was left out

    def write(self, data: bytes) -> bytes:
        for token in TOKEN.finditer(data):
            if token[0] == b"{":
                self._write_moved()
                self.outer.append(self.look)
            elif token[0] == b"}":
                self._write_moved()
                self.look = self.outer.pop() if self.outer else _Look()
            elif token[1] and token[1] != UNICODE_SIGN:
                self._write_moved()
                self.look = self.look.change(token[1], int(token[2]) if token[2] else None)
            elif self.look.is_text and token[0] not in NO_WORDS:
                self._add_words(token[0])
                continue
            self.written.append(token[0])
        self._write_moved()
        return b"".join(self.written)

    def _add_words(self, words: bytes) -> None:
        if self.look.is_withdrawn:
            if words.strip() and not self.gone:
                self.gone = True
                self.written.append(RTF_GAP)
                if not self.look.deleted:
                    self.omissions.add(STRUCK if self.look.struck else HIDDEN)
            return
        self.gone = self.gone and not words.strip()
        (self.moved if self.look.place and not words.startswith(b"\\") else self.written).append(words)

    def _write_moved(self) -> None:
        """Before the look changes."""
        if self.moved:
            self.written.append(_move(b"".join(self.moved), self.look.place))
            self.moved = []


def _move(words: bytes, place: int) -> bytes:
    text = words.decode("latin-1")
    moved = raise_text(text) if place > 0 else lower_text(text)
    if moved == text:
        return words
    letters = "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in moved)
    return b"{\\uc1 " + letters.encode("latin-1", "replace") + b"}"
