"""EPUB books: chapters in reading order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ingest.loaders.formats import LoadedFile
from ingest.loaders.office.package import Package, open_package
from ingest.loaders.omissions import Omissions
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode
from ingest.loaders.text.html import write_html
from kb.errors import Unreadable

FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def load_epub(path: Path) -> LoadedFile:
    with open_package(path) as package:
        _refuse_locked(package)
        container = package.xml("META-INF/container.xml")
        root_file = container.find("{*}rootfiles/{*}rootfile") if container is not None else None
        main = root_file.get("full-path", "") if root_file is not None else ""
        main = main if main in package.names else unquote(main)
        if main not in package.names:
            raise Unreadable("is damaged: its list of chapters is missing")
        builder, omissions = PageBuilder(), Omissions()
        for chapter in _chapters(package.xml(main), main):
            if chapter in package.names:
                write_html(decode(package.read(chapter), "utf-8"), builder, omissions)
        return LoadedFile(package.title(main) or path.stem, (builder.page(),), omissions.describe())


def _refuse_locked(package: Package) -> None:
    locks = package.xml("META-INF/encryption.xml")
    methods = [] if locks is None else [method.get("Algorithm") for method in locks.iter("{*}EncryptionMethod")]
    if any(method not in FONTS for method in methods):
        raise Unreadable("is encrypted: it is copy-protected", kind="encrypted")


def _chapters(root: Any, main: str) -> Iterator[str]:
    items = {item.get("id"): item for item in root.iter("{*}item")}
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and "nav" not in (item.get("properties") or "").split():
            yield posixpath.normpath(
                posixpath.join(posixpath.dirname(main), unquote(item.get("href", "").partition("#")[0]))
            )
