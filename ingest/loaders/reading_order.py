"""Lines of text by their places on a page: column by column, in each row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

COLUMN_LINES = 3  # at least, on either side of a gutter
PROSE = 8  # line heights: the cells of a table are narrower than the lines of a column
CROSSING = 0.2  # share of lines that may run across a gutter: titles, captions
PARAGRAPH = 1.0  # line heights between two rows


@dataclass(frozen=True)
class Line:
    """A piece of text and its place, in any unit; `top` is less than `bottom`."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    score: float = 1.0  # how certain the text is

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def in_reading_order(lines: Sequence[Line]) -> str:
    """Their text; pieces side by side on one line, a blank line where paragraphs stand apart."""
    return "\n".join(_written(block) for block in _blocks(sorted(lines, key=lambda line: line.top)))


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where white space parts two columns of prose, from the left; None where there is one column, or a table."""
    best: tuple[int, float] | None = None
    for place in {line.right for line in lines}:
        left = [line for line in lines if line.right <= place]
        right = [line for line in lines if line.left > place]
        crossing = len(lines) - len(left) - len(right)
        if crossing <= CROSSING * len(lines) and _side_by_side(left, right):
            best = min(best or (crossing, place), (crossing, place))
    return best[1] if best else None


def _side_by_side(left: Sequence[Line], right: Sequence[Line]) -> bool:
    if min(len(left), len(right)) < COLUMN_LINES or not (_prose(left) and _prose(right)):
        return False
    tops = [min(line.top for line in side) for side in (left, right)]
    bottoms = [max(line.bottom for line in side) for side in (left, right)]
    shorter = min(bottom - top for top, bottom in zip(tops, bottoms, strict=True))
    return min(bottoms) - max(tops) > shorter / 2


def _prose(lines: Sequence[Line]) -> bool:
    return median(line.width for line in lines) >= PROSE * median(line.height for line in lines)


def _blocks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Columns, from band to band between the lines that run across them."""
    place = _gutter(lines) if len(lines) >= 2 * COLUMN_LINES else None
    if place is None:
        yield lines
        return
    band: list[Line] = []
    for line in lines:
        if line.left <= place < line.right:
            yield from _columns(band, place)
            yield [line]
            band = []
        else:
            band.append(line)
    yield from _columns(band, place)


def _columns(band: Sequence[Line], place: float) -> Iterator[Sequence[Line]]:
    for side in ([line for line in band if line.right <= place], [line for line in band if line.right > place]):
        if side:
            yield from _blocks(side)


def _written(lines: Sequence[Line]) -> str:
    text, bottom = "", 0.0
    for row in _rows(lines):
        top = min(line.top for line in row)
        if text:
            apart = top - bottom > PARAGRAPH * median(line.height for line in row)
            text += "\n\n" if apart else "\n"
        text += " ".join(line.text for line in sorted(row, key=lambda line: line.left))
        bottom = max(line.bottom for line in row)
    return text


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and line.middle - rows[-1][0].middle < 0.5 * min(line.height, rows[-1][0].height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows
