"""A model's text cut, as it streams, into what needs a decision and what passes: marks, links, line ends, rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kb.text.sentences import CLOSERS, MARKS, WIDE_CLOSERS, WIDE_MARKS

Kind = Literal["text", "mark", "end", "break", "row", "code", "sources", "turn"]

_NAMED = r"(?:sources?|src|s|docs?|documents?|refs?|references?|citations?|cite|quelle|来源|來源|资料|資料|文献|文档)"
_NUMBERS = rf"(?:{_NAMED}[\s:：]*)?[#^-]?\d{{1,4}}"
_FILE = r"\.(?:pdf|md|txt|docx?|xlsx?|pptx?|html?|csv|eml|odt|rtf|epub|json)\b"
_MARK = (
    rf"(?:[\[【［]{{1,2}}\s*{_NUMBERS}(?:\s*(?:[,，、;；&:–-]|and|和)\s*{_NUMBERS})*\s*\.?(?:†[^\]】\n]{{0,60}})?[\]】］]{{1,2}}"
    rf"|[（(]\s*{_NAMED}[\s:：]*\d{{1,3}}\s*[)）]|[（(]\d{{1,2}}[)）](?=\s*[.。;；,，])|<sup>\s*\[?\d{{1,3}}\]?\s*</sup>"
    rf"|[\[(（【［](?:(?:sources?|quelle|来源|來源|出处|資料)\s*[:：][^)\]）】\n]{{1,80}}|[^()\[\]（）【】\n]{{1,60}}{_FILE}[^()\[\]（）【】\n]{{0,30}}"
    rf"|(?:pp?\.|page|seite|第)\s*\d{{1,4}}\s*页?)[)\]）】］])"
)
_MARKS = re.compile(rf"{_MARK}(?:\([^)\n]*\))?(?:[ ]?{_MARK}(?:\([^)\n]*\))?)*", re.IGNORECASE)
_MARKS_GO_ON = re.compile(r"[ ]?(?:[\[【［][^\]】］\n]{0,40})?|\([^)\n]*")
_OWN_MARK = re.compile(r"\[\s*[?？]\s*\]")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]\n]*)\](?:\((?P<url>[^)]{0,300})\)|\[[^\]\n]{0,40}\])")
_CONTROL = re.compile(r"<\|[^|\n]{1,40}\|>|\[/?INST\]|<</?SYS>>")  # of chat templates
_OVER = re.compile(r"<\|(?:im_end|eot_id|endoftext|end_of_turn)\|>")
_THOUGHT = re.compile(
    r"(?:<(?P<tag>thoughts?|reasoning|scratchpad|reflection|analysis)>|\[(?P<box>THINK)\]|(?P<arrow>◁think▷)|(?P<bar><\|think\|>))",
    re.IGNORECASE,
)
_LISTED_SOURCE = re.compile(
    rf"\s*(?:[-*]\s*)?(?:[\[【［]\^?[^\]\n]{{1,40}}[\]】］]\s*[:：]|[\[【［]\d{{1,3}}[\]】］]\s*[^\n]*{_FILE})"
)
_NEXT_TURN = re.compile(r"\W*(?:user|human|question|facts|用户|问题|提问)\W*[:：]", re.IGNORECASE)
_MAY_BE_DROPPED = re.compile(r"\s*[\[【［<>]|Answer(?:$| (?:$|f))")
_OF_THE_PROMPT = re.compile(r"\s*Answer from the sources, with their numbers, or write")
_FENCE = re.compile(r"\s*(?:<<<|>>>)\s*(?:[0-9a-f]{12}|source\b)")
_TAG = re.compile(r"</?[a-zA-Z!][^>\n]{0,400}>")
# As kb.text.sentences has them, but that a square bracket opens a mark here.
_CLOSERS = CLOSERS.replace("\\]", "")
_END = re.compile(rf"[{MARKS}]+[{_CLOSERS}]*(?=[\s\[【［])|[{WIDE_MARKS}]+[{WIDE_CLOSERS}*_]*")
_OPENERS = "[【［!<(（◁"
_PLAIN = re.compile(rf"[^\[【［!<(（◁{MARKS}{WIDE_MARKS}\n]+")
_DOTS = re.compile(rf"[{MARKS}]+")
_ENDED = re.compile(rf"[{MARKS}]+[{_CLOSERS}]*")
_MAY_END = re.compile(rf"[{MARKS}{WIDE_MARKS}]+[{_CLOSERS}{WIDE_CLOSERS}]*")
_HEADING = (
    "sources|source|references|reference|citations|bibliography|footnotes|sources used|sources cited|source documents"
    "|works cited|further reading|cited documents|cited sources|quellen|fuentes|信息来源|数据来源|資料來源"
    "|来源|來源|资料来源|資料來源|参考资料|參考資料|参考文献|參考文獻|参考来源|引用来源|引用|出处|出處|文献来源"
).split("|")
_HEADING_LINE = re.compile(rf"[\W_]*(?:{'|'.join(_HEADING)})[*_\s]*(?:[:：]|[*_#\s]*$)", re.IGNORECASE)
_LONGEST = 400  # characters an unfinished link, tag or row may hold the stream back


@dataclass(frozen=True)
class Lexeme:
    """`text` is what may be shown of it; `numbers` are a mark's."""

    kind: Kind
    text: str
    numbers: tuple[int, ...] = ()


