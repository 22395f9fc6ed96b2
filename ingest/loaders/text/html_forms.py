"""What the fields of a form on a web page are set to, and what its lists say of a term."""

from __future__ import annotations

from lxml import html

BLOCKS = frozenset("p div ul ol dl li table pre blockquote h1 h2 h3 h4 h5 h6 section br".split())

UNREAD_INPUTS = frozenset("hidden password submit button reset image file".split())


def read_value(field: html.HtmlElement) -> str:
    """What a form's field is set to."""
    kind = (field.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☒" if "checked" in field.attrib else "☐"
    return "" if kind in UNREAD_INPUTS else " ".join((field.get("value") or "").split())


def read_choice(field: html.HtmlElement) -> str:
    """What a drop-down list is set to: as browsers do, the first where none is chosen."""
    options = list(field.iter("option"))
    chosen = [option for option in options if "selected" in option.attrib] or options[:1]
    return ", ".join(" ".join((option.text_content() or "").split()) for option in chosen)


def find_value(term: html.HtmlElement | None) -> html.HtmlElement | None:
    """What a list says of a term, where that is a value as in a form; None where it has paragraphs of its own."""
    value = term.getnext() if term is not None and term.tag == "dt" else None
    if value is None or value.tag != "dd" or not "".join(value.itertext()).strip():
        return None
    return None if any(inner.tag in BLOCKS for inner in value.iterdescendants()) else value
