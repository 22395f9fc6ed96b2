"""Files to text: `load` finds out what a file is and reads it; `LOADERS` is the table of who reads what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from ingest.loaders.detect import explain_refusal, format_of, holds_pictures
from ingest.loaders.formats import Loaded, Loader
from ingest.loaders.ocr import recognition
from ingest.scan.archive import extract_to_disk
from kb.errors import Unreadable

LOADER_VERSION = "5 with OCR" if recognition.is_installed() else "5"
"""Raised whenever a loader gives other text for the same file: what an older one could not read is tried again."""

# Named, not imported: a worker loads the libraries of the formats it meets, and only those.
LOADERS: dict[str, str] = {
    "csv": "ingest.loaders.text.delimited:load_csv",
    "doc": "ingest.loaders.office.legacy:load_doc",
    "docx": "ingest.loaders.office.docx:load_docx",
    "eml": "ingest.loaders.mail.message:load_mail",
    "epub": "ingest.loaders.text.epub:load_epub",
    "html": "ingest.loaders.text.html:load_html",
    "image": "ingest.loaders.ocr.image:load_image",
    "json": "ingest.loaders.text.json:load_json",
    "jsonl": "ingest.loaders.text.json:load_jsonl",
    "markdown": "ingest.loaders.text.markdown:load_markdown",
    "mbox": "ingest.loaders.mail.mbox:load_mbox",
    "msg": "ingest.loaders.office.legacy:load_msg",
    "notebook": "ingest.loaders.text.notebook:load_notebook",
    "odp": "ingest.loaders.office.odp:load_odp",
    "ods": "ingest.loaders.office.ods:load_ods",
    "odt": "ingest.loaders.office.odt:load_odt",
    "pdf": "ingest.loaders.pdf.pdf:load_pdf",
    "ppt": "ingest.loaders.office.legacy:load_ppt",
    "pptx": "ingest.loaders.office.pptx:load_pptx",
    "rtf": "ingest.loaders.office.rtf:load_rtf",
    "text": "ingest.loaders.text.plain:load_text",
    "tsv": "ingest.loaders.text.delimited:load_tsv",
    "xls": "ingest.loaders.office.legacy:load_xls",
    "xlsx": "ingest.loaders.office.xlsx:load_xlsx",
}
MAX_TEXT = 50_000_000  # characters of one document
VISIBLE = re.compile("[^\\s\u00ad\u200b-\u200f\u2060\ufeff]")


def is_outdated(problems: Iterable[str]) -> bool:
    """Whether a document with these problems would lose some of them, were its file read again now."""
    return recognition.is_installed() and any(recognition.HINT in problem for problem in problems)


def is_supported(path: Path) -> bool:
    """Whether files of this kind are read; `refusal(path)` says why not."""
    return not explain_refusal(path)


def load(path: Path) -> Loaded:
    """The title and text of a file, or of a member of an archive.

    Unreadable, with a reason that reads on from the file's name, where there is none.
    """
    try:
        with extract_to_disk(path) as file:
            loaded = loader(format_of(file))(file)
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


def _refuse_empty(loaded: Loaded, file: Path) -> None:
    if any(VISIBLE.search(page.text) or page.problem for page in loaded.pages):
        return
    if holds_pictures(file):
        raise Unreadable("holds pictures and no text: save it as .pdf to have them read by OCR", kind="scanned")
    raise Unreadable("is empty: there is no text in it", kind="empty")


def loader(format_name: str) -> Loader:
    module, function = LOADERS[format_name].split(":")
    found: Loader = getattr(import_module(module), function)
    return found


__all__ = [
    "LOADERS",
    "LOADER_VERSION",
    "Loaded",
    "Loader",
    "Unreadable",
    "explain_refusal",
    "is_outdated",
    "is_supported",
    "load",
    "loader",
]
