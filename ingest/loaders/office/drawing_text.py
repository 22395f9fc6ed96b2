"""The text of shapes in PowerPoint and Excel as a reader sees it: raised figures, formulas, links with addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.office.formulas import M, write_formula
from ingest.loaders.omissions import GAP, STRUCK, Omissions, close_gaps
from kb.text.links import add_address

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


@dataclass(frozen=True)
class DrawingText:
    """Reads the paragraphs of a part; `links` are its relationships that lead out of the file."""

    links: Mapping[str, str]
    omissions: Omissions

    def read_paragraphs(self, element: Any) -> Iterator[str]:
        """The paragraphs below an element that say something."""
        for paragraph in () if element is None else element.iter(A + "p"):
            text = close_gaps("".join(self._pieces(paragraph))).replace("\v", "\n").strip()
            if text:
                yield text

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            if child.tag in (A + "r", A + "fld"):
                yield self._run(child)
            elif child.tag == A + "br":
                yield "\n"
            elif child.tag in (M + "oMath", M + "oMathPara"):
                yield write_formula(child)
            elif isinstance(child.tag, str) and child.tag not in (MC + "Fallback", A + "pPr", A + "endParaRPr"):
                yield from self._pieces(child)

    def _run(self, run: Any) -> str:
        text = "".join(part.text or "" for part in run.iterchildren(A + "t"))
        properties = run.find(A + "rPr")
        if properties is None or not text:
            return text
        if properties.get("strike", "noStrike") != "noStrike":
            if text.strip():
                self.omissions.add(STRUCK)
            return GAP
        link = properties.find(A + "hlinkClick")
        if link is not None:
            text = add_address(text, self.links.get(link.get(R + "id", ""), ""))
        height = properties.get("baseline", "0").removesuffix("%").partition(".")[0]
        if height in ("", "0", "-0"):
            return text
        return lower_text(text) if height.startswith("-") else raise_text(text)
