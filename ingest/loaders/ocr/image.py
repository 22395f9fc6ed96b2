"""Image files, read by OCR: one page a picture, as TIFF files hold many."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ingest.loaders.formats import LoadedFile
from ingest.loaders.ocr import recognition
from ingest.workers import progress
from kb.errors import Unreadable
from kb.types import Page


def load_image(path: Path) -> LoadedFile:
    return read_image(path, recognition.reader())


def read_image(path: Path, read: recognition.Read | None) -> LoadedFile:
    """Its text as OCR reads it. Unreadable where `read` is None or there is no text."""
    if read is None:
        raise Unreadable(f"is a picture: {recognition.HINT}", kind="scanned")
    pages = []
    try:
        for number, picture in enumerate(_pictures(path), 1):
            pages.append(Page(read(picture), number))
            progress.report_page()
    except OSError as error:
        if error.errno:
            raise
        raise Unreadable("is damaged: its picture cannot be unpacked") from error
    if not any(page.text for page in pages):
        raise Unreadable("is a picture in which OCR finds no text", kind="scanned")
    if len(pages) == 1:
        return LoadedFile(path.stem, (Page(pages[0].text),), ("was read by OCR",))
    return LoadedFile(path.stem, tuple(pages), (f"its {len(pages)} pages were read by OCR",))


def _pictures(path: Path) -> Iterator[recognition.Picture]:
    from PIL import Image, ImageOps, ImageSequence

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of size, which is looked at below, and of odd metadata
        try:
            opened = Image.open(path)
        except Image.DecompressionBombError as error:
            raise Unreadable("is a picture too large to be read", kind="limits") from error
        with opened:
            if getattr(opened, "n_frames", 1) > recognition.MAX_PICTURES:
                raise Unreadable(f"holds more than {recognition.MAX_PICTURES:,} pictures", kind="limits")
            for frame in ImageSequence.Iterator(opened):
                if frame.width * frame.height > recognition.MAX_SOURCE_PIXELS:
                    raise Unreadable("is a picture too large to be read", kind="limits")
                yield _grey(ImageOps.exif_transpose(frame))


def _grey(image: object) -> recognition.Picture:
    """On white, where it is transparent; deep greys brought to 8 bits; made smaller where it is large."""
    from PIL import Image

    assert isinstance(image, Image.Image)
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float64)
        image = Image.fromarray((255 * values / max(float(values.max()), 1.0)).clip(0, 255).astype(np.uint8))
    elif image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    image = image.convert("L")
    shrink = (recognition.MAX_PIXELS / (image.width * min(image.height, recognition.TALL * image.width))) ** 0.5
    if shrink < 1:
        image = image.resize((max(int(image.width * shrink), 1), max(int(image.height * shrink), 1)))
    return np.asarray(image)
