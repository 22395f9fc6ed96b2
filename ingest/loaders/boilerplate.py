"""Running headers and footers: lines at a page's edge that come again on the pages beside it, or count pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.types import Page, Span

EDGE = 3  # lines from the top and from the bottom that may be boilerplate
RUN = 3  # pages in a row, or every other page of a book
PAIR = 2  # pages of a document that has no more, where the line also says which page it is
CELLS = 3  # of a table's header that comes again
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
CHINESE = "[〇零一二三四五六七八九十百\\d]+"
COUNTING = re.compile(
    r"(?:page|seite|página|pagina|p\.) ?\d+(?: ?(?:of|/|von|de|sur|di) ?\d+)?|"
    rf"第 ?{CHINESE} ?[页頁](?:[ ,，/]*共 ?{CHINESE} ?[页頁])?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Line:
    span: Span
    text: str
    key: str  # with numbers alike
    numbers: tuple[int, ...]
    cells: int


def mark_boilerplate(pages: Sequence[Page]) -> list[Page]:
    """The pages with the spans of repeated first and last lines marked; where they are all of a page, they are text."""
    lines = [[match for match in re.finditer(r"[^\n]+", page.text) if not match[0].isspace()] for page in pages]
    tops = [list(map(_line, found[: EDGE + 1])) for found in lines]
    bottoms = [list(map(_line, found[: -EDGE - 2 : -1])) for found in lines]
    edges = [
        list(dict.fromkeys(_find_repeated(tops, index) + _find_repeated(bottoms, index)[::-1]))
        for index in range(len(pages))
    ]
    around_text = {
        line.key for found, edge in zip(lines, edges, strict=True) if len(edge) < len(found) for line in edge
    }
    return [
        replace(page, boilerplate=tuple(line.span for line in edge if line.key in around_text or _is_counting(line)))
        for page, edge in zip(pages, edges, strict=True)
    ]


def unmark_all(page: Page) -> Page:
    """The page, with nothing left out of its chunks where all would be."""
    places = {place for span in page.boilerplate for place in range(span.start, span.end)}
    left = (character for place, character in enumerate(page.text) if place not in places)
    return page if any(not character.isspace() for character in left) else replace(page, boilerplate=())


def _line(match: re.Match[str]) -> _Line:
    words = " ".join(match[0].split())
    number = _roman(words.lower())
    key = "#" if number else re.sub(r"\d+", "#", words)
    numbers = (number,) if number else tuple(int(digits[:9]) for digits in re.findall(r"\d+", words))
    return _Line(Span(*match.span()), words, key, numbers, len(match[0].strip().split("\t")))


def _roman(word: str) -> int:
    """What a word of Roman digits stands for; 0 for any other."""
    if len(word) > 9 or not set(word) <= ROMAN.keys():
        return 0
    values = [ROMAN[letter] for letter in word]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _is_counting(line: _Line) -> bool:
    """Whether it only says which page it is."""
    return line.key == "#" or COUNTING.fullmatch(line.key.strip("-–—·| ").replace("#", "1")) is not None


def _ends_in_page(line: _Line, page: int, pages: int) -> bool:
    """Whether it names the document and then its page, of how many or in so many words: "Contract 12-3 · 1/2"."""
    if re.search(rf"(?<!\d){page} ?(?:/|of|von|de|sur|di) ?{pages}\W*$", line.text):
        return True
    counted = list(COUNTING.finditer(line.text))
    return bool(counted) and counted[-1].end() >= len(line.text.rstrip("-–—·| ")) and str(page) in counted[-1][0]


def _find_repeated(edges: Sequence[Sequence[_Line]], page: int) -> list[_Line]:
    """From the edge inwards, as long as lines repeat: a table's row deeper in the page is not boilerplate."""
    found: list[_Line] = []
    inside = False
    for line, inner in zip(edges[page][:EDGE], [*edges[page][1:], None], strict=False):
        in_table = inner is not None and line.cells == inner.cells >= CELLS  # a header that comes again, or rows
        needed = PAIR if len(edges) == PAIR and _ends_in_page(line, page + 1, len(edges)) else RUN
        inside = inside or in_table or not any(_run(edges, page, step, line) >= needed for step in (1, 2))
        if not inside or (line.key != "#" and _is_counting(line)):
            found.append(line)
    return found


def _run(edges: Sequence[Sequence[_Line]], page: int, step: int, line: _Line) -> int:
    length = 1
    for direction in (-step, step):
        other = page + direction
        while 0 <= other < len(edges) and length < RUN and _has(edges[other][:EDGE], line, other - page):
            length += 1
            other += direction
    return length


def _has(edge: Sequence[_Line], line: _Line, distance: int) -> bool:
    """Whether the line is there too, its numbers the same or grown as the pages do; a number alone has to grow."""
    for other in edge:
        grown = [after - before for before, after in zip(line.numbers, other.numbers, strict=False)]
        if other.key == line.key and set(grown) <= {0, distance} and (line.key != "#" or grown == [distance]):
            return True
    return False
