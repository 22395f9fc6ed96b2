"""Markdown and its tags as one reads them rendered: a link is its words, bold has no marks, tags are not seen."""

from __future__ import annotations

import html
import re
from functools import cache

from kb.text.links import add_address
from kb.text.scripts import EAST_ASIAN

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# Not behind a word or a bracket: `f(x)[0](y)` is code.
_LINK = re.compile(
    r"(?<![\w)\]])!?\[(?P<words>[^\[\]\n]*)\]\((?P<address>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)"
)
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_CODE = re.compile(r"(`+(?!`).+?(?<!`)`+(?!`))")
# A drive, a share or a backslash before a letter: a path, whose backslashes are its own.
_ESCAPED = re.compile(r"(?P<path>\S*\\(?:[^\W_]|\\\w)\S*)|\\(?P<mark>[\\`*_{}\[\]()#+\-.!<>~|])")
_LETTER = rf"[^\W{EAST_ASIAN}]"  # Chinese has no blanks beside bold words; elsewhere `2**3**4` is a sum
# `__init__` is a name.
_STRONG = re.compile(r"(?<![\w\\])__(?=[^\s_])(?![a-zA-Z\d_]+__)((?:(?!__).)+?)(?<=[^\s_\\])__(?!\w)")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[\da-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*\\/])([*_])(?=[^\s*_])((?:(?!\1).)+?)(?<=[^\s*_\\])\1(?![\w*])")
_BULLET = re.compile(r"^[ \t]*(?:>[ \t]?)*[ \t]*(?P<bullet>[-*+][ \t]+(?:\[(?P<box>[ xX])\][ \t]+)?)?", re.MULTILINE)
# Of these only: `<name>` stands for a name, and `List<String>` is code.
_INLINE = "a|b|i|u|s|em|strong|span|sub|sup|small|big|font|kbd|code|mark|img"
_BLOCK = (
    "p|center|div|hr|br|ul|ol|li|dl|dt|dd|h[1-6]|table|thead|tbody|tfoot|tr|td|th|caption|colgroup|col|details|summary"
    "|figure|figcaption|section|picture|source|video|iframe"
)
_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s*/?"  # `a <b and c> d` has none
_TAG = re.compile(rf"</?(?:(?:{_INLINE})|(?P<block>{_BLOCK})){_ATTRIBUTES}>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^<>]*?href=[\"'](?P<address>[^\"'<>]*)[\"'][^<>]*>(?P<words>[^<>]*)</a\s*>", re.IGNORECASE)


def strip_markup(text: str) -> str:
    """The text without marks of links, of emphasis and of what is taken as it stands, and without tags.

    An address elsewhere stands behind its words. Lines of a cell are parted by a slash.
    """
    if "](" in text:
        text = _LINK.sub(_read_link, text)
    if "<" in text:
        text = remove_tags(_ANCHOR.sub(_read_link, _BREAK.sub(" / ", text)))
    if not any(mark in text for mark in "*_\\&"):
        return text
    return "".join(part if part.startswith("`") else _strip_marks(part) for part in _CODE.split(text))


def join_lines(text: str) -> str:
    """Lines of Markdown in one: no marks of quotations, a bullet between a list's items, a box for one to be ticked."""
    shown = _BULLET.sub(_show_bullet, text)
    return " ".join(shown.split()).removeprefix("\N{BULLET} ")


def _show_bullet(line: re.Match[str]) -> str:
    if not line["bullet"]:
        return ""
    if not line["box"]:
        return "\N{BULLET} "
    return "\N{BALLOT BOX} " if line["box"] == " " else "\N{BALLOT BOX WITH CHECK} "


@cache
def _bold() -> re.Pattern[str]:
    return re.compile(rf"(?<!{_LETTER})(?<![*\\])(\*\*)(?=[^\s*])((?:(?!\*\*).)+?)(?<=[^\s*\\])\1(?!\*|{_LETTER})")


def _strip_marks(text: str) -> str:
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\1", _bold().sub(r"\2", text)))
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return _ESCAPED.sub(lambda found: found["path"] or found["mark"], text)


def remove_tags(text: str) -> str:
    """The text between tags, as it is where there are none, else in one line."""
    bare = _TAG.sub(lambda tag: " " if tag["block"] else "", text)
    return text if bare == text else " ".join(bare.split())


def is_only_tags(line: str) -> bool:
    """Whether a line of Markdown has no words beside its HTML."""
    return "<" in line and not _TAG.sub("", line).strip()


def _read_link(link: re.Match[str]) -> str:
    return add_address(link["words"], link["address"])
