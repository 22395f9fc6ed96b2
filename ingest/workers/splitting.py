"""What was read, made a document's by the worker that read it: its passages and its properties, within its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.loaders.formats import LoadedFile
from ingest.scan.paths import escape_name
from ingest.splitter.sections import TITLE
from ingest.splitter.split import CountTokens, Measure, iterate_pages, number_chunks
from kb.answer.precedence.validity import READ, read_label
from kb.errors import Unreadable
from kb.properties import NO_PROPERTIES, Properties
from kb.search.surroundings import surround_on_page
from kb.text.language import detect_text_language
from kb.types import Chunk, Page

_SAMPLE = 4000  # characters of a text that its language is told from


@dataclass(frozen=True)
class SplitFile:
    """A file's pages, their passages, and what is known of it: as those of the document with this id."""

    title: str
    media_type: str
    pages: tuple[Page, ...]
    problems: tuple[str, ...]
    passages: tuple[Chunk, ...]
    properties: Properties = NO_PROPERTIES
    document: str = ""

    def as_document(self, id: str, path: str) -> SplitFile:
        """The same of another file with these bytes."""
        if id == self.document:
            return self
        passages = tuple(number_chunks(id, self.passages))
        properties = _complete_properties(self.properties, self.title, path, self.pages)
        return replace(self, passages=passages, properties=properties, document=id)


@dataclass(frozen=True)
class Splitter:
    """How texts are cut for one embedder, and for which document; it can be sent to another process."""

    token_limit: int
    count_tokens: CountTokens
    document: str = ""
    path: str = ""

    def for_document(self, id: str, path: str) -> Splitter:
        return replace(self, document=id, path=path)

    def __call__(self, loaded: LoadedFile) -> SplitFile:
        """Raises Unreadable where there is too little memory."""
        pages = tuple(replace(page, text=_text(page.text)) for page in loaded.pages)
        title = " ".join(_text(escape_name(loaded.title)).split())[:TITLE].rstrip()
        try:
            found = list(self._split(title, pages))
        except MemoryError as error:
            raise Unreadable("needs more memory to be read than there is", kind="limits") from error
        title = found[0].title if found else title
        split = SplitFile(title, loaded.media_type, pages, loaded.problems, tuple(found), loaded.properties)
        return split.as_document(self.document, self.path)

    def _split(self, title: str, pages: Sequence[Page]) -> Iterator[Chunk]:
        split = iterate_pages(pages, Measure(title, self.token_limit, self.count_tokens))
        for page, (sentences, passages) in zip(pages, split, strict=True):
            yield from surround_on_page(page, passages, sentences)


def _complete_properties(stated: Properties, title: str, path: str, pages: Sequence[Page]) -> Properties:
    """What the file states, with what its name and its text tell besides."""
    text = next((page.text for page in pages if page.text.strip()), "")
    told = read_label(title, path, text[:READ])
    return replace(
        stated,
        language=detect_text_language(text[:_SAMPLE]),
        date=told.date,
        version=".".join(map(str, told.version)),
        standing=told.standing,
    )


def _text(text: str) -> str:
    """The text without halves of surrogate pairs, which no encoding and no index takes; as long as before."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text
