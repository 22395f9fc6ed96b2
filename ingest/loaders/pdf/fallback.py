"""A PDF that pdfium cannot open: what pypdf still finds in it, with a note of the damage."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pypdf
from pypdf.errors import DependencyError, DeprecationError, FileNotDecryptedError, PyPdfError

from ingest.loaders.formats import LoadedFile
from ingest.loaders.pdf.page_text import is_garbled, tidy
from kb.errors import Unreadable
from kb.types import Page

BROKEN = "is damaged: its pages cannot be found, as when a file was cut off or not copied whole"
# What pypdf lets through on broken input, beside its own errors.
FOREIGN = (
    PyPdfError,
    DependencyError,
    DeprecationError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


def load_damaged(path: Path) -> LoadedFile:
    """The pages that can still be read. Unreadable where there are none."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pages = tuple(_read_pages(path))
    except (FileNotDecryptedError, DependencyError) as error:
        raise Unreadable("is encrypted: save a copy without its password", kind="encrypted") from error
    except FOREIGN as error:
        raise Unreadable(BROKEN) from error
    if not any(page.text for page in pages):
        raise Unreadable(BROKEN)
    problem = f"the file is damaged: only what is left of {len(pages)} pages was read"
    return LoadedFile(path.stem, pages, (problem,))


def wants_password(path: Path) -> bool:
    """Whether it is encrypted indeed: pdfium takes some damage for encryption."""
    try:
        return pypdf.PdfReader(path, strict=False).is_encrypted
    except FOREIGN:
        return True


def _read_pages(path: Path) -> list[Page]:
    reader = pypdf.PdfReader(path, strict=False)
    texts = [tidy(page.extract_text() or "") for page in reader.pages]
    return [Page("" if is_garbled(text) else text, number) for number, text in enumerate(texts, 1)]
