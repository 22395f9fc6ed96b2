"""The text of a Word paragraph as a reader sees it: figures raised, formulas in a line, links with their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.links import add_address
from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.office.formulas import M, write_formula
from ingest.loaders.office.styles import PLAIN, Style, W, is_on
from ingest.loaders.office.symbols import read_symbol
from ingest.loaders.omissions import GAP, HIDDEN, STRUCK, Omissions, close_gaps

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
GONE = frozenset(
    [W + "del", W + "moveFrom", W + "rPr", W + "pPr", W + "delText", W + "txbxContent", W + "rt", MC + "Fallback"]
)
CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
UNSEEN = 4  # half points
RAISED = 4  # half points above the line
ADDRESS = re.compile(r'HYPERLINK\s+"([^"]+)"')


@dataclass
class _Field:
    """A field whose result is being read: its instruction, and where the result begins among the pieces."""

    instruction: str = ""
    start: int | None = None


@dataclass
class WordText:
    """Reads paragraphs in the order of the document; a field may begin in one and end in another."""

    styles: Mapping[str, Style]
    links: Mapping[str, str]
    omissions: Omissions
    _fields: list[_Field] = field(default_factory=list)
    _style: Style = PLAIN  # the paragraph's

    def read(self, element: Any) -> str:
        """The visible text below a paragraph, in order; not that of its text boxes and notes."""
        pieces: list[str] = []
        self._style = self.styles.get(_value(element.find(W + "pPr"), "pStyle"), PLAIN)
        for open_field in self._fields:
            open_field.start = 0 if open_field.start is not None else None
        self._gather(element, pieces)
        return close_gaps("".join(pieces))

    def _gather(self, element: Any, pieces: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag in GONE or not isinstance(tag, str):
                continue
            if tag == W + "t":
                pieces.append(child.text or "")
            elif tag == W + "r":
                self._run(child, pieces)
            elif tag == W + "hyperlink":
                pieces.append(add_address(self._inside(child), self.links.get(child.get(R + "id", ""), "")))
            elif tag == W + "fldSimple":
                found = ADDRESS.search(child.get(W + "instr", ""))
                pieces.append(add_address(self._inside(child), found[1] if found else ""))
            elif tag in (M + "oMath", M + "oMathPara"):
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
            if self._fields:
                self._fields[-1].instruction += child.text or ""
        elif tag == W + "fldChar":
            self._mark_field(child, pieces)
        else:
            self._gather(child, pieces)

    def _inside(self, element: Any) -> str:
        pieces: list[str] = []
        self._gather(element, pieces)
        return "".join(pieces)

    def _run(self, run: Any, pieces: list[str]) -> None:
        properties = run.find(W + "rPr")
        style = self.styles.get(_value(properties, "rStyle"), self._style) if properties is not None else self._style
        if properties is None and not (style.hidden or style.struck or style.raised):
            self._gather(run, pieces)
            return
        hides = _hides(run, properties, style)
        if hides or _strikes(properties, style):
            if any(text.text and text.text.strip() for text in run.iterchildren(W + "t")):
                pieces.append(GAP)
                self.omissions.add(HIDDEN if hides else STRUCK)
            for mark in run.iterchildren(W + "fldChar", W + "instrText"):
                self._gather_other(mark, pieces)
            return
        raised = _raised(properties, style)
        if not raised:
            self._gather(run, pieces)
        else:
            pieces.append(raise_text(self._inside(run)) if raised > 0 else lower_text(self._inside(run)))

    def _mark_field(self, mark: Any, pieces: list[str]) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            pieces.extend(_form_value(mark.find(W + "ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].start = len(pieces)
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            address = ADDRESS.search(ended.instruction)
            if address and ended.start is not None:
                words = "".join(pieces[ended.start :])
                pieces[ended.start :] = [add_address(words, address[1])]


def _form_value(data: Any) -> Iterator[str]:
    """What a form's tick box or drop-down list is set to; text fields have theirs as text."""
    box = data.find(W + "checkBox") if data is not None else None
    if box is not None:
        ticked = is_on(box, "checked")
        yield "☒" if (is_on(box, "default") if ticked is None else ticked) else "☐"
    choice = data.find(W + "ddList") if data is not None else None
    if choice is not None:
        entries = [entry.get(W + "val", "") for entry in choice.iterchildren(W + "listEntry")]
        chosen = _value(choice, "result") or _value(choice, "default") or "0"
        yield entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""


def _hides(run: Any, properties: Any, style: Style) -> bool:
    """Marked hidden, too small to see, or white on a white page: in tables and frames the ground may be dark."""
    said = is_on(properties, "vanish")
    if style.hidden if said is None else said:
        return True
    size = _value(properties, "sz")
    if size.isdecimal() and int(size) <= UNSEEN:
        return True
    if _value(properties, "color").upper() != "FFFFFF":
        return False
    ground = [W + name for name in ("shd", "highlight")]
    paragraph = next(run.iterancestors(W + "p"))
    shaded = any(properties.find(tag) is not None for tag in ground) or paragraph.find(f"{W}pPr/{W}shd") is not None
    return not shaded and next(run.iterancestors(W + "tbl", W + "txbxContent"), None) is None


def _strikes(properties: Any, style: Style) -> bool:
    said = is_on(properties, "strike", "dstrike")
    return style.struck if said is None else said


def _raised(properties: Any, style: Style) -> int:
    """1 above the line, -1 below it, 0 on it."""
    place = _value(properties, "vertAlign") or style.raised
    if place in ("superscript", "subscript"):
        return 1 if place == "superscript" else -1
    height = _value(properties, "position")
    try:
        half_points = int(height) if height else 0
    except ValueError:
        return 0
    return (half_points >= RAISED) - (half_points <= -RAISED)


def _value(element: Any, name: str) -> str:
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val", "") if child is not None else ""
