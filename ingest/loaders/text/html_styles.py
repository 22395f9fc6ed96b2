"""How a web page's elements look, as far as it changes what is read: hidden, struck through, raised or lowered."""

from __future__ import annotations

import re

from lxml import html

STRIKING = frozenset("s strike del".split())
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
STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through")
RAISED_STYLE = re.compile(r"(?<![-\w])vertical-align\s*:\s*(super|sub)\b")
RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}")
NESTED_RULES = re.compile(r"@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")


class Styles:
    """What the page's own style sheet hides or strikes through, as far as single class, id and tag selectors go."""

    def __init__(self, root: html.HtmlElement) -> None:
        sheet = " ".join(element.text or "" for element in root.iter("style")).lower()
        self.coloured = "background" in sheet or any(True for _ in root.iter("link"))
        self.hidden: set[str] = set()
        self.struck: set[str] = set()
        for selectors, body in RULE.findall(NESTED_RULES.sub(" ", sheet)):
            if HIDING.search(body) or (WHITE.search(body) and "background" not in sheet):
                self.hidden.update(part.strip() for part in selectors.split(","))
            if STRUCK_STYLE.search(body):
                self.struck.update(part.strip() for part in selectors.split(","))

    def hide(self, element: html.HtmlElement) -> bool:
        style = element.get("style", "").lower()
        if element.get("hidden") is not None or (style and HIDING.search(style)):
            return True
        if self.hidden and not self.hidden.isdisjoint(_selectors(element)):
            return True
        return bool(style and WHITE.search(style)) and not self._is_on_colour(element)

    def strike(self, element: html.HtmlElement) -> bool:
        style = element.get("style")
        if element.tag in STRIKING or (style and STRUCK_STYLE.search(style.lower())):
            return True
        return bool(self.struck) and not self.struck.isdisjoint((*_selectors(element), element.tag))

    def _is_on_colour(self, element: html.HtmlElement) -> bool:
        chain = [element, *element.iterancestors()]
        return self.coloured or any(el.get("bgcolor") or GROUND.search(el.get("style", "").lower()) for el in chain)


def raised_by_style(element: html.HtmlElement) -> str:
    """ "super", "sub" or neither."""
    style = element.get("style")
    found = RAISED_STYLE.search(style.lower()) if style else None
    return found[1] if found else ""


def _selectors(element: html.HtmlElement) -> list[str]:
    """The single class and id selectors that fit it."""
    classes, own = element.get("class"), element.get("id")
    names = [f".{name}" for name in classes.lower().split()] if classes else []
    return [*names, "#" + own.lower()] if own else names


def is_bold(cell: html.HtmlElement) -> bool:
    """Whether all words of a cell are, as names of rows and columns are written where nothing else marks them."""
    words = "".join(cell.itertext()).strip()
    return bool(words) and any("".join(bold.itertext()).strip() == words for bold in cell.iter("b", "strong"))


def has_blocks(cell: html.HtmlElement) -> bool:
    """Whether a cell holds several paragraphs, and so is no single value."""
    return sum(1 for _ in cell.iter("p", "li", "dd", "pre")) > 1
