"""Files to text: finds out what a file is, and reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.loaders.contents import mark_contents
from ingest.loaders.detect import detect_format, holds_pictures
from ingest.loaders.formats import FORMATS, Format, LoadedFile
from ingest.loaders.ocr import recognition
from ingest.scan.archive import extract_to_disk
from kb.errors import Unreadable
from kb.properties import NO_PROPERTIES
from kb.text.scripts import INVISIBLE, JOINING
from kb.types import Page

LOADER_VERSION = "11 with OCR" if recognition.is_installed() else "11"
"""Raised whenever a loader gives other text for the same file: what an older one could not read is tried again."""

MAX_TEXT = 50_000_000  # characters of one document
VISIBLE = re.compile(rf"[^\s{INVISIBLE}{JOINING}]")


def is_outdated(problems: Iterable[str]) -> bool:
    """Whether a document with these problems would lose some of them, were its file read again now."""
    return any(recognition.HINT in problem for problem in problems) and recognition.is_installed()


def load(path: Path, formats: Sequence[Format] = FORMATS) -> LoadedFile:
    """The title and text of a file, or of a member of an archive.

    Unreadable, with a reason that reads on from the file's name, where there is none.
    """
    try:
        with extract_to_disk(path) as file:
            format = detect_format(file, formats)
            loaded = replace(format.load(file), media_type=format.media_type)
            loaded = replace(loaded, pages=mark_contents(_fill_gaps(loaded.pages)))
            if loaded.properties == NO_PROPERTIES:
                loaded = replace(loaded, properties=format.read_properties(file))
            if loaded.title == file.stem:
                loaded = replace(loaded, title=" ".join(file.stem.replace("_", " ").split()) or file.stem)
            _refuse_empty(loaded, file)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable("needs more memory to be read than there is", kind="limits") from error
    except RecursionError as error:
        raise Unreadable("is nested too deeply to be read", kind="limits") from error
    except OSError as error:
        raise Unreadable(f"cannot be opened: {(error.strerror or str(error)).lower()}") from error
    except Exception as error:  # parsers fail in any way on files made wrong, and one such file must not end a run
        raise Unreadable(f"is damaged, or unlike other {path.suffix or 'such'} files") from error
    if sum(len(page.text) for page in loaded.pages) > MAX_TEXT:
        raise Unreadable(f"holds more than {MAX_TEXT // 1_000_000} million characters of text", kind="limits")
    return loaded


def _fill_gaps(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages with an empty one for each hidden slide or sheet before the last: who turns pages comes to each."""
    there = {page.number: page for page in pages if page.number}
    if len(there) < len(pages):  # without numbers
        return tuple(pages)
    return tuple(there.get(number) or Page("", number) for number in range(1, max(there, default=0) + 1))


def _refuse_empty(loaded: LoadedFile, file: Path) -> None:
    if any(VISIBLE.search(page.text) or page.problem for page in loaded.pages):
        return
    if holds_pictures(file):
        raise Unreadable("holds pictures and no text: save it as .pdf to have them read by OCR", kind="scanned")
    raise Unreadable("is empty: there is no text in it", kind="empty")
