"""HTML: the text a reader sees, with headings and tables; what is hidden from readers is left out."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree, html

from ingest.loaders.boilerplate import unmark_all
from ingest.loaders.formats import LoadedFile
from ingest.loaders.page_builder import PageBuilder
from ingest.loaders.text.decode import decode
from kb.errors import Unreadable

DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_:.-]+)""", re.IGNORECASE
)
UNSEEN = frozenset("head script style noscript template svg math iframe object embed audio video canvas map".split())
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr button".split()
)
TIGHT = frozenset("li tr dt dd option".split())
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?(?![\d.])|"
    r"font-size\s*:\s*(?:0(?:\.0+)?(?![\d.])|[01](?:\.\d+)?p[xt])|"
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}|"  # moved out of the window
    r"clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%|"
    r"(?=.*overflow\s*:\s*hidden).*(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$)",
    re.DOTALL,
)
WHITE = re.compile(r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)")
GROUND = re.compile(r"background(?:-color)?\s*:(?!\s*(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255))")
DEEPEST = 150  # elements within elements; where tags are never closed there are thousands
RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
NESTED_RULES = re.compile(r"@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")


def load_html(path: Path) -> LoadedFile:
    data = path.read_bytes()
    declared = DECLARED.search(data[:4096])
    builder = PageBuilder()
    title = write_html(decode(data, declared[1].decode("ascii") if declared else None), builder)
    return LoadedFile(title or path.stem, (unmark_all(builder.page()),))


def write_html(source: str, builder: PageBuilder) -> str:
    """Puts the visible text into the builder; returns the document's own title, or its first heading, or "".

    Raises Unreadable.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ""  # nothing but white space and comments
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Unreadable("is nested too deeply to be read", kind="limits")  # it leaves the rest out
    styles = _Styles(root)
    _flatten(root, styles)
    reader = _Reader(builder, styles)
    reader.read(root)
    reader.flush()
    title = " ".join((root.findtext(".//title") or "").split())
    return title or next((heading.title for heading in builder.headings), "")


def _flatten(root: html.HtmlElement, styles: _Styles) -> None:
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


class _Styles:
    """What the page's own style sheet hides, as far as single class and id selectors go."""

    def __init__(self, root: html.HtmlElement) -> None:
        sheet = " ".join(element.text or "" for element in root.iter("style")).lower()
        self.coloured = "background" in sheet or any(True for _ in root.iter("link"))
        self.hidden: set[str] = set()
        for selectors, body in RULE.findall(NESTED_RULES.sub(" ", sheet)):
            if HIDING.search(body) or (WHITE.search(body) and "background" not in sheet):
                self.hidden.update(part.strip() for part in selectors.split(","))

    def hide(self, element: html.HtmlElement) -> bool:
        style = element.get("style", "").lower()
        if "hidden" in element.attrib or HIDING.search(style):
            return True
        names = [f".{name}" for name in element.get("class", "").lower().split()]
        if element.get("id"):
            names.append("#" + element.get("id").lower())
        if self.hidden.intersection(names):
            return True
        return bool(WHITE.search(style)) and not self._on_colour(element)

    def _on_colour(self, element: html.HtmlElement) -> bool:
        chain = [element, *element.iterancestors()]
        return self.coloured or any(el.get("bgcolor") or GROUND.search(el.get("style", "").lower()) for el in chain)


class _Reader:
    """Walks the tree; inline text gathers in `line` until a block begins or ends."""

    def __init__(self, builder: PageBuilder, styles: _Styles) -> None:
        self.builder = builder
        self.styles = styles
        self.line: list[str] = []
        self.tight = False
        self.after_item = False
        self.navigation = False

    def read(self, element: html.HtmlElement) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in UNSEEN or self.styles.hide(element):
            return
        if tag == "br":
            self.line.append("\n")
        elif tag == "img":
            self.line.append(_collapsed(element.get("alt")))
        elif tag in INLINE:
            self.inside(element)
        else:
            self.block(element, tag)

    def block(self, element: html.HtmlElement, tag: str) -> None:
        self.flush()
        if re.fullmatch("h[1-6]", tag):
            self.builder.heading(int(tag[1]), self.text_of(element))
        elif tag == "pre":
            self.builder.add(self.raw_text_of(element))
        elif tag == "table" and (rows := self.rows(element)):
            self.builder.table(rows)
        else:
            self.tight = tag in TIGHT
            outer, self.navigation = self.navigation, self.navigation or _navigates(element, tag)
            self.inside(element)
            self.flush()
            self.navigation = outer

    def inside(self, element: html.HtmlElement) -> None:
        self.line.append(_collapsed(element.text))
        for child in element:
            self.read(child)
            self.line.append(_collapsed(child.tail))

    def flush(self) -> None:
        text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self.line))).strip()
        self.line = []
        if text:
            self.builder.add(text, tight=self.tight and self.after_item, boilerplate=self.navigation)
            self.tight, self.after_item = False, self.tight

    def text_of(self, element: html.HtmlElement) -> str:
        """The element's visible text in one line."""
        inner = _Reader(PageBuilder(), self.styles)
        inner.inside(element)
        inner.flush()
        return " ".join("".join(inner.builder.parts).split())

    def raw_text_of(self, element: html.HtmlElement) -> str:
        parts = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str) and child.tag not in UNSEEN and not self.styles.hide(child):
                parts.append("\n" if child.tag == "br" else self.raw_text_of(child))
            parts.append(child.tail or "")
        return "".join(parts)

    def rows(self, table: html.HtmlElement) -> list[list[str]]:
        """The cells of a table of data; nothing for one that only lays out the page."""
        if table.find(".//table") is not None or table.find(".//h1") is not None or table.find(".//h2") is not None:
            return []
        rows: list[list[str]] = []
        reaching: dict[int, tuple[int, str]] = {}  # column -> rows that its cell still reaches down, and its text
        for row in table.iter("tr"):
            if not self.styles.hide(row):
                rows.append(self.row(row, reaching))
        return rows if max(map(len, rows), default=0) > 1 else []

    def row(self, row: html.HtmlElement, reaching: dict[int, tuple[int, str]]) -> list[str]:
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            self._from_above(cells, reaching)
            text = "" if self.styles.hide(cell) else self.text_of(cell)
            if _number(cell.get("rowspan")) > 1:
                reaching[len(cells)] = (_number(cell.get("rowspan")) - 1, text)
            cells += [text] + [""] * (_number(cell.get("colspan")) - 1)
        self._from_above(cells, reaching)
        return cells

    def _from_above(self, cells: list[str], reaching: dict[int, tuple[int, str]]) -> None:
        while len(cells) in reaching:
            left, text = reaching.pop(len(cells))
            if left > 1:
                reaching[len(cells)] = (left - 1, text)
            cells.append(text)


def _navigates(element: html.HtmlElement, tag: str) -> bool:
    return tag == "nav" or element.get("role") == "navigation"


def _number(value: str | None) -> int:
    return min(int(value), 200) if value and value.strip().isdecimal() else 1


def _collapsed(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text) if text else ""
