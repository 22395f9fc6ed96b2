"""Cells in Chinese that a question says in part: 高三 of 高三1班, 退了 of 退货."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.answer.tables.operations import remove_filling
from kb.text.chinese_words import remove_asking_words
from kb.text.scripts import HAN, IDEOGRAPHS
from kb.text.terms import simplify_han

_RUN = re.compile(rf"[{IDEOGRAPHS}\d]{{2,}}")
_LONGEST = 8  # signs of a part
_DONE = re.compile(rf"([{IDEOGRAPHS}])(?:了|掉|过(?=[的了]))")  # what has been done: 退了, 退掉
_ENDING = frozenset("退停坏丢关完结撤离辞毕废拆断死走缺漏错")  # what became of a thing, not what was done with any
_NUMERALS = "一二三四五六七八九十两"
_STATES = 4  # values of a column that tells what became of each row


def find_han_parts(left: str, columns: dict[str, list[str]], explained: str) -> Iterator[tuple[str, str]]:
    """Column and part of each beginning or end of cells that the text says: of one column or of several alike."""
    for run in _RUN.findall(remove_asking_words(left)):
        at = 0
        while at < len(run):
            for end in range(min(len(run), at + _LONGEST), at + 1, -1):
                part = run[at:end]
                holding = {
                    name: held for name, cells in columns.items() if any(held := [_has_edge(c, part) for c in cells])
                }
                tells = HAN.search(remove_filling(part)) and part not in explained
                if tells and len(set(map(tuple, holding.values()))) == 1 and _ends_word(run[end:], explained):
                    yield next(iter(holding)), part
                    at = end
                    break
            else:
                at += 1


def _ends_word(behind: str, explained: str) -> bool:
    """Whether what follows a part is no end of another word: 折叠伞 is no 折叠桌."""
    return not HAN.match(remove_filling(behind[:2]).strip(" |") and behind) or (
        behind[0] in _NUMERALS or behind[:2] in explained
    )


def _has_edge(cell: str, part: str) -> bool:
    plain = simplify_han(cell)
    return plain.startswith(part) or plain.endswith(part)


def find_done(left: str, columns: dict[str, list[str]]) -> tuple[str, str, str] | str | None:
    """Column, state and words of what was done with the rows meant: 退货 of 退了; the words where none says it."""
    match = _DONE.search(left)
    if match is None:
        return None
    for name, cells in columns.items():
        states = set(cells) - {""}
        said = [state for state in states if match[1] in state]
        if 1 < len(states) <= _STATES and len(states) < len(cells) / 2 and len(said) == 1:
            return name, said[0], match[0]
    return match[0] if match[1] in _ENDING else None
