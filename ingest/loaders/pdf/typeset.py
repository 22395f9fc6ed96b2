"""The headings of a PDF without bookmarks: lines set heavier or larger than the text, and numbered ones."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from ingest.loaders.pdf import pdfium
from ingest.loaders.pdf.title import BOILERPLATE
from kb.text.scripts import IDEOGRAPHS, WIDE
from kb.types import Heading, Page

_HEAVIER = 100  # of a font's weight, from 100 to 900: bold stands 200 and more above what is beside it
_REGULAR, _BOLD = 400, 700
_HEAVY_NAME, _NAME = re.compile(rb"[Bb]old|Black|Heavy"), 100  # bytes of a font's name
_LARGER = 1.25  # times the height; the boxes of letters of one size differ by a fifth from font to font
_LONGEST, _LONGEST_NUMBERED, _LONGEST_WIDE = 90, 60, 40  # columns; the last of signs that are two columns wide
_MOST = 0.4  # of a document's lines: where more stand out, as in forms and on slides, none of them heads anything
_LINE = re.compile(r"[^\r\n]+")
_GAP = re.compile(r"^(\W*(?:[\dA-Z]{1,3}\.?){1,5}[.)]?)\t+(?=[^\t]+$)")  # behind a heading's number
_OWN_NUMBER = re.compile(r"(?:[IVXLC]{1,6}|\d{1,2}|[A-Z])[.)]\s")  # begins a heading of its own
_BULLET = re.compile(r"[^\w\s(\[§\"“„«《【]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_LETTERS = re.compile(r"[^\W\d_].*?[^\W\d_]")
_ENDS = re.compile(r"(?:[.,;!?。，；！？…-]|\b(?:and|or|of|the|und|oder|der|die|das))\s*$")
_GOES_ON = re.compile(r"[.:] |:$")  # in a line that is no title
_LEADERS = re.compile(r"\.{4}|…{2}|(?: \.){4}|_{3}")
_RUN = 4  # lines: a title has no more
_REFERENCE = re.compile(r"(?:Abs|Satz|Nr|Ziff|Buchst|ff|i\.)")  # "§ 3 Abs. 2 gilt" is no heading
_WIDE = re.compile(f"[{WIDE}]")
_NUMERALS = "〇零一二三四五六七八九十百\\d"
_PARAGRAPH = re.compile(r"§+\s*(\d{1,3})[a-z]?\b")
_MISREAD = re.compile(r"[8$S](?:\s?(\d{1,3})|\s(\d{1,3})\s+([A-ZÄÖÜ][^\d,;:]+))")  # as "§ 1" is read in scans
_DECIMAL = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}\.?\s+(?=[A-ZÄÖÜ{IDEOGRAPHS}])")
_NUMBER = re.compile(
    rf"(?P<chapter>第\s*[{_NUMERALS}]{{1,4}}\s*[编章部])|(?P<section>第\s*[{_NUMERALS}]{{1,4}}\s*节)"
    rf"|(?P<paragraph>§+\s*\d{{1,3}}[a-z]?\b|(?:Artikel|Article|ARTICLE)\s+(?:\d{{1,3}}|[IVX]{{1,5}})\b"
    rf"|[一二三四五六七八九十]{{1,3}}\s*、)|(?P<decimal>{_DECIMAL.pattern})"
)
_DEPTHS = {"chapter": 0, "section": 1, "paragraph": 2}
_UNNUMBERED = 8  # is deeper than what is numbered, where it is set like that


class LineStyle(NamedTuple):
    """How a line is set: the weight of its font, and the height of its letters."""

    weight: int
    height: float


@dataclass(frozen=True)
class _Line:
    start: int
    text: str
    style: LineStyle | None
    number: str = ""  # as a heading is numbered

    @property
    def columns(self) -> int:
        return len(self.text) + len(_WIDE.findall(self.text))

    @property
    def rest(self) -> str:
        return self.text[len(self.number) :].strip()

    @property
    def is_decimal(self) -> bool:
        return _DECIMAL.match(self.text) is not None

    def may_head(self, longest: int, *, goes_on: bool = False) -> bool:
        """Whether it is short enough, and ends like a title; the last line of one, if it `goes_on` in the next."""
        if not 0 < self.columns <= longest or _BULLET.match(self.text) or _LEADERS.search(self.text):
            return False
        return not _ENDS.search(self.text) or (goes_on and self.text[-1] not in ".:!?。！？")


def read_styles(textpage: pypdfium2.PdfTextPage, text: str) -> dict[str, LineStyle]:
    """How each line of a page is set, by its letters without blanks; `text` is the page's `characters`."""
    handle, box = pdfium.address(textpage.raw), raw.FS_RECTF()
    found: dict[str, LineStyle] = {}
    for row in _LINE.finditer(text):
        letters = _LETTERS.search(row.group())
        if letters is None:
            continue
        first, last = row.start() + letters.start(), row.end() - 1 - len(row.group()) + len(row.group().rstrip())
        pdfium.get_box(handle, first, ctypes.addressof(box))
        style = LineStyle(min(_read_weight(handle, first), _read_weight(handle, last)), box.top - box.bottom)
        key = "".join(row.group().split())
        found[key] = min(style, found.get(key, style))  # a line that is set in two ways is no heading by it
    return found


