"""HTML: the text a reader sees, with headings and tables; what is hidden from readers is left out."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree, html

from ingest.loaders.boilerplate import unmark_all
from ingest.loaders.formats import LoadedFile
from ingest.loaders.grid import Cell, Row, join_table, place_cells, write_table
from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.omissions import GAP, HIDDEN, OBJECTS, STRUCK, Omissions, close_gaps
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode
from ingest.loaders.text.html_forms import find_value, read_choice, read_value
from ingest.loaders.text.html_styles import Styles, has_blocks, is_bold, raised_by_style
from ingest.loaders.text.mathml import write_mathml
from kb.errors import Unreadable
from kb.text.links import add_address, stays_inside

DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_:.-]+)""", re.IGNORECASE
)
UNSEEN = frozenset(
    "head script style noscript template svg iframe object embed audio video canvas map datalist".split()
)
EMBEDDED = frozenset("iframe object embed audio video".split())
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q rp rt ruby s samp "
    "select small span strike strong sub sup textarea time tt u var wbr button".split()
)
TIGHT = frozenset("li tr dt dd".split())
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
SPACES = re.compile(r"[ \t\r\n\f]+")
SEVERAL = re.compile(" {2,}")
AROUND_LINE_END = re.compile(r" *\n *")
DEEPEST = 150  # elements within elements; where tags are never closed there are thousands


def load_html(path: Path) -> LoadedFile:
    data = path.read_bytes()
    declared = DECLARED.search(data[:4096])
    builder = PageBuilder()
    omissions = Omissions()
    title = write_html(decode(data, declared[1].decode("ascii") if declared else None), builder, omissions)
    return LoadedFile(title or path.stem, (unmark_all(builder.page()),), omissions.describe())


