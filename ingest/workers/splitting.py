"""What was read, cut into passages by the worker that read it: within its limits on time and memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.loaders.formats import LoadedFile
from ingest.scan.paths import escape_name
from ingest.splitter.sections import TITLE
from ingest.splitter.split import CountTokens, Measure, iterate_pages
from kb.errors import Unreadable
from kb.properties import NO_PROPERTIES, Properties
from kb.search.surroundings import surround_on_page
from kb.types import Chunk, Page


@dataclass(frozen=True)
class SplitFile:
    """A file's pages, and their passages: chunks without the ids that they have in a document."""

    title: str
    media_type: str
    pages: tuple[Page, ...]
    problems: tuple[str, ...]
    passages: tuple[Chunk, ...]
    properties: Properties = NO_PROPERTIES


@dataclass(frozen=True)
class Splitter:
    """How texts are cut for one embedder; it can be sent to another process."""

    token_limit: int
    count_tokens: CountTokens

    def __call__(self, loaded: LoadedFile) -> SplitFile:
        """Raises Unreadable where there is too little memory."""
        pages = tuple(replace(page, text=_text(page.text)) for page in loaded.pages)
        title = " ".join(_text(escape_name(loaded.title)).split())[:TITLE].rstrip()
        try:
            found = list(self._split(title, pages))
        except MemoryError as error:
            raise Unreadable("needs more memory to be read than there is", kind="limits") from error
        title = found[0].title if found else title
        return SplitFile(title, loaded.media_type, pages, loaded.problems, tuple(found), loaded.properties)

    def _split(self, title: str, pages: Sequence[Page]) -> Iterator[Chunk]:
        split = iterate_pages(pages, Measure(title, self.token_limit, self.count_tokens))
        for page, (sentences, passages) in zip(pages, split, strict=True):
            yield from surround_on_page(page, passages, sentences)


def _text(text: str) -> str:
    """The text without halves of surrogate pairs, which no encoding and no index takes; as long as before."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text
