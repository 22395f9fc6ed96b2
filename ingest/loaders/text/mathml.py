"""Formulas of web pages, books and OpenDocument files (MathML) in one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ingest.loaders.notation import write_bounds, write_fraction, write_index, write_power, write_root

UNSEEN = frozenset(["annotation", "annotation-xml", "maction", "mphantom", "none", "mprescripts"])
INVISIBLE = str.maketrans(
    dict.fromkeys("\u2061\u2062\u2063\u2064")
)  # function, times, comma and plus that only machines see
SPACED = frozenset("=<>≤≥≠≈±→⇒∈")


def write_mathml(element: Any) -> str:
    """The text of a `math` element or a part of it, of any name space."""
    name = _name(element)
    if name in UNSEEN:
        return ""
    if name in ("mi", "mn", "mtext", "ms"):
        return " ".join("".join(element.itertext()).split()).translate(INVISIBLE)
    if name == "mo":
        sign = "".join(element.itertext()).strip().translate(INVISIBLE)
        return f" {sign} " if sign in SPACED else sign
    parts = [write_mathml(child) for child in element if isinstance(child.tag, str)]
    write = WRITERS.get(name)
    if write is None:
        return " ".join("".join(parts).split()) if name == "math" else "".join(parts)
    return write(parts) if name in MANY or len(parts) >= NEEDED.get(name, 1) else "".join(parts)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _write_both_bounds(parts: Sequence[str]) -> str:
    return write_bounds(parts[0], parts[1], parts[2])


MANY = frozenset(["mtable", "mtr", "mfenced", "msqrt"])
NEEDED = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mroot": 2, "mover": 2, "munder": 2, "munderover": 3}
WRITERS: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": lambda parts: write_fraction(parts[0], parts[1]),
    "msup": lambda parts: write_power(parts[0], parts[1]),
    "msub": lambda parts: write_index(parts[0], parts[1]),
    "msubsup": _write_both_bounds,
    "msqrt": lambda parts: write_root("".join(parts)),
    "mroot": lambda parts: write_root(parts[0], parts[1]),
    "munder": lambda parts: write_index(parts[0], parts[1]),
    "mover": lambda parts: write_power(parts[0], parts[1]) if len(parts[1].strip()) > 1 else parts[0] + parts[1],
    "munderover": _write_both_bounds,
    "mtable": lambda parts: "[" + "; ".join(parts) + "]",
    "mtr": lambda parts: ", ".join(parts),
    "mfenced": lambda parts: "(" + ", ".join(parts) + ")",
}
