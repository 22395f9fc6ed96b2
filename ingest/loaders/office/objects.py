"""Pictures and files inside an Office file: what they are described as, and the text of those that can be read."""

from __future__ import annotations

import re
from typing import Any

from ingest.loaders.embedded import write_embedded
from ingest.loaders.office.package import Package
from ingest.loaders.ole_objects import read_object
from ingest.loaders.omissions import OBJECTS, PICTURES, Omissions
from ingest.loaders.page_builder import PageBuilder

FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|bmp|tiff?|webp|svg|emf|wmf)", re.IGNORECASE)


def read_description(properties: Any) -> str:
    """What a picture is described as; "" where only a program has, by the name of its file."""
    words = " ".join((properties.get("descr") or properties.get("title") or "").split())
    return "" if FILE_NAME.fullmatch(words) else words


def write_description(builder: PageBuilder, picture: Any, omissions: Omissions) -> None:
    """Adds what a picture is described as; one without a description is counted."""
    properties = next(picture.iter("{*}cNvPr"), None)
    words = read_description(properties) if properties is not None else ""
    if words:
        builder.add(words)
    else:
        omissions.add(PICTURES)


def write_objects(builder: PageBuilder, package: Package, part: str, omissions: Omissions) -> list[str]:
    """Adds the text of the files that a part embeds, each under its name; returns what could not be read."""
    problems = []
    for name in package.find_related(part, "/package").values():
        if name in package.names:
            problems += write_embedded(builder, name, package.read(name), 2, "embedded file")
    for name in package.find_related(part, "/oleObject").values():
        found = read_object(package.read(name)) if name in package.names else None
        problems += write_object(builder, found, omissions)
    return problems


def write_object(builder: PageBuilder, found: tuple[str, bytes] | None, omissions: Omissions) -> list[str]:
    """Adds the text of a file that an object holds, named so; one that holds none, or no text, is counted."""
    before = builder.length
    problems = write_embedded(builder, *found, 2, "embedded file") if found else []
    if builder.length == before:
        omissions.add(OBJECTS)
        return []
    return problems
