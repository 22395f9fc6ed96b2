"""What the check found, in words: "says otherwise: 650, not 450", in the language of the claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kb.text.language import detect_language

Fault = Literal[
    "number", "name", "quote", "negation", "opposite", "modality", "order", "scope", "condition", "elsewhere", "words"
]


@dataclass(frozen=True)
class Doubt:
    """Why a source does not say what a claim does: the claim's own words for it, and the source's, where it has any.

    `unclear`: the source may say it all the same, in other words or by a step.
    """

    fault: Fault
    claimed: str = ""
    said: str = ""
    unclear: bool = False


# "Says otherwise" is said where that is fairly sure. Of 4,499 claims not read it was right for another number in the
# claim's own words 81 of 95 times (in other words 100 of 161: "is not there"), for the opposite 68 of 84; for a "no"
# in a clause of the same words only 233 of 346 (of others 123 of 212: "not clear"), and for must and may 18 of 27.
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "": "says so",
        "differs": "says otherwise: {said}, not {claimed}",
        "number": "says part of it: {claimed} is not there",
        "name": "says part of it: {claimed} is not there",
        "quote": "has no such words",
        "negation": "one of the two says no",
        "opposite": "says otherwise: the opposite",
        "modality": "must and may are not the same",
        "order": "says otherwise: in the other order",
        "scope": "says part of it: not of all of them",
        "condition": "says so under a condition: {said}",
        "elsewhere": "says it of something else",
        "words": "does not say this",
        "absent": "not clear: {claimed} is not there",
        "unclear negation": "not clear: one of the two says no",
        "unclear": "not clear whether it says this",
        "nowhere": "not found in the sources",
        "judged": "says so, as the chat model reads it",
    },
    "zh": {
        "": "有此说法",
        "differs": "说法不同：是{said}，不是{claimed}",
        "number": "只说了一部分：没有{claimed}",
        "name": "只说了一部分：没有{claimed}",
        "quote": "没有这样的原话",
        "negation": "一个肯定，一个否定",
        "opposite": "说法不同：意思相反",
        "modality": "必须与可以不是一回事",
        "order": "说法不同：先后相反",
        "scope": "只说了一部分：没有说全部如此",
        "condition": "说这有条件：{said}",
        "elsewhere": "说的是别的",
        "words": "没有这样说",
        "absent": "不确定：没有{claimed}",
        "unclear negation": "不确定：一个肯定，一个否定",
        "unclear": "不确定是否这样说",
        "nowhere": "来源中未找到",
        "judged": "据聊天模型判断，有此说法",
    },
    "de": {
        "": "sagt das",
        "differs": "sagt es anders: {said}, nicht {claimed}",
        "number": "sagt es zum Teil: {claimed} steht nicht da",
        "name": "sagt es zum Teil: {claimed} steht nicht da",
        "quote": "hat diesen Wortlaut nicht",
        "negation": "eines von beiden verneint",
        "opposite": "sagt es anders: das Gegenteil",
        "modality": "müssen und dürfen sind zweierlei",
        "order": "sagt es anders: in anderer Reihenfolge",
        "scope": "sagt es zum Teil: nicht von allen",
        "condition": "sagt das mit einer Bedingung: {said}",
        "elsewhere": "sagt das von etwas anderem",
        "words": "sagt das nicht",
        "absent": "unklar: {claimed} steht nicht da",
        "unclear negation": "unklar: eines von beiden verneint",
        "unclear": "unklar, ob das da steht",
        "nowhere": "in den Quellen nicht gefunden",
        "judged": "sagt das, wie das Chatmodell es liest",
    },
}
_TELLING = 500  # characters of a source that tell its language
_LONGEST = 60  # characters of a claim's or a source's words in a note


def explain(doubt: Doubt | None, claim: str, source: str) -> str:
    """The verdict in words, for whoever reads the claim; in the source's language where the claim's is not told."""
    words = _choose_words(claim, "de" if detect_language(source[:_TELLING]) == "de" else "en")
    if doubt is None:
        return words[""]
    return words[_choose_key(doubt)].format(said=_shorten(doubt.said), claimed=_shorten(doubt.claimed))


def _choose_key(doubt: Doubt) -> str:
    if doubt.unclear:
        return {"number": "absent", "name": "absent", "negation": "unclear negation"}.get(doubt.fault, "unclear")
    return "differs" if doubt.fault in ("number", "elsewhere") and doubt.said else doubt.fault


def write_note(reason: str) -> str:
    """What stands behind a sentence or its marks in an answer, in brackets."""
    return f" ({reason})"


def not_found(claim: str) -> str:
    """That no source was found that says it, in words."""
    return _choose_words(claim)["nowhere"]


def write_judged_reason(claim: str) -> str:
    """That a source says it by the chat model's word alone, in words."""
    return _choose_words(claim)["judged"]


def write_judgement(claim: str, n: int) -> str:
    """What stands below an answer of a claim that its own note doubts."""
    return f"\n\n“{_shorten(claim)}” [{n}]{write_note(write_judged_reason(claim))}"


def strip_notes(text: str) -> str:
    """An answer of ours without its notes: they would be taken for what the next one says."""
    return NOTE.sub("", text)


def _choose_words(claim: str, otherwise: Literal["en", "de"] = "en") -> Mapping[str, str]:
    return _WORDS.get(detect_language(claim, otherwise).split("-")[0], _WORDS["en"])


def _shorten(text: str) -> str:
    line = " ".join(re.sub(r"[()\[\]|*_`<>]", " ", text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _write_pattern(template: str) -> str:
    return re.sub(r"\\\{(?:said|claimed)\\\}", rf"[^()\\n]{{0,{_LONGEST}}}", re.escape(template))


NOTE = re.compile(
    r" ?\((?:" + "|".join(_write_pattern(words[key]) for words in _WORDS.values() for key in words if key) + r")\)"
)
