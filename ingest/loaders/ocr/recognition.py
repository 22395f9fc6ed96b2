"""Pictures to text, where the extra `ocr` is installed: Chinese and English, by models that lie in its package."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ingest.loaders.pdf.reading_order import Line, in_reading_order
from ingest.workers import progress

if TYPE_CHECKING:  # to know whether OCR is there needs none of it
    import numpy as np
    from numpy.typing import NDArray

HINT = "OCR is not installed; install it with: make ocr"
MAX_PIXELS = 4_000_000  # an A4 page at 200 dpi; finer costs time and gained nothing on text of 9 points
MAX_SOURCE_PIXELS = 89_000_000  # of a picture as it lies in a file: larger ones are not unpacked
MAX_PICTURES = 2_000  # of one document
CERTAIN = 0.5  # below, it is no text
WORD = re.compile(r"\w\w")  # what is found in stains and drawings is single letters
TALL = 3  # times as high as wide: pictures of a screen scrolled through, read in bands
MOST_ASKEW = math.radians(20)  # more is no paper laid carelessly, and is turned by quarters
DOUBTFUL = 0.75  # below on the mean, the picture may lie on its side or head

Corners: TypeAlias = "Sequence[tuple[float, float]]"  # of a line, from its upper left one clockwise
Picture: TypeAlias = "NDArray[np.uint8]"
Read: TypeAlias = "Callable[[Picture], str]"


def is_installed() -> bool:
    return find_spec("rapidocr") is not None and find_spec("cv2") is not None


def reader() -> Read | None:
    """What reads pictures here; None where OCR is not installed."""
    return read if is_installed() else None


def read(picture: Picture) -> str:
    """The text of a grey picture (rows × columns, 0 is black) in reading order; "" where there is none."""
    return "\n".join(filter(None, map(_read, _bands(picture))))


def _bands(picture: Picture) -> Iterator[Picture]:
    """The picture, or of a tall one parts from top to bottom, cut where a row shows least."""
    height, width = picture.shape
    while height > TALL * width:
        reach = picture[width : 2 * width]
        cut = width + int((reach.max(axis=1) - reach.min(axis=1)).argmin())
        yield picture[:cut]
        progress.report_page()
        picture = picture[cut:]
        height -= cut
    yield picture


def _read(picture: Picture) -> str:
    lines = _lines(picture)
    if lines and _is_doubtful(lines):
        turned = [_lines(other) for other in (picture.T[::-1], picture[::-1, ::-1], picture[::-1].T)]
        lines = max([lines, *turned], key=_score_lines)
    text = in_reading_order([line for line in lines if line.score >= CERTAIN])
    return text if WORD.search(text) else ""


def _lines(picture: Picture) -> list[Line]:
    result = _engine()(picture.copy(order="C"))
    if getattr(result, "txts", None) is None or result.boxes is None:
        return []
    found = []
    for box, text, score in zip(_straighten(result.boxes.tolist()), result.txts, result.scores, strict=True):
        (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*box, strict=True))
        found.append(Line(left, top, right, bottom, text.strip(), float(score)))
    return found


def _straighten(boxes: Sequence[Corners]) -> list[Corners]:
    """The corners of lines as they stood on straight paper: askew, each reaches beside those above and below it."""
    angles = sorted(math.atan2(right[1] - left[1], right[0] - left[0]) for left, right, *_ in boxes)
    angle = angles[len(angles) // 2] if angles else 0.0
    if abs(angle) > MOST_ASKEW:
        return list(boxes)
    cos, sin = math.cos(angle), math.sin(angle)
    return [[(x * cos + y * sin, y * cos - x * sin) for x, y in box] for box in boxes]


def _is_doubtful(lines: Sequence[Line]) -> bool:
    mean = sum(line.score for line in lines) / len(lines)
    return mean < DOUBTFUL or sum(map(_is_upright, lines)) < len(lines) / 2


def _score_lines(lines: Sequence[Line]) -> float:
    return sum(line.score * len(line.text) for line in lines if line.score >= CERTAIN and _is_upright(line))


def _is_upright(line: Line) -> bool:
    return line.height < 1.5 * line.width


@cache
def _engine() -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    # With a path given for each model it never looks for one elsewhere. One line at a time halves the memory.
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "Global.max_side_len": 100_000,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Det.limit_type": "max",
            "Det.limit_side_len": 960,  # finer, it takes strokes apart; 7-point text at 150 dpi is found all the same
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "Rec.rec_batch_num": 1,
        }
    )
