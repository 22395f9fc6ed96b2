"""Notebooks: notes with their headings, code, what the code printed, and how it failed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingest.loaders.formats import LoadedFile
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode
from ingest.loaders.text.markdown import markdown_page
from kb.errors import Unreadable


def load_notebook(path: Path) -> LoadedFile:
    try:
        notebook = json.loads(decode(path.read_bytes()))
        cells = notebook.get("cells") or [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise Unreadable("is damaged: it is not a notebook") from error
    builder = PageBuilder()
    for cell in cells:
        _write_cell(builder, cell)
    title = next((heading.title for heading in builder.headings), path.stem)
    return LoadedFile(title, (builder.page(),))


def _write_cell(builder: PageBuilder, cell: dict[str, Any]) -> None:
    source = _join(cell.get("source", cell.get("input")))
    if cell.get("cell_type") == "markdown":
        builder.absorb(markdown_page(source))
        return
    builder.add(source)
    for output in cell.get("outputs") or ():
        builder.add(_join(output.get("text") or (output.get("data") or {}).get("text/plain")))
        if output.get("ename"):
            builder.add(f"{output['ename']}: {output.get('evalue', '')}")


def _join(lines: object) -> str:
    text = "".join(map(str, lines)) if isinstance(lines, list) else str(lines or "")
    return text.replace("\r\n", "\n")
