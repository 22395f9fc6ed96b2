"""What the fields of a form on a web page are set to."""

from __future__ import annotations

from lxml import html

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
