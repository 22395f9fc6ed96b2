"""The text of a Word paragraph as a reader sees it: figures raised, formulas in a line, links with their addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.office.fields import OpenFields, find_address
from ingest.loaders.office.formulas import M, write_formula
from ingest.loaders.office.styles import OFF, PLAIN, Style, W, is_on, read_value
from ingest.loaders.office.symbols import read_symbol
from ingest.loaders.omissions import GAP, HIDDEN, STRUCK, Omissions, close_gaps
from kb.text.links import add_address

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Names of elements put together once: there are dozens of elements in each paragraph.
T, RUN, HYPERLINK, FIELD = W + "t", W + "r", W + "hyperlink", W + "fldSimple"
FORMULAS = frozenset([M + "oMath", M + "oMathPara"])
RUN_PROPERTIES, PARAGRAPH_PROPERTIES, VALUE = W + "rPr", W + "pPr", W + "val"
GONE = frozenset(
    [
        W + "del",
        W + "moveFrom",
        RUN_PROPERTIES,
        PARAGRAPH_PROPERTIES,
        W + "delText",
        W + "txbxContent",
        W + "rt",
        MC + "Fallback",
    ]
)
CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
# What of a run's properties says whether and how it is seen.
STYLE, VANISH, SIZE, COLOUR = W + "rStyle", W + "vanish", W + "sz", W + "color"
STRIKES = (W + "strike", W + "dstrike")
PLACE, POSITION = W + "vertAlign", W + "position"
TELLING = frozenset([STYLE, VANISH, SIZE, COLOUR, *STRIKES, PLACE, POSITION])
GROUNDS = (W + "shd", W + "highlight")
UNSEEN = 4  # half points
RAISED = 4  # half points above the line


@dataclass
class WordText:
    """Reads paragraphs in the order of the document; a field may begin in one and end in another."""

    styles: Mapping[str, Style]
    links: Mapping[str, str]
    omissions: Omissions
    _fields: OpenFields = field(default_factory=OpenFields)
    _style: Style = PLAIN  # the paragraph's

    def read(self, element: Any) -> str:
        """The visible text below a paragraph, in order; not that of its text boxes and notes."""
        pieces: list[str] = []
        self._style = self.styles.get(read_value(element.find(PARAGRAPH_PROPERTIES), "pStyle"), PLAIN)
        self._gather(element, pieces)
        return close_gaps("".join(pieces))

    def _gather(self, element: Any, pieces: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag in GONE or not isinstance(tag, str):
                continue
            if tag == T:
                pieces.append(child.text or "")
            elif tag == RUN:
                self._run(child, pieces)
            elif tag == HYPERLINK:
                pieces.append(add_address(self._gather_text(child), self.links.get(child.get(R + "id", ""), "")))
            elif tag == FIELD:
                pieces.append(add_address(self._gather_text(child), find_address(child.get(W + "instr", ""))))
            elif tag in FORMULAS:
                pieces.append(write_formula(child))
            else:
                self._gather_other(child, pieces)

    def _gather_other(self, child: Any, pieces: list[str]) -> None:
        tag = child.tag
        if tag in CHARACTERS:
            pieces.append(CHARACTERS[tag])
        elif tag == W + "sym":
            pieces.append(read_symbol(child.get(W + "font", ""), child.get(W + "char", "")))
        elif tag == W + "instrText":
            self._fields.add_instruction(child.text or "")
        elif tag == W + "fldChar":
            self._mark_field(child, pieces)
        else:
            self._gather(child, pieces)

    def _gather_text(self, element: Any) -> str:
        pieces: list[str] = []
        self._gather(element, pieces)
        return "".join(pieces)

    def _run(self, run: Any, pieces: list[str]) -> None:
        said = _read_properties(run.find(RUN_PROPERTIES))
        style = self.styles.get(said.get(STYLE) or "", self._style) if said else self._style
        if TELLING.isdisjoint(said) and not (style.hidden or style.struck or style.raised):
            self._gather(run, pieces)
            return
        hides = _is_hidden(run, said, style)
        if hides or _is_struck(said, style):
            if any(text.text and text.text.strip() for text in run.iterchildren(T)):
                pieces.append(GAP)
                self.omissions.add(HIDDEN if hides else STRUCK)
            for mark in run.iterchildren(W + "fldChar", W + "instrText"):
                self._gather_other(mark, pieces)
            return
        raised = _read_place(said, style)
        if not raised:
            self._gather(run, pieces)
        else:
            pieces.append(raise_text(self._gather_text(run)) if raised > 0 else lower_text(self._gather_text(run)))

    def _mark_field(self, mark: Any, pieces: list[str]) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._fields.begin()
            pieces.extend(_form_value(mark.find(W + "ffData")))
        elif kind == "separate":
            self._fields.begin_result(pieces)
        elif kind == "end":
            self._fields.end(pieces)


def _form_value(data: Any) -> Iterator[str]:
    """What a form's tick box or drop-down list is set to; text fields have theirs as text."""
    box = data.find(W + "checkBox") if data is not None else None
    if box is not None:
        ticked = is_on(box, "checked")
        yield "☒" if (is_on(box, "default") if ticked is None else ticked) else "☐"
    choice = data.find(W + "ddList") if data is not None else None
    if choice is not None:
        entries = [entry.get(W + "val", "") for entry in choice.iterchildren(W + "listEntry")]
        chosen = read_value(choice, "result") or read_value(choice, "default") or "0"
        yield entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""


def _read_properties(properties: Any) -> dict[str, str | None]:
    """Each property's value by its tag, None where it has none; of two of a kind the first counts."""
    return {one.tag: one.get(VALUE) for one in reversed(properties)} if properties is not None else {}


def _is_hidden(run: Any, said: Mapping[str, str | None], style: Style) -> bool:
    """Marked hidden, too small to see, or white on a white page: in tables and frames the ground may be dark."""
    if said[VANISH] not in OFF if VANISH in said else style.hidden:
        return True
    size = said.get(SIZE) or ""
    if size.isdecimal() and int(size) <= UNSEEN:
        return True
    if (said.get(COLOUR) or "").upper() != "FFFFFF":
        return False
    paragraph = next(run.iterancestors(W + "p"))
    shaded = any(tag in said for tag in GROUNDS) or paragraph.find(f"{W}pPr/{W}shd") is not None
    return not shaded and next(run.iterancestors(W + "tbl", W + "txbxContent"), None) is None


def _is_struck(said: Mapping[str, str | None], style: Style) -> bool:
    values = [said[tag] not in OFF for tag in STRIKES if tag in said]
    return any(values) if values else style.struck


def _read_place(said: Mapping[str, str | None], style: Style) -> int:
    """1 above the line, -1 below it, 0 on it."""
    place = said.get(PLACE) or style.raised
    if place in ("superscript", "subscript"):
        return 1 if place == "superscript" else -1
    height = said.get(POSITION)
    try:
        half_points = int(height) if height else 0
    except ValueError:
        return 0
    return (half_points >= RAISED) - (half_points <= -RAISED)


def is_bold(cell: Any) -> bool:
    """Whether all words of a cell are, as those of a name of a row or a column."""
    runs = [run for run in cell.iter(W + "r") if any(text.text for text in run.iter(W + "t"))]
    return bool(runs) and all(is_on(run.find(W + "rPr"), "b") for run in runs)


def has_blocks(cell: Any) -> bool:
    """Whether a cell holds several paragraphs, and so is no single value."""
    return sum(any(text.text for text in paragraph.iter(W + "t")) for paragraph in cell.iter(W + "p")) > 1
