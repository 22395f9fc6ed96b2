"""Lines of text by their places on a page: column by column, in each row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

COLUMN_LINES = 3  # at least, on either side of a gutter
PROSE = 8  # line heights: the cells of a table are narrower than the lines of a column
CROSSING = 0.4  # share of lines that may run across a gutter: titles, summaries, captions
GOING_ON = 0.3  # share of lines that begin with a small letter: cells begin with a capital one
FULL = 0.7  # of a column's width, as most of its lines are in scripts that have no capitals
PARAGRAPH = 1.0  # line heights between two rows
APART = 0.8  # line heights between two pieces of a row


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
    """Their text; pieces side by side on one line, with a tab where a gap parts them; paragraphs by a blank line."""
    return "\n".join(_write_lines(block) for block in columns(lines))


def columns(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The lines in blocks, each to be read before the next: columns, from band to band between what runs across."""
    place = _find_gutter(lines) if len(lines) >= 2 * COLUMN_LINES else None
    if place is None:
        yield lines
        return
    band: list[Line] = []
    for line in sorted(lines, key=lambda line: line.top):
        if line.left <= place < line.right:
            yield from _order_sides(band, place)
            yield [line]
            band = []
        else:
            band.append(line)
    yield from _order_sides(band, place)


def _order_sides(band: Sequence[Line], place: float) -> Iterator[Sequence[Line]]:
    for side in ([line for line in band if line.right <= place], [line for line in band if line.right > place]):
        if side:
            yield from columns(side)


def _find_gutter(lines: Sequence[Line]) -> float | None:
    """Where white space parts two columns of prose, from the left; None where there is one column, or a table."""
    rights = sorted(line.right for line in lines)
    lefts = sorted(line.left for line in lines)
    candidates = []
    passed = 0
    for ended, place in enumerate(rights, 1):
        while passed < len(lefts) and lefts[passed] <= place:
            passed += 1
        crossing = passed - ended
        if min(ended, len(lines) - passed) >= COLUMN_LINES and crossing <= CROSSING * len(lines):
            candidates.append((crossing, place))
    for place in dict.fromkeys(place for _, place in sorted(candidates)):  # figures in a column end at one place
        left = [line for line in lines if line.right <= place]
        right = [line for line in lines if line.left > place]
        if _is_side_by_side(left, right):
            return place
    return None


def _is_side_by_side(left: Sequence[Line], right: Sequence[Line]) -> bool:
    if not (_is_prose(left) and _is_prose(right) and _is_running_text(left, right)):
        return False
    tops = [min(line.top for line in side) for side in (left, right)]
    bottoms = [max(line.bottom for line in side) for side in (left, right)]
    shorter = min(bottom - top for top, bottom in zip(tops, bottoms, strict=True))
    return min(bottoms) - max(tops) > shorter / 2


def _is_prose(lines: Sequence[Line]) -> bool:
    # Written out: of a table each line's end may be a gutter, and all are measured for it.
    widths, heights = [line.right - line.left for line in lines], [line.bottom - line.top for line in lines]
    return median(widths) >= PROSE * median(heights)


def _is_running_text(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the lines are parts of sentences, not cells that each say one thing."""
    letters = [line.text[:1] for line in [*left, *right]]
    small = sum(map(str.islower, letters))
    cased = small + sum(map(str.isupper, letters))
    if 2 * cased > len(letters):
        return small >= GOING_ON * cased
    widths = [[line.width / max(other.width for other in side) for line in side] for side in (left, right)]
    return all(median(side) >= FULL for side in widths)


def _write_lines(lines: Sequence[Line]) -> str:
    text, bottom = "", 0.0
    for row in _group_rows(lines):
        top = min(line.top for line in row)
        if text:
            apart = top - bottom > PARAGRAPH * median(line.height for line in row)
            text += "\n\n" if apart else "\n"
        text += _join_row(sorted(row, key=lambda line: line.left))
        bottom = max(line.bottom for line in row)
    return text


def _join_row(row: Sequence[Line]) -> str:
    text = row[0].text
    for before, line in pairwise(row):
        text += ("\t" if line.left - before.right > APART * line.height else " ") + line.text
    return text


def _group_rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and line.middle - rows[-1][0].middle < 0.5 * min(line.height, rows[-1][0].height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows
