"""Markdown as HTML that does nothing until it is clicked: no scripts, pictures or styles; links show their target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kb.answer.check.reasons import NOTE

LINKS = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_OURS = "\ue000"  # a sign that no document has: the parser looks for marks at brackets of this kind only
_MARK = re.compile(rf"\[(\d{{1,3}})\]|\[{_OURS}([^\]\n]*)\]")
TAGS = set(
    "a blockquote br button code del div em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong table tbody td th thead tr"
    " ul".split()
)
ATTRIBUTES = {
    "a": {"href", "target", "title"},
    "button": {"type", "class", "data-n"},
    "div": {"class", "tabindex"},
    "ol": {"start"},
    "span": {"class"},
    "td": {"class"},
    "th": {"class"},
}


def render_markdown(text: str, sources: int = 0) -> str:
    """HTML of a text that a model wrote; `[n]` up to `sources` is a button that asks for the source.

    What the check of claims noted behind a sentence stands apart from the model's words.
    """
    noted = NOTE.sub(lambda note: f" [{_OURS}{note[0].strip(' ()')}]", text.replace(_OURS, ""))
    return clean_html(PARSER.render(noted, {"sources": sources}))


def clean_html(html: str) -> str:
    """Only what this module makes itself: whatever slipped through the parser is gone."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def split_blocks(text: str) -> list[str]:
    """Its paragraphs, lists, tables…, together the whole text: only the last may still change when more comes."""
    begins = [token.map[0] for token in PARSER.parse(text, {}) if token.level == 0 and token.map]
    lines = text.splitlines(keepends=True)
    places = sorted({0, *begins[1:], len(lines)})
    return ["".join(lines[start:end]) for start, end in pairwise(places)] or [""]


def _read_mark(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos)
    known = found and (found[1] is None or 1 <= int(found[1]) <= state.env.get("sources", 0))
    if not found or not known:
        return False
    if not silent:
        state.push("mark", "", 0).content = found[1] or found[2]
    state.pos = found.end()
    return True


def _draw_mark(tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    n = tokens[index].content
    if not n.isdigit():
        return f'<span class="unfounded">{escapeHtml(n)}</span>'
    return f'<button type="button" class="mark" data-n="{n}">{n}</button>'


def _draw_link(tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    target = escapeHtml(str(tokens[index].attrGet("href") or ""))
    return f'<a href="{target}" title="{target}" target="_blank">'


def _draw_target(tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A link's words may name another place than it leads to, so where it leads stands behind them."""
    begin = max(at for at in range(index) if tokens[at].type == "link_open")
    target = str(tokens[begin].attrGet("href") or "")
    words = "".join(token.content for token in tokens[begin + 1 : index])
    return "</a>" if words == target else f'</a> <span class="target">({escapeHtml(target)})</span>'


def _draw_picture(tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    return f'{escapeHtml(token.content)} <span class="target">({escapeHtml(str(token.attrGet("src") or ""))})</span>'


def _draw_cell(tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]  # the parser would align with a style, which the page's policy does not allow
    side = str(token.attrGet("style") or "").removeprefix("text-align:")
    return f'<{token.tag} class="{side}">' if side in ("center", "right") else f"<{token.tag}>"


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).disable("reference")
    parser.inline.ruler.before("link", "mark", _read_mark)
    parser.validateLink = lambda url: bool(LINKS.match(url))  # type: ignore[method-assign]
    rules = parser.renderer.rules  # type: ignore[attr-defined]
    rules["mark"], rules["image"] = _draw_mark, _draw_picture
    rules["link_open"], rules["link_close"] = _draw_link, _draw_target
    rules["th_open"] = rules["td_open"] = _draw_cell
    rules["table_open"] = lambda *_: '<div class="scroll" tabindex="0"><table>'
    rules["table_close"] = lambda *_: "</table></div>"
    return parser


PARSER = _make_parser()
