"""Rules in the syntax of .gitignore, matched in time that grows with their length: no rule can hold a walk up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_ANY_FOLDERS = "**"
_Sign = Callable[[str], bool]  # what one character of a name must be
_STAR = None  # in a segment: any characters, or none


@dataclass(frozen=True)
class _Segment:
    """What stands between two slashes of a rule; no name of fewer than `least` characters matches."""

    signs: tuple[_Sign | None, ...]
    least: int

    def matches(self, name: str) -> bool:
        """Goes back to the last star only: no more steps than the lengths of both multiplied."""
        if self.least > len(name):
            return False
        at = sign = 0
        star, from_star = -1, 0
        while at < len(name):
            wanted = self.signs[sign] if sign < len(self.signs) else _match_nothing
            if wanted is _STAR:
                star, from_star, sign = sign, at, sign + 1
            elif wanted(name[at]):
                at, sign = at + 1, sign + 1
            elif star >= 0:
                from_star += 1
                at, sign = from_star, star + 1
            else:
                return False
        return all(wanted is _STAR for wanted in self.signs[sign:])


_WHOLE_NAME = _Segment((_STAR,), 1)


@dataclass(frozen=True)
class Rule:
    """One line: `include` says whether it leaves out what it names, or takes that back."""

    include: bool
    segments: tuple[_Segment | None, ...]  # None: any folders, or none
    folders_only: bool

    def strength(self, names: Sequence[str], is_folder: bool) -> int:
        """2 where it names this path, 1 where it names a folder: this one, or one above; else 0."""
        if self.segments in ((None,), (None, _WHOLE_NAME)):  # `*` and `**` name all there is, and each for itself
            return 2 if not self.folders_only else 1 if is_folder or len(names) > 1 else 0
        places = {0}
        for segment in self.segments:
            if segment is None:
                places = set(range(min(places), len(names) + 1))
            else:
                places = {at + 1 for at in places if at < len(names) and segment.matches(names[at])}
            if not places:
                return 0
        inside = any(0 < at < len(names) for at in places) or (is_folder and len(names) in places)
        if self.folders_only or self.segments[-1] is None:
            return (1 if self.folders_only else 2) if inside else 0
        return 2 if len(names) in places and not is_folder else 1 if places - {0} else 0


@dataclass(frozen=True)
class Rules:
    """The lines of one file, in order."""

    rules: tuple[Rule, ...]

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Rules:
        """What is no rule, as a bracket that nothing closes, names nothing."""
        return cls(tuple(rule for line in lines if (rule := _rule(line)) is not None))

    def decision(self, path: str) -> bool | None:
        """Whether the path, of a folder if it ends in a slash, is left out; None where no rule names it.

        The last rule that names it decides; where none does, the last that names a folder above it.
        """
        names, is_folder = path.rstrip("/").split("/"), path.endswith("/")
        above = None
        for rule in reversed(self.rules):
            strength = rule.strength(names, is_folder)
            if strength == 2:
                return rule.include
            if strength and above is None:
                above = rule.include
        return above


def _rule(line: str) -> Rule | None:
    text = line if line.endswith("\\ ") else line.rstrip()
    if not text or text.startswith("#"):
        return None
    include = not text.startswith("!")
    parts = (text if include else text[1:]).split("/")
    if parts[0] and (len(parts) == 1 or parts[1:] == [""]) and parts[0] != _ANY_FOLDERS:
        parts.insert(0, _ANY_FOLDERS)  # a name alone holds at any depth
    elif not parts[0]:
        del parts[0]
    folders_only = bool(parts) and not parts[-1]
    if folders_only:
        parts.pop()
    if not any(parts):
        return None
    segments: list[_Segment | None] = []
    for part in parts:
        segment = None if part == _ANY_FOLDERS else _segment(part)
        if part != _ANY_FOLDERS and segment is None:
            return None
        if segment is not None or not segments or segments[-1] is not None:
            segments.append(segment)
    return Rule(include, tuple(segments), folders_only)


def _segment(part: str) -> _Segment | None:
    """None where it is malformed."""
    signs: list[_Sign | None] = []
    at = 0
    while at < len(part):
        letter = part[at]
        at += 1
        if letter == "*":
            if not signs or signs[-1] is not _STAR:
                signs.append(_STAR)
        elif letter == "?":
            signs.append(_match_anything)
        elif letter == "[":
            end = part.find("]", at + 2 if part[at : at + 1] in ("!", "^") else at + 1)
            sign = _one_of(part[at:end]) if end >= 0 else None
            if sign is None:
                return None
            signs.append(sign)
            at = end + 1
        else:
            if letter == "\\":
                if at == len(part):
                    return None
                letter, at = part[at], at + 1
            signs.append(letter.__eq__)
    return _Segment(tuple(signs), max(1, sum(sign is not _STAR for sign in signs)))


def _one_of(listed: str) -> _Sign | None:
    """What a bracket lists, with ranges; None where a range runs backwards."""
    negated = listed[:1] in ("!", "^")
    bare = listed[1:] if negated else listed
    single: set[str] = set()
    ranges: list[tuple[str, str]] = []
    at = 0
    while at < len(bare):
        if bare[at + 1 : at + 2] == "-" and at + 2 < len(bare):
            if bare[at] > bare[at + 2]:
                return None
            ranges.append((bare[at], bare[at + 2]))
            at += 3
        else:
            single.add(bare[at])
            at += 1
    return lambda letter: (letter in single or any(low <= letter <= high for low, high in ranges)) != negated


def _match_anything(letter: str) -> bool:
    return True


def _match_nothing(letter: str) -> bool:
    return False