def write_html(source: str, builder: PageBuilder, omissions: Omissions) -> str:
    """Puts the visible text into the builder; returns the document's own title, or its first heading, or "".

    `omissions` gains what is hidden, struck through or not read. Raises Unreadable.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ""  # nothing but white space and comments
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Unreadable("is nested too deeply to be read", kind="limits")  # it leaves the rest out
    styles = Styles(root)
    _flatten(root, styles)
    reader = _Reader(builder, styles, omissions)
    reader.read(root)
    reader.flush()
    title = " ".join((root.findtext(".//title") or "").split())
    return title or next((heading.title for heading in builder.headings), "")


def _flatten(root: html.HtmlElement, styles: Styles) -> None:
    """Takes away the tags that lie deeper than pages are made; what they hold stays, but for what is unseen."""
    deep, depth = [], 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth > DEEPEST and element.tag not in UNSEEN and not styles.hide(element):
            deep.append(element)
    for element in reversed(deep):
        element.text = " " + (element.text or "")
        element.tail = " " + (element.tail or "")
        element.drop_tag()


class _Reader:
    """Walks the tree; inline text gathers in `line` until a block begins or ends."""

    def __init__(self, builder: PageBuilder, styles: Styles, omissions: Omissions, in_cell: bool = False) -> None:
        self.builder = builder
        self.styles = styles
        self.omissions = omissions
        self.in_cell = in_cell
        self.line: list[str] = []
        self.tight = False
        self.after_item = False
        self.navigation = False
        self.linked = 0  # letters of the line that are words of links to other places of the documents

    def read(self, element: html.HtmlElement) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in EMBEDDED:
            self.omissions.add(OBJECTS)
        if not tag or tag in UNSEEN or _is_repeated_formula(element):
            return
        if left_out := self.leave_out(element):
            self.line += [GAP] if left_out == STRUCK else []
        elif tag == "br":
            self.line.append("\n")
        elif tag in INLINE:
            self.inline(element, tag)
        elif tag == "math":
            self.line.append(write_mathml(element))
        else:
            self.block(element, tag)

    def leave_out(self, element: html.HtmlElement) -> str:
        """As what it is left out, and counted where there are words in it; "" where it is read."""
        why = HIDDEN if self.styles.hide(element) else STRUCK if self.styles.strike(element) else ""
        if why and "".join(element.itertext()).strip():
            self.omissions.add(why)
        return why

    def inline(self, element: html.HtmlElement, tag: str) -> None:
        start = len(self.line)
        if tag == "img":
            self.line.append(_collapse(element.get("alt")))
        elif tag == "input":
            self.line.append(read_value(element))
        elif tag == "select":
            self.line.append(read_choice(element))
        else:
            self.inside(element)
        if tag == "a" and not self.navigation:
            words, address = "".join(self.line[start:]), element.get("href", "")
            self.line[start:] = [add_address(words, address)]
            self.linked += _count_letters(words) if stays_inside(address) else 0
        raised = tag if tag in ("sup", "sub") else raised_by_style(element)
        if raised:
            words = "".join(self.line[start:])
            self.line[start:] = [raise_text(words) if raised.startswith("sup") else lower_text(words)]

    def block(self, element: html.HtmlElement, tag: str) -> None:
        self.flush()
        if tag in HEADINGS:
            self.builder.add_heading(int(tag[1]), self.text_of(element))
        elif tag == "pre":
            self.builder.add(self.raw_text_of(element))
        elif tag == "table" and (rows := self.rows(element)):
            self.table(element, rows)
        elif tag != "dd" or find_value(element.getprevious()) is not element:  # which is said with its term
            self.tight = tag in TIGHT
            outer, self.navigation = self.navigation, self.navigation or _is_navigation(element, tag)
            self.inside(element)
            value = find_value(element)
            if value is not None and not self.leave_out(value):
                self.line = [label if (label := "".join(self.line).strip()).endswith((":", "：")) else f"{label}:", " "]
                self.inside(value)
            self.flush()
            self.navigation = outer

    def table(self, table: html.HtmlElement, rows: list[Row]) -> None:
        if self.in_cell:
            self.line.append(join_table(rows))
            return
        for caption in table.iterchildren("caption"):
            self.builder.add(self.text_of(caption))
        write_table(self.builder, rows)

    def inside(self, element: html.HtmlElement) -> None:
        self.line.append(_collapse(element.text))
        for child in element:
            self.read(child)
            self.line.append(_collapse(child.tail))

    def flush(self) -> None:
        text = "".join(self.line)
        links = 0 < self.linked == _count_letters(text)  # Kohlschütter et al. (2010) tell menus by this share
        self.line, self.linked = [], 0
        if not text or text.isspace():  # as between most blocks
            return
        text = close_gaps(text)
        text = SEVERAL.sub(" ", text) if "  " in text else text
        text = (AROUND_LINE_END.sub("\n", text) if "\n" in text else text).strip()
        if text:
            tight = self.tight and self.after_item
            self.builder.add(text, tight=tight, boilerplate=self.navigation, navigation=links)
            self.tight, self.after_item = False, self.tight

    def text_of(self, element: html.HtmlElement) -> str:
        """The element's visible text in one line."""
        inner = _Reader(PageBuilder(), self.styles, self.omissions, in_cell=True)
        inner.inside(element)
        inner.flush()
        return " ".join("".join(inner.builder.parts).split())

    def raw_text_of(self, element: html.HtmlElement) -> str:
        parts = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str) and child.tag not in UNSEEN and not self.leave_out(child):
                parts.append("\n" if child.tag == "br" else self.raw_text_of(child))
            parts.append(child.tail or "")
        return "".join(parts)

    def rows(self, table: html.HtmlElement) -> list[Row]:
        """The cells of a table of data; nothing for one that only lays out the page, or puts a sign beside a text."""
        own = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        inner = table.find(".//table") is not None and not any(row.find("th") is not None for row in own)
        if inner or table.find(".//h1") is not None or table.find(".//h2") is not None:
            return []
        rows = place_cells(self.row(row) for row in own if not self.leave_out(row))
        beside = frozenset.intersection(*(row.below for row in rows[1:])) if len(rows) > 1 else frozenset()
        width = max((len(row.cells) for row in rows), default=0)
        return rows if width - len(beside) > 1 and (len(rows) > 1 or not any(map(has_blocks, own[0]))) else []

    def row(self, row: html.HtmlElement) -> list[Cell]:
        cells = []
        for cell in row.iterchildren("td", "th"):
            text = "" if self.leave_out(cell) else self.text_of(cell)
            columns, rows = _number(cell.get("colspan")), _number(cell.get("rowspan"))
            cells.append(Cell(text, columns, rows, heads=cell.tag == "th", bold=is_bold(cell)))
        return cells


def _is_repeated_formula(element: html.HtmlElement) -> bool:
    """Whether it draws for the eye what a formula beside it says."""
    if element.get("aria-hidden") != "true":
        return False
    parent = element.getparent()
    return parent is not None and parent.find(".//math") is not None and element.find(".//math") is None


def _is_navigation(element: html.HtmlElement, tag: str) -> bool:
    return tag == "nav" or element.get("role") == "navigation"


def _count_letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _number(value: str | None) -> int:
    return min(int(value), 200) if value and value.strip().isdecimal() else 1


def _collapse(text: str | None) -> str:
    return SPACES.sub(" ", text) if text else ""