def next_lexeme(pending: str, *, line_start: bool, final: bool) -> tuple[Lexeme, str] | None:
    """The first lexeme and what remains; None where more text is needed to tell."""
    if not pending:
        return None
    if line_start and opens_source(pending):
        return Lexeme("sources", ""), pending
    if line_start and (found := _read_line(pending, final)) is not None:
        return found if found[1] is not _MORE else None
    if pending[0] == "\n":
        return Lexeme("break", "\n"), pending[1:]
    if pending[0] in _OPENERS and (found := _read_opening(pending, final)) is not None:
        return found if found[1] is not _MORE else None
    return _read_text(pending, final)


def opens_source(text: str) -> bool:
    """Whether a reply's line, or the beginning of one, sets a fence of its own: what follows is made up."""
    return bool(_FENCE.match(text))


_MORE = "\0more"


def _read_line(pending: str, final: bool) -> tuple[Lexeme, str] | None:
    """What only a whole line tells: a table's row, or the heading of a list of sources that the model made up."""
    line, newline, rest = pending.partition("\n")
    whole = bool(newline) or final
    if line.startswith("|") and len(line) < 10 * _LONGEST:
        return (Lexeme("row", line), newline + rest) if whole else (Lexeme("text", ""), _MORE)
    if _OF_THE_PROMPT.match(line) or _LISTED_SOURCE.match(line):
        return (Lexeme("text", ""), rest) if whole else (Lexeme("text", ""), _MORE)
    if _NEXT_TURN.match(line):
        return (Lexeme("turn", ""), newline + rest) if whole else (Lexeme("text", ""), _MORE)
    if not whole and len(line) < 10 * _LONGEST and _MAY_BE_DROPPED.match(line):
        return Lexeme("text", ""), _MORE
    if line.startswith("```"):
        close = pending.find("\n```", 3)
        if close < 0 and not final and len(pending) < 20 * _LONGEST:
            return Lexeme("text", ""), _MORE
        end = close + 4 if close >= 0 else len(pending)
        unclosed = "\n```" if final and close < 0 else ""  # what follows, a note or quotes, is no code
        block = pending[:end].rstrip("\n") if unclosed else pending[:end]
        return Lexeme("code", block + unclosed), pending[end:]
    if not whole and "```".startswith(line):
        return Lexeme("text", ""), _MORE
    if (whole or ":" in line or "：" in line) and _HEADING_LINE.match(line):
        return Lexeme("sources", line), newline + rest
    bare = re.sub(r"[\W_]+", " ", line).strip().lower()
    if not whole and len(line) < 60 and any(heading.startswith(bare) for heading in _HEADING):
        return Lexeme("text", ""), _MORE
    return None


