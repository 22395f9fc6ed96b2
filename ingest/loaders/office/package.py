"""Zipped XML, as Office, OpenDocument and EPUB files are: opened within limits, parsed without reaching outside."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

from lxml import etree

from kb.errors import Unreadable

MAX_UNPACKED = 1_000_000_000  # bytes of all parts together
MAX_RATIO = 100  # real documents stay below 50; checked where it begins to hurt
RATIO_MATTERS = 50_000_000  # bytes unpacked
CORE = "docProps/core.xml"
DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

# The strict form of Office files names the same elements in other words.
STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/presentationml/main": b"http://schemas.openxmlformats.org/presentationml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"http://purl.oclc.org/ooxml/officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}


class Package:
    """Parts of one container, by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def read(self, name: str) -> bytes:
        data = self._archive.read(name)
        if b"http://purl.oclc.org/ooxml/" in data[:4096]:
            for strict, usual in STRICT.items():
                data = data.replace(strict, usual)
        return data

    def xml(self, name: str) -> Any:
        """The part's root element, or None where there is no such part."""
        if name not in self.names:
            return None
        # huge_tree stays off: its limits on depth and on one text's length are ours too.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        return etree.fromstring(self.read(name), parser)

    def stream(self, name: str, *tags: str) -> Iterator[Any]:
        """The part's elements of those tags, one by one: each is emptied when the next is asked for."""
        with self._open(name) as part:
            for _, element in etree.iterparse(part, tag=tags, resolve_entities=False, no_network=True, load_dtd=False):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _open(self, name: str) -> IO[bytes]:
        with self._archive.open(name) as part:
            strict = b"http://purl.oclc.org/ooxml/" in part.read(4096)
        return io.BytesIO(self.read(name)) if strict else self._archive.open(name)

    def find_related(self, name: str, kind: str = "") -> dict[str, str]:
        """Relationship id → part, of the relationships of `name` whose type ends in `kind`."""
        folder = posixpath.dirname(name)
        found = {}
        for relation in self._relations(name):
            if relation.get("TargetMode") != "External" and relation.get("Type", "").endswith(kind):
                found[relation.get("Id", "")] = _target(folder, relation.get("Target", ""))
        return found

    def find_part(self, name: str, kind: str) -> str:
        """The first of them; empty where there is none."""
        return next(iter(self.find_related(name, kind).values()), "")

    def links(self, name: str) -> dict[str, str]:
        """Relationship id → address, of the links of `name` that lead out of the file."""
        return {
            relation.get("Id", ""): relation.get("Target", "")
            for relation in self._relations(name)
            if relation.get("TargetMode") == "External" and relation.get("Type", "").endswith("/hyperlink")
        }

    def _relations(self, name: str) -> Iterator[Any]:
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        return iter(()) if root is None else root.iter(RELATIONSHIP)

    def title(self, name: str = CORE) -> str:
        """The title stated in the part with the document's properties; "" where that is damaged."""
        try:
            root = self.xml(name)
        except etree.XMLSyntaxError:
            return ""
        stated = root.find(f".//{DC_TITLE}") if root is not None else None
        return " ".join((stated.text or "").split()) if stated is not None else ""


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """The container. Unreadable when it is damaged, encrypted, or made to unpack without end."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, path.stat().st_size)
            yield Package(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Unreadable("is damaged: a part of it cannot be unpacked") from error
    except etree.XMLSyntaxError as error:
        raise Unreadable("is damaged: a part of it is not well-formed") from error
    except KeyError as error:
        raise Unreadable("is damaged: a part that it needs is missing") from error


def main_part(package: Package, usual: str) -> tuple[str, Any]:
    """The part that an Office file begins with, and its root element."""
    name = next(iter(package.find_related("", "/officeDocument").values()), usual)
    root = package.xml(name)
    if root is None:
        raise Unreadable("is damaged: its text is missing")
    return name, root


def _check(archive: zipfile.ZipFile, size: int) -> None:
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_MATTERS and unpacked > MAX_RATIO * size):
        raise Unreadable(f"unpacks to {unpacked // 1_000_000:,} MB, more than a document would", kind="limits")
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise Unreadable("is encrypted: save a copy without its password", kind="encrypted")


def _target(folder: str, target: str) -> str:
    target = unquote(target)
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))
