"""Which documents are in force: their date, version and standing, and what they say that they change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from kb.answer.check.dates import Moment, find_dates
from kb.text.terms import extract_terms, simplify_han

READ = 1600  # characters at a document's beginning, of which laws that it cites may be the half
HEAD = 800  # characters of the rest, that say what it is
OPENING = 300  # of them those that say what it changes
FIRST_LINE = 120  # of them those that name it

Standing = Literal["", "draft", "superseded"]

_CHANGES = re.compile(
    r"\b(?:amend\w*|supersed\w*|replac\w*|revis(?:es?|ed|ion)|addend\w*|supplement to|rescind\w*|repeal\w*"
    r"|variation|modif\w*|substitut\w*)\b"
    r"|\b(?:the following changes|changes? to|side letter)\b"
    r"|修订|修改|修正|变更|废止|取代|替代|补充协议|调整"
    r"|\b(?:ersetz\w*|\w*änderung\w*|änder\w*|geändert\w*|neufassung|nachtrag\w*|aufgehoben|aufheb\w*)\b",
    re.IGNORECASE,
)
_SUPERSEDED = re.compile(
    r"\b(?:superseded|replaced|deprecated|obsolete|withdrawn|rescinded|repealed|retired)\b(?!\s+(?:the|all|any)\b)"
    r"|已?废止|已?作废|已失效|\b(?:veraltet|ersetzt durch|aufgehoben|au(?:ß|ss)er kraft)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?:\bstatus\b|状态|状況|\bstand\b)\W{0,6}(?P<status>[^\n|]{2,60})", re.IGNORECASE)
_DRAFT = re.compile(r"\bdraft\b|草案|征求意见稿|\bentwurf\b", re.IGNORECASE)
_EFFECTIVE = re.compile(
    r"\b(?:effective|in force|valid from|applies from|dated|made on|entered into on|signed on|as of)\b"
    r"|施行|生效|实施|执行|起算|\b(?:gültig ab|in kraft|stand|vom)\b|^Date:",
    re.IGNORECASE | re.MULTILINE,
)
_VERSION = re.compile(
    r"(?:\b(?:version|rev(?:ision)?|release|fassung)\W{0,2}|(?<![a-z0-9])v\.?\s?)(\d{1,3}(?:\.\d{1,3})*)(?!\.?\d)|第(\d{1,3})版",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:amendment|addendum|nachtrag|supplement)\s+(?:no\.?|nr\.?|number|#)?\s*(\d{1,3})\b", re.IGNORECASE
)
# What a statute is based on: its date, and that it was changed, are not those of the statute. Of 558 rules and statutes
# of other places, not read, 149 instead of 140 bear a day of their own by these two and 115 instead of 132 another's;
# by the first alone one does, and two are not taken for amendments.
_DAY = r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-Za-zäÄ]{3,9})\s?\d{4}"
_LAW = re.compile(
    rf"zuletzt\s+geändert\s+durch\s[^()]{{0,60}}?(?:Gesetz(?:es)?|Verordnung)\s[^()]{{0,30}}?\b(?:vom|v\.)\s+{_DAY}",
    re.IGNORECASE,
)
_GAZETTE = re.compile(rf"(?:\b[vV](?:om|\.)\s+)?{_DAY}\s*\(\s*[A-Z]\w{{0,5}}B[lI]\b[^)]{{0,80}}\)")
# As files are named, by ISO 8601 without hyphens: 20251209-statutes. Of 30 statutes four have another day or none
# without; of the 558 five names have such a day, and all say until when.
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CODE = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z\d]+(?:-[A-Za-z\d]+)+(?![\w-])")
_BORN = re.compile(r"(?:\bborn\b|\bgeb(?:oren)?\b|生于|出生)[^\n]{0,30}", re.IGNORECASE)
MAIL = frozenset((".eml", ".msg", ".mbox"))
_NOTICE = re.compile(
    r"\b(?:notices?|memo\w*|circulars?|announcements?|newsletters?|minutes|bulletins?|rundschreiben|mitteilung(?:en)?|aushang"
    r"|aushänge|protokolle?|rundmails?)\b|通知|公告|通告|纪要",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:of|for|between|der|des|vom|von|für|zwischen)\s", re.IGNORECASE)
_LONG = 6  # letters of a lone word that can be the name of a document


@dataclass(frozen=True)
class Validity:
    """What a document says of its own standing. `date` is ISO 8601 as far as it is told, "" where none is."""

    date: str
    version: tuple[int, ...]
    standing: Standing
    changes: bool  # it amends or replaces another
    names: tuple[frozenset[str], ...]  # terms of its title and of its file's name, without version and date
    codes: frozenset[str]  # of its own name: MSA-2023-014
    mentions: frozenset[str]  # codes in its head
    head: frozenset[str]  # terms of its first lines
    announces: bool = False  # a mail or a notice: it says what is new
    amends: str = ""  # the document that it changes, where that is known
    dates: tuple[str, ...] = ()  # all that its first lines tell, the earliest first
    kind: str = ""  # what its title calls it, where that is one word: `bylaw` of "Bylaws of the sailing club"


class Label(NamedTuple):
    """What a document bears on its front; as in `Validity`."""

    date: str
    version: tuple[int, ...]
    standing: Standing


@lru_cache(maxsize=512)
def make_validity(title: str, path: str, head: str) -> Validity:
    """From a document's title, its file's name and its first lines."""
    stem = PurePosixPath(path).stem
    named = simplify_han(f"{title}\n{stem}")
    label = read_label(title, path, head)
    head = _cut_head(head)
    return Validity(
        **label._asdict(),
        changes=bool(_CHANGES.search(named) or _CHANGES.search(head[:OPENING])),
        names=tuple(name for text in (title, stem) if (name := _read_name(text))),
        codes=frozenset(code.upper() for code in _CODE.findall(named)),
        mentions=frozenset(code.upper() for code in _CODE.findall(head)),
        head=_read_name(head[:OPENING]),
        announces=PurePosixPath(path).suffix.lower() in MAIL or _is_notice(title, path),
        dates=tuple(sorted(set(_read_dates(head[:OPENING])))),
        kind=_read_kind(title),
    )


def read_label(title: str, path: str, head: str) -> Label:
    """The part of its Validity that is kept with a document."""
    stem = PurePosixPath(path).stem
    named = simplify_han(f"{title}\n{stem}")
    head = _cut_head(head)
    prose = _BORN.sub(" ", "\n".join(line for line in head.splitlines() if not line.startswith("|")))
    status = _STATUS.search(head)
    draft = _DRAFT.search(named) or _DRAFT.search(head[:200]) or (status and _DRAFT.search(status["status"]))
    gone = _SUPERSEDED.search(named) or (status and _SUPERSEDED.search(status["status"]))
    return Label(
        date=_read_date(stem, title, prose),
        version=read_version(f"{named}\n{head[:200]}"),
        standing="superseded" if gone else "draft" if draft else "",
    )


def _is_notice(title: str, path: str) -> bool:
    """Whether a document, or the folder that it lies in, is called so."""
    return bool(_NOTICE.search(simplify_han(f"{title}\n{path}")))


def _cut_head(text: str) -> str:
    """The beginning of a text without the laws that it cites."""
    text = _LAW.sub(" ", text[:READ])
    if "Bl" in text or "BI" in text:  # else there is no gazette, which takes more than half of all this to find out
        text = _GAZETTE.sub(" ", text)
    return simplify_han(text[:HEAD])


def names_change(name: str) -> bool:
    """Whether a document's name says that it changes another."""
    return bool(_CHANGES.search(name))