def _read_opening(pending: str, final: bool) -> tuple[Lexeme, str] | None:
    """A mark, link, image or tag at the start of the text, or None where it is just that character."""
    if match := _MARKS.match(pending):
        if not final and match.end() < _LONGEST and _MARKS_GO_ON.fullmatch(pending, match.end()):
            return Lexeme("text", ""), _MORE
        return Lexeme("mark", "", _read_numbers(re.sub(r"\([^)]*\)", "", match.group()))), pending[match.end() :]
    if match := _THOUGHT.match(pending):
        return _skip_thinking(pending, match, final)
    if _OVER.match(pending):
        return Lexeme("turn", ""), pending
    if match := _OWN_MARK.match(pending) or _CONTROL.match(pending) or _TAG.match(pending):
        return Lexeme("text", ""), pending[match.end() :]
    if match := _LINK.match(pending):
        # A picture or link to another host could carry what the answer says away; its words stay.
        return Lexeme("text", match["text"]), pending[match.end() :]
    if final and re.fullmatch(r"[\[【［]\s*[\d,\s]{0,8}", pending):
        return Lexeme("text", ""), ""  # it stopped in the middle of a mark
    unfinished = len(pending) < _LONGEST and re.fullmatch(_UNFINISHED, pending)
    return (Lexeme("text", ""), _MORE) if unfinished and not final else None


_UNFINISHED = (
    r"!?[\[【［][^\]】］\n]*|!?\[[^\]\n]*\](?:\([^)]*|\[[^\]\n]*)?|!|<(?:[a-zA-Z/!|<][^>\n]*)?|◁[^▷\n]*|\[\[[^\n]{0,40}\]"
    r"|[（(][^)）\n]{0,90}(?:[)）]\s*)?"
)


def _skip_thinking(pending: str, match: re.Match[str], final: bool) -> tuple[Lexeme, str]:
    """What a model thinks between signs of its own is no answer."""
    close = {"tag": f"</{match['tag']}>", "box": "[/THINK]", "arrow": "◁/think▷", "bar": "<|/think|>"}[
        match.lastgroup or ""
    ]
    at = pending.lower().find(close.lower())
    if at >= 0:
        return Lexeme("text", ""), pending[at + len(close) :]
    if len(pending) > 2 * _LONGEST and not final:
        return Lexeme("text", ""), match.group() + pending[-len(close) :]  # its end may have begun
    return (Lexeme("text", ""), "") if final else (Lexeme("text", ""), _MORE)


def _read_text(pending: str, final: bool) -> tuple[Lexeme, str] | None:
    if match := _END.match(pending):
        return Lexeme("end", match.group()), pending[match.end() :]
    if not final and len(pending) < _LONGEST and _MAY_END.fullmatch(pending):
        return None  # whether a sentence ends here shows with the next character
    if _ENDED.fullmatch(pending):
        return Lexeme("end", pending), ""
    match = _PLAIN.match(pending) or _DOTS.match(pending)  # of dots that end nothing, all at once
    size = match.end() if match else 1
    return Lexeme("text", pending[:size]), pending[size:]


def _read_numbers(mark: str) -> tuple[int, ...]:
    """The numbers of a mark, a short range [1-3] written out."""
    found: list[int] = []
    for match in re.finditer(r"(\d{1,4})(?:\s*[–-]\s*(\d{1,4}))?", re.sub(rf"†.*|[^\[(（]*{_FILE}.*", "", mark)):
        first, last = int(match[1]), int(match[2] or match[1])
        found += range(first, last + 1) if first <= last <= first + 9 else [first, last]
    return tuple(dict.fromkeys(found))
