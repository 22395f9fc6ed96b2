"""Records of JSON and values of YAML and the like, each with its path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.text.statements.statement import Statement

_TOKEN = re.compile(r'[{}\[\],:]|"(?:\\.|[^"\\])*"|[^\s{}\[\],:"]+')
_LONGEST = 500  # characters of a record that is quoted whole
_NAMING = 2  # values that tell a longer record from others
_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<dash>(?:- +)*)(?:(?P<key>[\w./\"'-][^:=#\n]{0,60}?)\s*[:=](?=\s|$)\s*)?(?P<value>.*)"
)
_BLOCK = re.compile(r"[|>][-+\d]{0,2}")  # YAML 1.2, 8.1: lines below it are its text
_SECTION = re.compile(r"\[{1,2}([^\[\]\n]+)\]{1,2}")


@dataclass
class _Node:
    """A JSON value in `start` to `end`; the children of an object have a key, and the place where that begins."""

    start: int
    end: int
    scalar: str | None = None
    children: list[tuple[str, int, _Node]] = field(default_factory=list)


def split_records(text: str, start: int = 0) -> Iterator[Statement]:
    """The smallest whole objects; where one is too long to be quoted, its values. Nothing where it is no JSON."""
    try:
        json.loads(text)
        tokens = list(_TOKEN.finditer(text))
        node, _ = _read_node(tokens, 0)
    except (ValueError, IndexError, RecursionError):
        return
    yield from _iterate_records(text, node, (), start)


def _read_node(tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
    """The value that begins with token `at`, and the token after it."""
    first = tokens[at]
    if first[0] not in "{[":
        return _Node(*first.span(), _unquote(first[0])), at + 1
    node = _Node(*first.span())
    closing, at = "}" if first[0] == "{" else "]", at + 1
    while tokens[at][0] != closing:
        key, begins = "", tokens[at].start()
        if tokens[at][0] == ",":
            at += 1
            continue
        if closing == "}":
            key, at = _unquote(tokens[at][0]), at + 2
        child, at = _read_node(tokens, at)
        node.children.append((key, begins, child))
    node.end = tokens[at].end()
    return node, at + 1


def _unquote(token: str) -> str:
    return str(json.loads(token)) if token.startswith('"') else token


def _iterate_records(text: str, node: _Node, path: tuple[str, ...], offset: int) -> Iterator[Statement]:
    whole = node.end - node.start <= _LONGEST and (node.scalar is not None or any(key for key, _, _ in node.children))
    if whole and node.scalar is None:
        yield Statement(
            offset + node.start, offset + node.end, text[node.start : node.end], "record", path, _make_cells(node)
        )
        return
    naming = tuple(f"{key}: {child.scalar}" for key, _, child in node.children if key and child.scalar is not None)
    for key, begins, child in node.children:
        below = (*path, key) if key else path
        short = child.end - begins <= _LONGEST and not any(name for name, _, _ in child.children)
        if child.scalar is not None or short:
            named = tuple(one for one in naming[:_NAMING] if not one.startswith(f"{key}: "))
            value = ((key, child.scalar if child.scalar is not None else ", ".join(v for _, v in _make_cells(child))),)
            yield Statement(
                offset + begins, offset + child.end, text[begins : child.end], "value", (*path, *named), value
            )
        else:
            yield from _iterate_records(text, child, below, offset)


def _make_cells(node: _Node, before: str = "") -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for key, _, child in node.children:
        name = " ".join(part for part in (before, key) if part)
        found += [(name, child.scalar)] if child.scalar is not None else _make_cells(child, name)
    return tuple(found)


def split_values(text: str, offset: int = 0) -> Iterator[Statement]:
    """Each value of YAML, TOML, INI and their kin below the keys above it, with the comment that stands over it."""
    above: list[tuple[int, str]] = []
    section: tuple[str, ...] = ()
    comment, at = -1, 0
    while at < len(text):
        end = _find_line_end(text, at)
        line = text[at:end]
        begin, at = at + len(line) - len(line.lstrip()), end
        bare = line.strip()
        if not bare or bare in ("---", "..."):
            comment = -1
        elif bare.startswith(("#", ";", "//")):
            comment = begin if comment < 0 else comment
        elif match := _SECTION.fullmatch(bare):
            section, above, comment = (match[1].strip(),), [], -1
        elif match := _LINE.match(line):
            depth = len(match["indent"]) + len(match["dash"])
            above = [(level, key) for level, key in above if level < depth]
            path = (*section, *(key for _, key in above))
            key, value = (match["key"] or "").strip("\"' "), match["value"].strip()
            is_block = bool(_BLOCK.fullmatch(value))
            if key and value and (continued := _find_block(text, end, depth)) > end:
                value = " ".join(f"{'' if is_block else value} {text[end:continued]}".split())
                at, is_block = continued, False
            if value and not is_block:
                start = begin if comment < 0 else comment
                stated = text[start:at].rstrip()
                noted = " ".join(part.strip().lstrip("#;/ ") for part in text[start:begin].strip().splitlines())
                cells = (*((("", noted),) if noted else ()), (key, value))
                yield Statement(offset + start, offset + start + len(stated), stated, "value", path, cells)
                comment = -1
            elif key:
                above.append((depth, key))


def _find_line_end(text: str, start: int) -> int:
    return text.find("\n", start) + 1 or len(text)


def _find_block(text: str, start: int, depth: int) -> int:
    """Where the lines end that lie deeper than `depth` and are words alone; `start` where one is a value of its own.

    They go on with the value above them, as YAML has it: folded, or in a block (YAML 1.2, 7.3.3 and 8.1).
    """
    at = end = start
    while at < len(text):
        line = text[at : (at := _find_line_end(text, at))]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip()) <= depth:
            break
        match = _LINE.match(line)
        if match is None or match["key"] or match["dash"] or line.lstrip().startswith("#") or at - start > _LONGEST:
            return start
        end = at
    return end
