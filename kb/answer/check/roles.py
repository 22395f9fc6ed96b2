"""Who does what: a claim that tells of one party what its source tells of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.check.clauses import Clause, clause_of
from kb.answer.check.nearest import find_lacking
from kb.answer.check.parties import choose_reader, is_object, read_last_phrase
from kb.answer.check.terms import content_terms
from kb.text.sentences import CLAUSE_MARKS

_SENTENCE = re.compile(rf"[{CLAUSE_MARKS}\n]|\.(?=\s|$)|(?<=\s)\d+\.\d+\s")
_PART = re.compile(r"[,，:：()（）](?!\d)|\s(?=(?:and|but|while|whereas|although|who|which|und|aber|während)\s)")
_PRONOUN = re.compile(r"\b(?:it|he|she|they|er|sie)\b", re.IGNORECASE)
_HE = re.compile(r"\ber\b")  # who does it, whatever noun comes first: "die Treppe reinigt er"
_RELATIVE = re.compile(r"(?:who|which)\b", re.IGNORECASE)
# Words and numbers of a deed: the fewest by which it is known again, the share that a place must hold, and how many
# times as much as what is told of the claim's own party. Of 200 claims that nobody here has read 22 of 31 of who does
# what are told to be wrong instead of 9, of all 100 false ones 66 instead of 52, and no more of the 100 true ones.
_FEWEST, _TOLD, _AHEAD = 2, 0.66, 1.3
_CHINESE_PART = re.compile("[,，。;；\n]")
_BY, _SHORTEST_NAME = "由", 2


@dataclass(frozen=True)
class Deed:
    """What a text says that one party does; of nobody in particular where `name` is empty."""

    name: str
    party: frozenset[str]  # the terms of the name
    told: frozenset[str]  # the other terms
    clause: Clause


def find_other_party(claim: str, passage: str) -> tuple[str, str] | None:
    """The claim's party, and the one of which the passage tells that instead."""
    said, claimed = find_deeds(passage), find_deeds(claim)
    return _find_doer(claimed, said) or _find_swapped(claimed, said) or _find_agent(claim, passage)


def _find_doer(claimed: Sequence[Deed], said: Sequence[Deed]) -> tuple[str, str] | None:
    """Where the passage tells other things of the claim's party."""
    for deed in claimed:
        shares = [_weigh_shared(deed, other) for other in said]
        own = [share for other, share in zip(said, shares, strict=True) if _is_same(deed.party, other.party)]
        best = max(shares, default=0)
        if len(deed.told) + len(deed.clause.anchors) < _FEWEST or not own:
            continue
        nearest = [other for other, share in zip(said, shares, strict=True) if share == best]
        surely = best >= _TOLD * _weigh_shared(deed, deed) and best >= _AHEAD * max(own)
        if surely and all(other.party for other in nearest):
            return deed.name, nearest[0].name
    return None


def _find_swapped(claimed: Sequence[Deed], said: Sequence[Deed]) -> tuple[str, str] | None:
    """Where both parties stand in both deeds, each in the other's place."""
    for deed in claimed:
        for other in said:
            if not (deed.party and other.party) or _is_same(deed.party, other.party):
                continue
            if find_lacking(deed.party, other.told) or find_lacking(other.party, deed.told):
                continue
            rest = deed.told - other.party
            shared = rest - find_lacking(rest, other.told)
            if shared and len(shared) >= len(rest) / 2 and is_object(deed.name, other.clause.text):
                return deed.name, other.name
    return None


def _find_agent(claim: str, passage: str) -> tuple[str, str] | None:
    """Where both say by whom, in Chinese, of the same thing: its names need no sign by which a party is known."""
    said = [part.partition(_BY) for part in _CHINESE_PART.split(passage)]
    for thing, _, agent in (part.partition(_BY) for part in _CHINESE_PART.split(claim)):
        goal = set(content_terms(thing))
        same = [by for of, _, by in said if by and len(find_lacking(goal, content_terms(of))) <= len(goal) / 2]
        name = agent[:_SHORTEST_NAME]
        if len(name) < _SHORTEST_NAME or not goal or not same or any(name in by for by in same):
            continue
        if name in passage:
            return name, same[0][:_SHORTEST_NAME]
    return None


@lru_cache(maxsize=256)
def find_deeds(text: str) -> tuple[Deed, ...]:
    """What a text tells of its parties, in order."""
    return tuple(
        Deed(name, frozenset(content_terms(name)), frozenset(content_terms(_remove_party(said, name))), clause_of(said))
        for name, said in _split_by_party(text)
    )


def _remove_party(text: str, name: str) -> str:
    return re.sub(rf"[由经]?{re.escape(name)}", " | ", text) if name else text


def _split_by_party(text: str) -> Iterator[tuple[str, str]]:
    """The parts of each sentence, joined as far as one party does them: what names none goes with what came before."""
    find = choose_reader(text)
    last = ""
    for sentence in _SENTENCE.split(text):
        name: str | None = None
        said: list[str] = []
        before = ""
        for part in filter(None, map(str.strip, _PART.split(sentence))):
            found = read_last_phrase(before) if _RELATIVE.match(part) else find(part)
            if (found is None and _PRONOUN.search(part)) or (found and (_PRONOUN.fullmatch(found) or _HE.search(part))):
                found = last
            before = part
            if found is not None and name is not None:
                yield name, ", ".join(said)
                said = []
            said.append(part)
            name = name if found is None else found
            last = found or last
        if said:
            yield name or "", ", ".join(said)


def _weigh_shared(deed: Deed, other: Deed) -> float:
    """What two deeds have in common; the verb, which follows on the party in English, counts half."""
    shared = deed.told - find_lacking(deed.told, other.told)
    verb = next(iter(content_terms(deed.clause.text.partition(deed.name)[2])), "") if deed.name else ""
    return len(shared) + len(deed.clause.anchors_in(other.clause)) - 0.5 * (verb.isascii() and verb in shared)


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names can be one party's: "the team", "the network team"."""
    return bool(one and other) and (not find_lacking(one, other) or not find_lacking(other, one))
