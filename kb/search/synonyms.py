"""Words that mean the same in somebody's documents: `synonyms.txt` in the home, a group a line, `PTO = paid leave`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kb.store.reader import Reader
from kb.text.scripts import EAST_ASIAN
from kb.text.terms import extract_terms

log = logging.getLogger(__name__)

_HINT = "Write words of one meaning in a line, with = between them: PTO = paid leave"
_MOST = 1_000_000  # bytes that are read: more is no list that somebody wrote
Stamp = tuple[int, int]  # when it was changed, and how long it is


@dataclass(frozen=True)
class Group:
    """Words, or several words each, that mean the same."""

    members: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds a member wherever it is no part of another word; the longest one first."""
        longest_first = sorted(self.members, key=len, reverse=True)
        return re.compile("|".join(map(_write_pattern, longest_first)), re.IGNORECASE)


class Synonyms:
    """What a file says of them; read again when it has changed. Without a file there are none."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._stamp: Stamp | None = None
        self._groups: tuple[Group, ...] = ()

    def groups(self) -> tuple[Group, ...]:
        """What cannot be read is left out, with one warning."""
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._groups = tuple(_read_groups(self._file)) if self._file and stamp else ()
            self._stamp = stamp
        return self._groups

    def _read_stamp(self) -> Stamp | None:
        try:
            state = self._file.stat() if self._file else None
        except OSError:
            return None
        return (state.st_mtime_ns, state.st_size) if state else None


def use_own_words(question: str, store: Reader, synonyms: Synonyms) -> tuple[str, tuple[str, ...]]:
    """The question in the documents' words, and others of the same meaning that the documents hold too.

    A word that no document holds gives its place to the first of its group that one holds.
    """
    others: list[str] = []
    for group in synonyms.groups():
        if not group.pattern.search(question):
            continue
        held = {_fold_words(member): member for member in group.members if _is_held(member, store)}
        if held:
            question = _replace_words(question, group, held)
            others += [member for name, member in held.items() if name not in _fold_words(question)]
    return question, tuple(others)


def _replace_words(question: str, group: Group, held: Mapping[str, str]) -> str:
    first = next(iter(held.values()))
    return group.pattern.sub(lambda match: match.group() if _fold_words(match.group()) in held else first, question)


def _fold_words(words: str) -> str:
    return " ".join(words.casefold().split())


def _is_held(member: str, store: Reader) -> bool:
    terms = set(extract_terms(member))
    return bool(terms) and all(store.term_counts(terms).values())


def _write_pattern(member: str) -> str:
    """Letters of an alphabet must not go on before and after it; where there are no blanks, nothing tells."""
    before = rf"(?<![^\W{EAST_ASIAN}])" if member[0] < EAST_ASIAN[0] else ""
    after = rf"(?![^\W{EAST_ASIAN}])" if member[-1] < EAST_ASIAN[0] else ""
    words = r"\s+".join(re.escape(word) for word in member.split())
    return f"{before}{words}{after}"


def _read_groups(file: Path) -> Iterator[Group]:
    if not file.is_file():  # to open a pipe waits for one who writes into it
        log.warning("%s is not used: it is no file.", file)
        return
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        log.warning("%s is not used: it cannot be read as UTF-8 text (%s).", file, error)
        return
    bad = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        members = tuple(dict.fromkeys(" ".join(part.split()) for part in stripped.split("=")))
        if len(members) > 1 and all(map(extract_terms, members)):
            yield Group(members)
        else:
            bad.append(str(number))
    if bad:
        log.warning("%s: line %s is not used. %s", file, ", ".join(bad), _HINT)
