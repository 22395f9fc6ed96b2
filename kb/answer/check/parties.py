"""Who does what a part of a sentence says, as far as the order of its words, articles and prepositions tell."""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.text.language import group_language
from kb.text.scripts import mostly_han

NOBODY = ""  # of what is said to be done by nobody in particular
_MODAL = r"(?:must|shall|may|can|cannot|will|should|might|could|would|has to|have to|needs? to)"
_BEFORE_MODAL = re.compile(rf"\s(?:(?:also|then|only|alone)\s+)?{_MODAL}\b")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+){0,2}?"
    r"(?:\w+ed|\w+en|sent|paid|made|kept|held|sold|bought|told|done|set|put)\b"
)
_DETERMINER = re.compile(r"(?:the|a|an|each|every|any|either|no|this|that|its|his|her|their|our)$", re.IGNORECASE)
_OUTSIDE = re.compile(  # what no phrase of a party goes over
    rf"(?:{_DETERMINER.pattern}|(?:in|on|at|within|for|to|of|from|with|by|and|or|before|after|if|when|as|than"
    r"|is|are|was|were|be|been|being|not|only|\d.*)$)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?P<adds>and|or)|then|also|but|while|whereas|although|though|if|when|once|until|unless|that)\s+", re.IGNORECASE
)
_VERB = re.compile(r"[a-z]+(?:[^s\W]s|ed)$")
_ADVERBS = frozenset("also always alone instead now only still then usually".split())
_LONGEST = 4  # words of a party

_GERMAN_PASSIVE = re.compile(r"\b(?:wird|werden|wurden?|worden)\b|\b(?:ist|sind)\s+(?:\w+\s+){0,9}?zu\s")
_GERMAN_BY = re.compile(r"\b(?:von|vom|durch)\s+(?:de[mrn]\s+|eine[mrn]\s+)?(?P<party>[A-ZÄÖÜ][\w-]+)")
_GERMAN_NOUN = re.compile(
    r"(?P<article>\b(?:d(?:er|ie|as|en|em|es)|(?:ein|ihr|sein)(?:e[rmns]?)?|jede[rsmn]?|zu[mr]|vom|beim)\s+)?"
    r"(?:\b[a-zäöüß]+(?:en?|er|es)\s+)?(?P<noun>\b(?-i:[A-ZÄÖÜ])[\w-]{2,})",
    re.IGNORECASE,
)
_OTHER_CASE = re.compile(r"(?:d(?:en|em|es)|zu[mr]|vom|beim|\w+e(?:m|n|s))$")
_OBJECT = r"\b(?:d(?:en|em|es)|(?:ein|ihr|sein)e(?:n|m|s)|zu[mr]|vo[mn]|beim)"
_GERMAN_PREPOSITION = re.compile(
    r"(?:mit|bei|an|am|im|in|nach|für|auf|aus|zu|über|unter|vor|von|durch|ohne|gegen|um|bis|ab|je|pro|laut|seit|wegen"
    r"|während|innerhalb|außerhalb|zwischen)$",
    re.IGNORECASE,
)
_SINGULAR = re.compile(r"(?:ung|heit|keit|schaft|tät|ion)$")

# Chinese tells no word from the next: a party ends in a sign for persons or bodies, and goes over no preposition.
_ENDING = "人员者方部司构长户客商师生工队组委会局处室"
_BODY = (
    rf"(?P<party>[^\W由经按对于在把将向给从与和的]{{1,8}}?"
    rf"(?:[{_ENDING}](?![{_ENDING}负责力])|主管|经理|代理|中心|单位|学校|银行|企业|员工))"
)
_CHINESE_BY = re.compile(rf"(?:由|须经|应经|经){_BODY}")
_CHINESE_FIRST = re.compile(_BODY)


def choose_reader(text: str) -> Callable[[str], str | None]:
    """What finds the party of a part of this text: `NOBODY` in a passive without one, None where none is told."""
    if mostly_han(text):
        return _find_chinese
    return _find_german if group_language(text) == "other" else _find_english


def is_object(name: str, text: str) -> bool:
    """Whether a text whose first party is another can have this one as its object; in German its article tells."""
    if not name or mostly_han(text):
        return False
    return group_language(text) == "en" or bool(re.search(rf"{_OBJECT}\s+(?:\w+\s+)?{re.escape(name)}", text))


def read_last_phrase(text: str) -> str:
    """The last words that can be one party's name: what "who" looks back to, or what stands before a modal verb."""
    words = text.split()
    first = len(words)
    while first and len(words) - first < _LONGEST and not _OUTSIDE.match(words[first - 1]):
        first -= 1
    return _LEAD.sub("", " ".join(words[first:]))


def _find_english(part: str) -> str | None:
    if passive := _PASSIVE.search(part):
        at = re.search(r"\bby\s+", part[passive.end() :])
        return _read_phrase(part[passive.end() + at.end() :].split()) if at else NOBODY
    if modal := _BEFORE_MODAL.search(part):
        return read_last_phrase(part[: modal.start()]) or None
    return _find_first_phrase(part)


def _read_phrase(words: list[str]) -> str:
    """The words from the first on, without an article, as far as they can be a party's name."""
    words = words[1:] if words and _DETERMINER.match(words[0]) else words
    end = next((at for at, word in enumerate(words) if _OUTSIDE.match(word)), len(words))
    return " ".join(words[: min(end, _LONGEST - 1)])


def _find_first_phrase(part: str) -> str | None:
    """What a part begins with, up to its verb: what ends in -s or -ed, or follows on a plural."""
    lead = _LEAD.match(part)
    words = [word for word in part[lead.end() if lead else 0 :].split() if word not in _ADVERBS]
    if words and _DETERMINER.match(words[0]):
        words = words[1:]
    elif not words or not (words[0][0].isupper() or (lead and not lead["adds"] and words[0].endswith("s"))):
        return None
    for at, word in enumerate(words[1 : _LONGEST + 1], 1):
        if _OUTSIDE.match(word):
            return None
        if _VERB.match(word) or (words[at - 1].endswith("s") and word.islower()):
            return " ".join(words[:at])
    return None


def _find_german(part: str) -> str | None:
    if _GERMAN_PASSIVE.search(part):
        by = _GERMAN_BY.search(part)
        return by["party"] if by else NOBODY
    subjects = []
    for match in _GERMAN_NOUN.finditer(part):
        article, before = (match["article"] or "").strip().lower(), (part[: match.start()].split() or [""])[-1]
        of_another = article == "der" and before[:1].isupper()  # "die Zustimmung der Verwaltung"
        counted = not article and before[-1:].isdigit()  # "36 Monate", and not "§ 6 Der Mieter"
        if not (counted or of_another or _OTHER_CASE.match(article) or _GERMAN_PREPOSITION.match(before)):
            subjects.append((article, before, match["noun"]))
    sure = [noun for article, _, noun in subjects if article == "der"]
    behind = [noun for article, verb, noun in subjects if article == "die" and verb.endswith("en")]
    sure += [noun for noun in behind if not _SINGULAR.search(noun)]  # "das Headset beschaffen die Beschäftigten"
    sure += [noun for article, _, noun in subjects if article]
    return next(iter([*sure, *(noun for _, _, noun in subjects)]), None)


def _find_chinese(part: str) -> str | None:
    match = _CHINESE_BY.search(part) or _CHINESE_FIRST.match(part)
    return match["party"] if match else None
