"""The documents that a space has, by where their files lie and by what they hold, and which of their files are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ingest.loaders.load import is_outdated
from ingest.scan.archive import exists
from ingest.scan.paths import locate_file, normalize_name
from ingest.scan.roots import Scope
from ingest.scan.walk import File, Omission
from kb.types import Document


def file_key(root: str, path: str) -> str:
    """What tells a file from all others, whichever root its path is relative to."""
    return f"{root.rstrip('/')}/{path}"


class KnownDocuments:
    """The space's documents, by where their files lie and by what they hold."""

    def __init__(self, documents: Iterable[Document], present: Iterable[str]) -> None:
        self._by_key = {file_key(document.root, document.path): document for document in documents}
        self._respelled = {normalize_name(place): place for place in self._by_key.keys() - set(present)}
        self._seen: set[str] = set()
        self._protected: list[str] = []
        self._by_digest: defaultdict[str, list[Document]] = defaultdict(list)
        for document in self._by_key.values():
            self._by_digest[document.digest].append(document)

    def find_at(self, file: File) -> Document | None:
        """The file's document, though the accents in its name may be composed otherwise now."""
        place = file_key(file.root, file.path)
        document = self._by_key.get(place) or self._by_key.get(self._respelled.get(normalize_name(place), ""))
        if document:
            self._seen.add(document.id)
        return document

    def protect(self, left: Omission) -> bool:
        """What was not looked at is not gone; whether there are documents of it."""
        if not left.unseen:
            return False
        kept = file_key(left.root, left.path).removesuffix("/.")
        self._protected.append(kept)
        return any(place == kept or place.startswith(kept + "/") for place in self._by_key)

    def find_unseen(self, scopes: Sequence[Scope]) -> dict[str, Document]:
        """By id: those within the scopes whose files were not found there."""
        unseen = (item for item in self._by_key.items() if self._is_gone(*item, scopes))
        return {document.id: document for _, document in unseen}

    def can_be_seen(self, place: str, scopes: Sequence[Scope]) -> bool:
        hidden = any(place == kept or place.startswith(kept + "/") for kept in self._protected)
        return not hidden and any(scope.covers(place) for scope in scopes)

    def find_gone(self, digest: str) -> Iterator[Document]:
        """Documents of these bytes whose files are not where they were, wherever that was."""
        for document in self._by_digest[digest]:
            place = locate_file(document.root, document.path)
            if document.id not in self._seen and _is_missing(place) and not exists(place):
                yield document

    def find_copy(self, digest: str) -> Document | None:
        return next((document for document in self._by_digest[digest] if not is_outdated(document.problems)), None)

    def mark_found(self, document: Document) -> None:
        self._seen.add(document.id)

    def _is_gone(self, place: str, document: Document, scopes: Sequence[Scope]) -> bool:
        return document.id not in self._seen and self.can_be_seen(place, scopes)


def _is_missing(place: Path) -> bool:
    """Whether it was looked for and is not there: what may not be looked at is somewhere, for all we know."""
    try:
        place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
