"""The words of a diagram (SmartArt) in an Office file."""

from __future__ import annotations

from typing import Any

from ingest.loaders.page_builder import PageBuilder

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"


def write_diagram(builder: PageBuilder, root: Any) -> None:
    """Adds its boxes, a line each, in the order in which they were written; `root` is the diagram's data, or None."""
    tight = False
    for point in () if root is None else root.iter(DGM + "pt"):
        paragraphs = ("".join(text.text or "" for text in part.iter(A + "t")) for part in point.iter(A + "p"))
        words = " ".join(filter(None, (paragraph.strip() for paragraph in paragraphs)))
        if words:
            builder.add(words, tight=tight)
            tight = True
