"""XML: values under the names of their elements, as electronic invoices have them; text with marks in it as prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.loaders.formats import LoadedFile
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.plain import load_text

DEEPEST = 6  # levels of headings
WIDEST = 12  # values of a part that is a row of a table: as many as a statement of a row shows
DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")  # as UN/CEFACT's format 102 writes it, in invoices above all

Value = tuple[str, str]  # the names of the elements that it is in, parted by " / ", and what it says


def load_xml(path: Path) -> LoadedFile:
    """What it says, element by element; a file that is no whole XML, or says nothing, is read as plain text."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError:
        return load_text(path)
    texts = frozenset(element.tag for element in root.iter() if _is_mixed(element))
    builder = PageBuilder()
    _Writer(builder, texts).write(root, 1)
    return LoadedFile(path.stem, (builder.page(),)) if len(builder.parts) > 1 else load_text(path)


class _Writer:
    """Writes elements; those of certain names are running text, as some of them have marks in it."""

    def __init__(self, builder: PageBuilder, texts: frozenset[str]) -> None:
        self._builder = builder
        self._texts = texts

    def write(self, element: Any, level: int) -> None:
        """Its name; below it what it says itself; then its parts, those of one name together."""
        self._builder.add_heading(min(level, DEEPEST), _name(element))
        if element.tag in self._texts:
            self._builder.add(_join_text(element))
            return
        parts = [(part, list(self._read_values(part))) for part in _list_parts(element)]
        alone = [(value, part.tag in self._texts) for part, values in parts if len(values) == 1 for value in values]
        alone[:0] = [(value, False) for value in (_read_attributes(element) if parts else self._read_values(element))]
        for is_text, said in groupby(alone, key=lambda one: one[1]):
            values = [value for value, _ in said]
            self._builder.add("\n\n".join(text for _, text in values)) if is_text else self._write_form(values)
        several = ((part, values) for part, values in parts if len(values) > 1)
        for _, group in groupby(several, key=lambda one: str(one[0].tag)):
            same = list(group)
            if all(_is_row(values) for _, values in same):
                self._builder.add_heading(min(level + 1, DEEPEST), _name(same[0][0]))
                self._builder.table(_make_table([values for _, values in same]))
            else:
                for part, _ in same:
                    self.write(part, level + 1)

    def _write_form(self, values: Sequence[Value]) -> None:
        self._builder.table([[], *values])

    def _read_values(self, element: Any, above: str = "") -> Iterator[Value]:
        """All that is in an element, in its order; `above` is the path of what it is in."""
        path = f"{above} / {_name(element)}" if above else _name(element)
        parts, attributes = _list_parts(element), list(_read_attributes(element))
        if element.tag in self._texts:
            yield path, _join_text(element)
        elif parts:
            yield from ((f"{path} / {key}", value) for key, value in attributes)
            for part in parts:
                yield from self._read_values(part, path)
        elif said := _join_leaf(" ".join((element.text or "").split()), attributes):
            yield path, said


def _is_row(values: Sequence[Value]) -> bool:
    return len(values) <= WIDEST and len(dict(values)) == len(values)


def _make_table(rows: Sequence[Sequence[Value]]) -> list[list[str]]:
    """A row for each part, below the names of its values: the last one, or the path where another ends so too."""
    paths = list(dict.fromkeys(path for row in rows for path, _ in row))
    names = [path.rpartition(" / ")[2] for path in paths]
    header = [
        path.partition(" / ")[2] if names.count(name) > 1 else name for path, name in zip(paths, names, strict=True)
    ]
    return [header, *([dict(row).get(path, "") for path in paths] for row in rows)]


def _join_leaf(said: str, attributes: Sequence[Value]) -> str:
    """What an element says, with its unit or the like behind it: `249.90 EUR`, `50 (unitCode H87)`."""
    day = DAY.fullmatch(said)
    if day and ("format", "102") in attributes:
        return "-".join(day.groups())
    if said and len(attributes) == 1 and attributes[0][0].lower().startswith("currency"):
        return f"{said} {attributes[0][1]}"
    noted = ", ".join(f"{key} {value}" for key, value in attributes)
    return f"{said} ({noted})" if said and noted else said or noted


def _is_mixed(element: Any) -> bool:
    """Whether it holds words beside elements."""
    parts = _list_parts(element)
    return bool(parts) and bool((element.text or "").strip() or any((part.tail or "").strip() for part in parts))


def _join_text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _list_parts(element: Any) -> list[Any]:
    return [part for part in element if isinstance(part.tag, str)]


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _read_attributes(element: Any) -> Iterator[Value]:
    """Those of its own kind: of other namespaces are languages, schemas and the like."""
    return ((key, value.strip()) for key, value in element.attrib.items() if "}" not in key and value.strip())