def replaces(new: Validity, old: Validity) -> bool:
    """Whether one document amends or replaces the other, wholly or in part, as far as both tell."""
    if old.standing == "superseded" and new.standing != "superseded" and _is_related(new, old):
        return True
    if not _is_related(new, old):
        return False
    if new.changes and not old.changes:
        return not (new.date and old.date and new.date < old.date)
    if new.changes and old.changes and new.version != old.version and new.version and old.version:
        return new.version > old.version
    return is_later_version(new, old)


def is_later_version(new: Validity, old: Validity) -> bool:
    """Whether both are one document by their names, and this one the later."""
    if not _has_same_name(new, old):
        return False
    if new.version != old.version and new.version and old.version:
        return new.version > old.version
    return bool(new.date and old.date and new.date > old.date)


def _is_related(new: Validity, old: Validity) -> bool:
    """Whether they are about the same: a code of the one is named by the other, or one's name holds the other's."""
    if old.codes & (new.codes | new.mentions) or new.codes & old.codes:
        return True
    whole = frozenset().union(*new.names)
    held = any(name <= whole for name in old.names if len(name) > 1 or max(map(len, name)) >= _LONG)
    held |= any(name <= new.head for name in old.names if len(name) > 1)  # a lone word may stand in any head
    held |= any(old.kind in term for name in new.names for term in name) if len(old.kind) >= _LONG else False
    return (held and new.changes) or _has_same_name(new, old)


def _has_same_name(new: Validity, old: Validity) -> bool:
    return any(len(one & other) >= 0.8 * max(len(one), len(other), 2) for one in new.names for other in old.names)


def _read_name(text: str) -> frozenset[str]:
    bare = _VERSION.sub(" ", _YEAR.sub(" ", simplify_han(text)))
    return frozenset(term for term in extract_terms(bare) if not term.isdigit())


def _read_kind(title: str) -> str:
    """Of a title that is the file's path, as it is where a document has none, its name counts."""
    named = _OF.split(simplify_han(title.rpartition("/")[2]), maxsplit=1)[0]
    first = [term for term in extract_terms(named) if not term.isdigit()]
    return first[0] if len(first) == 1 else ""


def read_version(text: str) -> tuple[int, ...]:
    """The first version that a simplified text names; empty where it names none."""
    found = _NUMBERED.search(text) or _VERSION.search(text)
    if not found:
        return ()
    return tuple(int(part) for part in next(filter(None, found.groups())).split("."))


def _read_date(stem: str, title: str, head: str) -> str:
    if named := _IN_NAME.search(stem):
        return "-".join(named.groups())
    for text in (stem, title):
        if dates := _read_dates(text):
            return dates[0]
    for marked in _EFFECTIVE.finditer(head):
        around = head[max(0, marked.start() - 24) : marked.end() + 40]
        if dates := _read_dates(around):
            return dates[0]
    if dates := _read_dates(head):
        return dates[0]
    year = _YEAR.search(title) or _YEAR.search(stem)
    return year[0] if year else ""


def _read_dates(text: str) -> list[str]:
    readings = (min(stated.readings, key=_get_sort_key) for stated in find_dates(text))
    return [write_date(moment) for moment in readings if moment.year and moment.month]


def _get_sort_key(moment: Moment) -> tuple[int, int, int]:
    return moment.year or 0, moment.month or 0, moment.day or 0


def write_date(moment: Moment) -> str:
    """As ISO 8601, as far as it is told."""
    day = f"-{moment.day:02}" if moment.day else ""
    return f"{moment.year or '-'}-{moment.month or 0:02}{day}"
