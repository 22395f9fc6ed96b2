"""Who does what, what is more than what, and which number belongs to which thing: told as the source tells it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from kb.answer.check.clauses import Clause, clause_of, clauses, content_terms
from kb.answer.check.dates import is_stated
from kb.answer.check.names import is_name
from kb.answer.check.quantities import same
from kb.text.scripts import IDEOGRAPHS
from kb.text.sentences import split_sentences
from kb.text.terms import extract_terms, is_stop_word

_ENDING = 20  # letters by which a clause is found in its sentence

_Share = tuple[frozenset[str], frozenset[str]]  # terms and poles that a clause has in common with the claim

# Nothing here looks further than a sentence goes: a long text would be read to its end from each of its words.
_DOES = re.compile(
    r"(?P<name>\b[A-Z][\w’'-]{0,60}(?:\s+[A-Z][\w’'-]{0,60}){0,5})\s+(?P<verb>[a-z]{0,40}[a-rt-z](?:s|ed))\b"
)
_PARTY_DOES = re.compile(
    rf"(?P<name>[甲乙丙丁]方)(?:应当|应该|应|必须|须|需要|需|不得|不可|不能|可以|可|有权|将|负责|向|不|没有)*(?P<verb>[{IDEOGRAPHS}]{{2}})"
)
_PASSIVE = re.compile(r"\bby\b|被|由|受")
_LED_IN = re.compile(
    r"\W*(?:according|in|on|at|for|under|by|from|with|within|during|as|if|when|after|before|since|to|of|about|there|and|or)\b"
    r"|\W*(?:the\s+)?\w+(?:'s|\s+of)\b|[^，。]{1,8}的|根据|按照|在|对于",
    re.IGNORECASE,
)
_MORE = r"more|higher|greater|larger|longer|older|bigger|faster|better|later|heavier|warmer|stronger|rather"
_LESS = r"less|lower|fewer|smaller|shorter|younger|slower|worse|earlier|lighter|cooler|colder|weaker|cheaper"
_THAN = re.compile(
    rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\b[^.,;]{{0,120}}?\bthan\b(?P<right>\s*(?!\d|[$€£¥])[^.,;]+)",
    re.IGNORECASE,
)
_HAN_MORE, _HAN_LESS = "高多大长早快贵重强好远", "低少小短晚慢廉轻弱差近"
_HAN_THAN = re.compile(rf"(?:(?P<more>[{_HAN_MORE}])|(?P<less>[{_HAN_LESS}]))于(?P<right>[^，。；\d]+)")
_HAN_BI = re.compile(
    rf"(?<!对)比(?P<right>[^，。；\d]{{1,60}}?)(?:的[^，。；]{{1,6}})?(?:更|还|要|都)?(?:(?P<more>[{_HAN_MORE}])|(?P<less>[{_HAN_LESS}]))"
)


def compared_otherwise(claim: str, quote: str) -> bool:
    """Whether the claim compares two things as the source does not: "A earns more than B"."""
    for left, right, sign in _comparisons(claim):
        for said_left, said_right, said in _comparisons(quote):
            straight = len(left & said_left) + len(right & said_right)
            crossed = len(left & said_right) + len(right & said_left)
            if straight != crossed and (sign == said) != (straight > crossed):
                return True
    return False


def done_by_others(claim: str, quote: str) -> bool:
    """Whether one name does here what another does there, in sentences of the same voice: "Bob reports to Alice"."""
    if bool(_PASSIVE.search(claim)) != bool(_PASSIVE.search(quote)):
        return False
    does, did = _doers(claim), _doers(quote)
    return any(verb in did and not does[verb] & did[verb] for verb in does)


def told_of_others(claim: str, passage: str) -> bool:
    """Whether a number, date or name of the claim stands in the passage with other things than the claim's own, which
    stand with another number, date or name there."""
    said = clauses(passage)
    whole = tuple(clause_of(passage[span.start : span.end]) for span in split_sentences(passage))
    sentences_of = cache(lambda ending: [at for at, each in enumerate(whole) if ending in each.text])
    for clause in {each.text: each for each in clauses(claim)}.values():
        for kind in ("quantities", "moments", "names"):
            # A Western sentence has its name far from what is said of it; Chinese says it in the clause.
            told_in = whole if kind == "names" and "".join(clause.names).isascii() else said
            holding, rivals = _holding(clause, told_in, kind)
            mine = clause.terms - set(extract_terms(" ".join(clause.names))) if kind == "names" else clause.terms
            if holding and _are_better_told(mine, clause.poles, holding, rivals, sentences_of):
                return True
    return False


def subject_elsewhere(claim: str, scope: str, passage: str) -> bool:
    """Whether what a clause begins with is told of in the passage, but not where the rest of the clause is."""
    near = frozenset().union(*(clause.terms for clause in clauses(scope)))
    actors = {first for clause in clauses(passage) for first in content_terms(clause.text)[:1]} - near
    # What it begins with may be a circumstance, or may only own what does something.
    firsts = [content_terms(clause.text)[:1] for clause in clauses(claim) if not _LED_IN.match(clause.text)]
    return any(actors.intersection(first) for first in firsts)


def _are_better_told(
    mine: frozenset[str],
    poles: frozenset[str],
    holding: Sequence[Clause],
    rivals: Sequence[Clause],
    sentences_of: Callable[[str], Sequence[int]],
) -> bool:
    """Whether a rival shares more with the claim than each that holds its number, date or name.

    Any rival; against what shares nothing with the claim only those of its own sentence: "On 18 May, in Europe, …".
    Compared is what they share, each once: of a long passage, all clauses with all others took seconds.
    """
    told = {_share(mine, poles, each) for each in holding}
    others = {_share(mine, poles, each) for each in rivals}
    anywhere = {share for share, _ in others}
    by_sentence: dict[int, set[_Share]] = {}
    for share, ending in others:
        for at in sentences_of(ending):
            by_sentence.setdefault(at, set()).add(share)

    def in_its_sentences(ending: str) -> set[_Share]:
        return {share for at in sentences_of(ending) for share in by_sentence.get(at, ())}

    own = {(share, "" if share[0] else ending) for share, ending in told}
    return all(_is_less(share, in_its_sentences(ending) if ending else anywhere) for share, ending in own)


def _share(mine: frozenset[str], poles: frozenset[str], clause: Clause) -> tuple[_Share, str]:
    """And what its sentence is found by."""
    return (mine & clause.terms, poles & clause.poles), clause.text[-_ENDING:]


def _is_less(own: _Share, others: Iterable[_Share]) -> bool:
    """Whether one of the others has all that is shared here, and more."""
    return any(terms > own[0] or terms | poles > own[0] | own[1] for terms, poles in others)


def _holding(clause: Clause, said: Iterable[Clause], kind: str) -> tuple[list[Clause], list[Clause]]:
    """The clauses that hold the claim's one number, date or name of a kind; and those that hold only another."""
    if kind == "quantities":
        mine = [each for each in clause.quantities if each.stated]
        if len(mine) != 1:
            return [], []
        unit = mine[0].unit
        holding = [each for each in said if any(same(mine[0], other) for other in each.quantities)]
        rivals = [each for each in said if any(other.stated and other.unit == unit for other in each.quantities)]
    elif kind == "moments":
        if len(clause.moments) != 1:
            return [], []
        holding = [each for each in said if is_stated(clause.moments[0], each.moments, ())]
        rivals = [each for each in said if each.moments]
    else:
        if not clause.names or " ".join(clause.names) not in clause.text:
            return [], []
        name = clause.names[0].casefold()
        holding = [each for each in said if name in each.text.casefold()]
        rivals = [each for each in said if set(each.names) - set(clause.names)]
    # What stands beside the name of something else is no better place for it.
    foreign = {
        each.text
        for each in rivals
        if kind != "names" and clause.names and each.names and not set(clause.names) & set(each.names)
    }
    foreign |= {each.text for each in holding}
    return holding, [each for each in rivals if each.text not in foreign]


def _comparisons(text: str) -> list[tuple[frozenset[str], frozenset[str], bool]]:
    found = []
    for word, pattern, border in (("than", _THAN, "\n"), ("比", _HAN_BI, "[，。；]"), ("于", _HAN_THAN, "[，。；]")):
        at = 0
        for match in pattern.finditer(text if word in text else ""):
            before, at = re.split(border, text[at : match.start()])[-1], match.end()
            left, right = (frozenset(content_terms(side)) for side in (before, match["right"]))
            if left and right:
                found.append((left, right, bool(match["more"])))
    return found


def _doers(text: str) -> dict[str, set[str]]:
    """For each small word right behind a name, the names it stands behind."""
    found: dict[str, set[str]] = {}
    for match in _DOES.finditer(text):
        for verb in extract_terms(match["verb"])[:1]:
            found.setdefault(verb, set()).update(word.casefold() for word in match["name"].split() if is_name(word))
    for match in _PARTY_DOES.finditer(text):
        found.setdefault(match["verb"], set()).add(match["name"])
    return {verb: names for verb, names in found.items() if names and not is_stop_word(verb)}
