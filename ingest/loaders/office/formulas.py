"""Formulas of Word and PowerPoint (OMML) in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingest.loaders.notation import write_bounds, write_fraction, write_index, write_power, write_root

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
VALUE = M + "val"
PROPERTIES = frozenset(
    M + name for name in
    "rPr fPr dPr radPr sSubPr sSupPr sSubSupPr sPrePr naryPr funcPr limLowPr limUppPr accPr barPr mPr eqArrPr "
    "boxPr borderBoxPr groupChrPr phantPr ctrlPr argPr mcs oMathParaPr".split()
)  # fmt: skip


def write_formula(element: Any) -> str:
    """The text of an element of a formula."""
    write = WRITERS.get(element.tag)
    if write is not None:
        return write(element)
    if element.tag == M + "t" or element.tag.endswith("}t"):
        return element.text or ""
    return "".join(write_formula(child) for child in element if isinstance(child.tag, str) and _is_visible(child.tag))


def _is_visible(tag: str) -> bool:
    return tag not in PROPERTIES and not tag.endswith(("}rPr", "}del", "}delText"))


def _part(element: Any, name: str) -> str:
    child = element.find(M + name)
    return "" if child is None else write_formula(child)


def _property(element: Any, name: str, default: str) -> str:
    child = element.find(f"{M}{element.tag.rpartition('}')[2]}Pr/{M}{name}")
    return default if child is None else str(child.get(VALUE, ""))


def _fraction(element: Any) -> str:
    above, below = _part(element, "num"), _part(element, "den")
    if _property(element, "type", "bar") == "noBar":
        return f"({above} over {below})"
    return write_fraction(above, below)


def _radical(element: Any) -> str:
    hidden = _property(element, "degHide", "0") in ("", "1", "true", "on")
    return write_root(_part(element, "e"), "" if hidden else _part(element, "deg"))


def _delimiters(element: Any) -> str:
    begin, end = _property(element, "begChr", "("), _property(element, "endChr", ")")
    parts = [write_formula(child) for child in element.iterchildren(M + "e")]
    return begin + _property(element, "sepChr", "|").join(parts) + end


def _operator(element: Any) -> str:
    sign = _property(element, "chr", "∫")
    return write_bounds(sign, _part(element, "sub"), _part(element, "sup")) + " " + _part(element, "e")


def _matrix(element: Any) -> str:
    rows = (", ".join(map(write_formula, row.iterchildren(M + "e"))) for row in element.iterchildren(M + "mr"))
    return "[" + "; ".join(rows) + "]"


def _function(element: Any) -> str:
    name, of = _part(element, "fName"), _part(element, "e")
    return name + (of if of.startswith(("(", "[", "{")) else f"({of})")


WRITERS: dict[str, Callable[[Any], str]] = {
    M + "f": _fraction,
    M + "rad": _radical,
    M + "d": _delimiters,
    M + "nary": _operator,
    M + "m": _matrix,
    M + "func": _function,
    M + "eqArr": lambda element: "; ".join(map(write_formula, element.iterchildren(M + "e"))),
    M + "sSup": lambda element: write_power(_part(element, "e"), _part(element, "sup")),
    M + "sSub": lambda element: write_index(_part(element, "e"), _part(element, "sub")),
    M + "sSubSup": lambda e: write_bounds(_part(e, "e"), _part(e, "sub"), _part(e, "sup")),
    M + "sPre": lambda e: write_bounds("", _part(e, "sub"), _part(e, "sup")) + _part(e, "e"),
    M + "limLow": lambda element: write_index(_part(element, "e"), _part(element, "lim")),
    M + "limUpp": lambda element: write_power(_part(element, "e"), _part(element, "lim")),
    M + "acc": lambda element: _part(element, "e") + _property(element, "chr", "\u0302"),
}
