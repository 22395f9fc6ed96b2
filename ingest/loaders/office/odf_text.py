"""The text of an OpenDocument paragraph as a reader sees it: raised figures, formulas, links with their addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.loaders.notation import lower_text, raise_text
from ingest.loaders.office.package import Package
from ingest.loaders.omissions import GAP, HIDDEN, PICTURES, STRUCK, Omissions, close_gaps
from ingest.loaders.text.mathml import write_mathml
from kb.errors import Unreadable
from kb.text.links import add_address

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
DC = "{http://purl.org/dc/elements/1.1/}"
UNSEEN = frozenset(
    [
        *(TEXT + name for name in ("tracked-changes", "note-citation", "ruby-text", "hidden-paragraph")),
        *(OFFICE + name for name in ("annotation", "annotation-end", "forms")),
        *(SVG + name for name in ("title", "desc")),
    ]
)
CHARACTERS = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
ASIDE = frozenset([TEXT + "note", DRAW + "text-box"])  # text of its own inside a paragraph


@dataclass(frozen=True)
class OdfLook:
    """How a style shows its text; None and "" where it says nothing of it. `place`: "super", "sub" or a height in %."""

    struck: bool | None = None
    hidden: bool | None = None
    place: str = ""


@dataclass(frozen=True)
class Odf:
    """An OpenDocument file that is read: its content, the looks of its styles, what is left out."""

    package: Package
    root: Any
    body: Any
    looks: dict[str, OdfLook]
    omissions: Omissions

    def look(self, element: Any) -> OdfLook:
        name = element.get(TEXT + "style-name") or element.get(TABLE + "style-name")
        return self.looks.get(name, PLAIN) if name else PLAIN


PLAIN = OdfLook()


def open_odf(package: Package, kind: str) -> Odf:
    """What an OpenDocument file of that kind ("text", …) holds. Unreadable if encrypted or without content."""
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(MANIFEST + "encryption-data"), None) is not None:
        raise Unreadable("is encrypted: save a copy without its password", kind="encrypted")
    root = package.xml("content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}{kind}") if root is not None else None
    if body is None:
        raise Unreadable("is damaged: its text is missing")
    looks = _looks([part for part in (package.xml("styles.xml"), root) if part is not None])
    return Odf(package, root, body, looks, Omissions())


def leave_out(odf: Odf, element: Any) -> bool:
    """Whether a paragraph, section, span or row is hidden or struck through; counts it where it says something."""
    look = odf.look(element)
    kind = HIDDEN if look.hidden or _is_switched_off(element) else STRUCK if look.struck else ""
    if kind and next((text for text in element.itertext() if text.strip()), None):
        odf.omissions.add(kind)
    return bool(kind)


def read_text(odf: Odf, element: Any) -> str:
    """The visible text of a paragraph, without what stands aside of it."""
    return close_gaps("".join(_pieces(odf, element))).strip()


def read_comments(odf: Odf, paragraph: Any) -> Iterator[str]:
    for note in paragraph.iter(OFFICE + "annotation"):
        words = " ".join(filter(None, (read_text(odf, part) for part in note.iter(TEXT + "p"))))
        by = note.findtext(DC + "creator") or ""
        if words:
            yield f"Comment by {by}: {words}" if by else words


def object_root(odf: Odf, frame: Any) -> Any:
    """The content of the object embedded in a frame; None where there is none of OpenDocument's."""
    inner = frame.find(DRAW + "object")
    if inner is None:
        return None
    formula = inner.find(MATH)
    name = posixpath.normpath(inner.get(XLINK + "href", "").removeprefix("./"))
    return formula if formula is not None else odf.package.xml(f"{name}/content.xml")


def read_frame(odf: Odf, frame: Any) -> str:
    """A formula, or what a picture or another object is described as."""
    root = object_root(odf, frame)
    if root is not None and root.tag == MATH:
        return write_mathml(root)
    described = frame.findtext(SVG + "desc") or frame.findtext(SVG + "title") or ""
    if not described and root is None and frame.find(DRAW + "image") is not None:
        odf.omissions.add(PICTURES)
    return " ".join(described.split())


def _is_switched_off(element: Any) -> bool:
    if element.get(TEXT + "display") == "none" or element.get(TEXT + "is-hidden") == "true":
        return True
    marks = element.iterchildren(TEXT + "hidden-paragraph")
    return any(mark.get(TEXT + "is-hidden", "true") == "true" for mark in marks)


def _pieces(odf: Odf, element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _piece(odf, child)
        yield child.tail or ""


def _piece(odf: Odf, child: Any) -> Iterator[str]:
    tag = child.tag
    if tag == TEXT + "s":
        count = child.get(TEXT + "c", "1")
        yield " " * (min(int(count), 100) if count.isdecimal() else 1)
    elif tag in CHARACTERS:
        yield CHARACTERS[tag]
    elif tag in UNSEEN or tag in ASIDE or not isinstance(tag, str):
        return
    elif tag == TEXT + "hidden-text" or (tag == TEXT + "span" and leave_out(odf, child)):
        if tag == TEXT + "hidden-text":
            odf.omissions.add(HIDDEN)
        yield GAP
    elif tag == TEXT + "span":
        words = "".join(_pieces(odf, child))
        place = _place(odf.look(child))
        yield raise_text(words) if place > 0 else lower_text(words) if place < 0 else words
    elif tag in (TEXT + "a", DRAW + "a"):
        yield add_address("".join(_pieces(odf, child)), child.get(XLINK + "href", ""))
    elif tag == DRAW + "frame":
        yield read_frame(odf, child)
    else:
        yield from _pieces(odf, child)


def _place(look: OdfLook) -> int:
    """1 above the line, -1 below it, 0 on it."""
    first = look.place.partition(" ")[0]
    if first in ("super", "sub"):
        return 1 if first == "super" else -1
    try:
        height = float(first.removesuffix("%") or 0)
    except ValueError:
        return 0
    return (height > 0) - (height < 0)


def _looks(roots: list[Any]) -> dict[str, OdfLook]:
    """Style → how it and those that it was made from show their text."""
    found = {style.get(STYLE + "name", ""): style for root in roots for style in root.iter(STYLE + "style")}
    looks = {name: _resolve(name, found) for name in found}
    return {name: look for name, look in looks.items() if look != PLAIN}


def _resolve(name: str, found: dict[str, Any]) -> OdfLook:
    struck = hidden = None
    place, seen = "", set[str]()
    while name in found and name not in seen:
        seen.add(name)
        text = found[name].find(STYLE + "text-properties")
        if text is not None:
            lines = [text.get(STYLE + key) for key in ("text-line-through-style", "text-line-through-type")]
            struck = any(line != "none" for line in lines if line) if struck is None and any(lines) else struck
            display = text.get(TEXT + "display")
            hidden = display == "none" if hidden is None and display else hidden
            place = place or text.get(STYLE + "text-position", "")
        name = found[name].get(STYLE + "parent-style-name", "")
    return OdfLook(struck or None, hidden or None, place)
