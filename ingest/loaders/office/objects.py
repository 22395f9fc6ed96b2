"""Pictures and files inside an Office file: what they are described as, and the text of those that can be read."""

from __future__ import annotations

from typing import Any

from ingest.loaders.embedded import write_embedded
from ingest.loaders.office.package import Package
from ingest.loaders.omissions import OBJECTS, PICTURES, Omissions
from ingest.loaders.page_builder import PageBuilder


def write_description(builder: PageBuilder, picture: Any, omissions: Omissions) -> None:
    """Adds what a picture is described as; one without a description is counted."""
    properties = next(picture.iter("{*}cNvPr"), None)
    words = (properties.get("descr") or properties.get("title") or "") if properties is not None else ""
    if words:
        builder.add(" ".join(words.split()))
    else:
        omissions.add(PICTURES)


def write_objects(builder: PageBuilder, package: Package, part: str, omissions: Omissions) -> list[str]:
    """Adds the text of the files that a part embeds, each under its name; returns what could not be read."""
    problems = []
    for name in package.find_related(part, "/package").values():
        if name in package.names:
            problems += write_embedded(builder, name, package.read(name), 2, "embedded file")
    omissions.add(OBJECTS, len(package.find_related(part, "/oleObject")))
    return problems