def _read_weight(textpage: int, index: int) -> int:
    """Of a character's font: of one that is not in the file, by its name."""
    weight: int = pdfium.get_weight(textpage, index)
    if weight > 0:
        return weight
    name, flags = ctypes.create_string_buffer(_NAME), ctypes.c_int()
    pdfium.get_font(textpage, index, ctypes.addressof(name), _NAME, ctypes.addressof(flags))
    return _BOLD if _HEAVY_NAME.search(name.value) else _REGULAR


def add_headings(pages: Sequence[Page], styles: Sequence[Mapping[str, LineStyle]]) -> list[Page]:
    """The pages with the headings that their lines are, each with how its lines are set."""
    lines = [list(_list_lines(page, set_as)) for page, set_as in zip(pages, styles, strict=True)]
    usual = _find_usual([line for on_page in lines for line in on_page])
    everything = [line for on_page in lines for line in on_page if line.text]
    out = sum(_stands_out(line, usual) for line in everything)
    if out > _MOST * len(everything):
        usual = LineStyle(1000, 1000.0)  # nothing stands out
    number = 0
    found = []
    for page, on_page in zip(pages, lines, strict=True):
        on_page = list(_correct_numbers(on_page, number)) if "§" in page.text or number else on_page
        numbers = [
            int(mark[1])
            for line, after in _pair(on_page)
            if (mark := _PARAGRAPH.match(line.number)) and _is_numbered_title(line, after)
        ]
        number = numbers[-1] if numbers else number
        found.append(replace(page, headings=tuple(_find_headings(on_page, usual))))
    return found


def _list_lines(page: Page, styles: Mapping[str, LineStyle]) -> Iterator[_Line]:
    """The lines of a page that are no boilerplate; a line of a table has no text here, and parts those beside it."""
    at = 0
    for line in page.text.splitlines(keepends=True):
        start, at = at, at + len(line)
        text = _GAP.sub(r"\1 ", line.strip())
        begin = start + len(line) - len(line.lstrip())
        if not text or any(span.start <= begin < span.end for span in (*page.boilerplate, *page.navigation)):
            continue
        number = _NUMBER.match(text)
        is_row = "\t" in text or text[0] == "|"
        style = styles.get("".join(text.split()))
        yield _Line(begin, "" if is_row else text, style, number.group().strip() if number else "")


def _find_usual(lines: Sequence[_Line]) -> LineStyle:
    """How most of the text is set."""
    amounts = Counter[LineStyle]()
    for line in lines:
        if line.style:
            amounts[line.style._replace(height=round(line.style.height))] += len(line.text)
    return max(amounts, key=lambda style: amounts[style], default=LineStyle(1000, 1000.0))


def _stands_out(line: _Line, usual: LineStyle) -> bool:
    return line.style is not None and (
        line.style.weight >= usual.weight + _HEAVIER or line.style.height >= _LARGER * usual.height
    )


def _correct_numbers(lines: Sequence[_Line], number: int) -> Iterator[_Line]:
    """The lines, "82" below § 1 as "§ 2" where a title follows; `number` is the last one of the page before."""
    for line, after in _pair(lines):
        mark = _PARAGRAPH.match(line.number)
        misread = _MISREAD.fullmatch(line.text)
        if mark and _is_numbered_title(line, after):
            number = int(mark[1])
        elif misread and int(misread[1] or misread[2]) == number + 1:
            number += 1
            line = replace(line, text=f"§ {number} {misread[3] or ''}".strip(), number=f"§ {number}")
        yield line


def _pair(lines: Sequence[_Line]) -> Iterator[tuple[_Line, _Line | None]]:
    """Each line with the next one."""
    return zip(lines, [*lines[1:], None][: len(lines)], strict=True)


def _is_title(line: _Line, after: _Line | None) -> bool:
    """Whether a line is one, below a number that stands alone, and not the beginning of what it numbers."""
    is_whole = after is None or not after.text[:1].islower()
    return is_whole and line.text[:1].isupper() and line.may_head(_LONGEST) and not _GOES_ON.search(line.text)


def _find_headings(lines: Sequence[_Line], usual: LineStyle) -> Iterator[Heading]:
    """A heading for each line; one that goes on from the line before has both lines' words."""
    heads = _find_heads(lines, usual)
    last: tuple[_Line, Heading] | None = None
    for at, line in enumerate(lines):
        after = lines[at + 1] if at + 1 < len(lines) else None
        goes_on = last is not None and _is_continued(last[0], line, after, usual, at in heads)
        if not line.text or not (goes_on or at in heads):
            last = None
            continue
        title = f"{last[1].title} {line.text}" if last and goes_on else line.text
        heading = Heading(line.start, last[1].level if last and goes_on else _find_level(line, usual), title)
        yield heading
        last = (line, heading)


def _find_heads(lines: Sequence[_Line], usual: LineStyle) -> frozenset[int]:
    """The places of the lines that head what follows."""
    found: set[int] = set()
    weights = {line.style.weight for line in lines if line.style}
    for out, run in groupby(range(len(lines)), key=lambda at: _stands_out(lines[at], usual)):
        places = list(run)
        heads = [lines[at].may_head(_LONGEST, goes_on=at != places[-1]) for at in places]
        if out and len(places) <= _RUN and all(heads):
            found.update(at for at in places if _LETTERS.search(lines[at].text) or lines[at].number)
            if len(weights) == 1:  # of a scan, where logos and writing by hand are large too
                found -= {at for at in places if lines[at].text.isascii() and len(_WORD.findall(lines[at].text)) < 2}
            found -= {at for at in places if BOILERPLATE.fullmatch(lines[at].text)}  # contents head themselves alone
    pairs = list(_pair(lines))
    numbered = [at for at, (line, after) in enumerate(pairs) if at not in found and _is_numbered_title(line, after)]
    alone = [at for at in numbered if not {at - 1, at + 1} & set(numbered) or not lines[at].is_decimal]
    return frozenset((*found, *alone))  # decimals one below the other are a list


def _is_continued(before: _Line, line: _Line, after: _Line | None, usual: LineStyle, is_head: bool) -> bool:
    if line.number or _OWN_NUMBER.match(line.text):
        return False
    if before.number == before.text and _is_title(line, after):
        return True
    alike = before.style is not None and line.style is not None and abs(before.style.height - line.style.height) < 1
    return alike and is_head and _stands_out(before, usual) and _stands_out(line, usual)


def _is_numbered_title(line: _Line, after: _Line | None) -> bool:
    """Whether a line that is set like the text is a number with a title behind it, or below it."""
    if not line.number or not line.may_head(_LONGEST_NUMBERED) or _REFERENCE.match(line.rest):
        return False
    if not line.rest:
        return after is None or not (after.text[:1].islower() or _REFERENCE.match(after.text))
    if line.columns > len(line.text) and (line.columns > _LONGEST_WIDE or "，" in line.rest):
        return False
    is_whole = after is None or not after.text[:1].islower()
    return is_whole and len(line.rest.split()) <= 10 and not any(map(str.isdigit, line.rest)) and ": " not in line.rest


def _find_level(line: _Line, usual: LineStyle) -> int:
    """Larger letters head smaller ones, and heavy ones those that only a number tells; a longer number is deeper."""
    number = _NUMBER.match(line.number)
    kind = number.lastgroup if number else None
    depth = _DEPTHS.get(kind or "", line.number.rstrip(".").count(".") if kind else _UNNUMBERED)
    if not _stands_out(line, usual):
        return 20 + depth + 1
    is_larger = line.style is not None and line.style.height >= _LARGER * usual.height
    return (depth if is_larger and kind else 0 if is_larger else 10 + depth) + 1
