"""Whether the best of the statements answers a question, or only comes near to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.selection.selection import Choice
from kb.answer.tables.words import says
from kb.search.similarity import Nearness
from kb.search.sufficiency import HITS, Evidence, add_evidence, count_words
from kb.text.language import detect_language
from kb.text.terms import simplify_han
from kb.types import Hit

_WORDS_ALONE, _NAMED = 0.35, 0.5  # shares of words and of names, where the embedder knows nothing of the question
_UNNAMED = 1.0  # spreads that it costs where neither the statement nor its document names what the question names
# By how much the first of so many statements must lead them, where all else is just enough, and what it leads by beyond
# counts. Of 340 questions that were not read 210 instead of 206 are answered well and 49 instead of 55 refused wrongly,
# as many answers as before are wrong.
_COMPARED, _USUAL_LEAD = 8, 0.15
# Spreads less that are asked of a Chinese question: its words are pairs of signs, of which a text says fewer. Chosen on
# two offices; of a third one's 45 questions, not read, 29 instead of 26 are answered well, and no more near misses. Of
# 75 of the three 18 instead of 24 % are refused, and of 164 asked of another's folder 14 instead of 7 % answered; of
# other languages 9 % are refused and 22 % answered.
_CHINESE = 0.5
# Spreads below and above what is needed where words and cosines do not tell whether a statement answers. Of 320
# questions to five offices, most not read, 81 of 143 within one are answered right, 103 of 138 above, 5 of 13 below.
# Above, it is as far as brings near misses that are told plainly to about one in five: of 29 read ones 7 instead of
# 11, of 69 that were not read 15 instead of 25, at 49 of 244 right answers that are told as not certain.
_BELOW, _ABOVE = 1.0, 1.75


@dataclass(frozen=True)
class Sufficiency(Evidence):
    """The evidence that a statement answers; `is_open` where it may answer, and may not."""

    is_open: bool = False


def weigh_answer(nearness: Nearness, hits: Sequence[Hit], found: Sequence[Choice]) -> Sufficiency:
    """Whether what is asked for stands in the best of these statements of the hits, as far as words and cosines tell.

    A whole hit tells more reliably than a statement whether it is about what is asked, a statement whether it says so.
    """
    if not found:
        nothing = add_evidence(nearness, (), 0.0)
        return Sufficiency(nothing.found, nothing.needed)
    best = found[0]
    if not nearness.tells:
        return Sufficiency(best.told if best.named >= _NAMED else 0.0, _WORDS_ALONE)
    told = count_words(nearness, best.told, (one.statement.text for one in found[:HITS]))
    evidence = add_evidence(nearness, hits, told)
    if _is_named_row(nearness.asked.text, found):
        return Sufficiency(evidence.found, min(evidence.needed, evidence.found))
    spared = _CHINESE if detect_language(nearness.asked.text)[:2] == "zh" else 0.0
    found_in_all = evidence.found - _UNNAMED * (1 - best.named) + _measure_lead(found)
    needed = evidence.needed + _USUAL_LEAD - spared
    return Sufficiency(found_in_all, needed, is_open=-_BELOW < found_in_all - needed < _ABOVE)


def _measure_lead(found: Sequence[Choice]) -> float:
    """By how much the first leads those that were looked at with it: where one answers, the others do not."""
    scores = [one.score for one in found[:_COMPARED]]
    return scores[0] - sum(scores) / len(scores)


def _is_named_row(question: str, found: Sequence[Choice]) -> bool:
    """Whether the first is the one row of a table that has a value which the question says: a code, a thing.

    What is asked of it its columns mostly call otherwise. Of 160 questions that were not read three more are answered
    right and one near miss of 28 more is answered; of 240 asked of another firm's folder one is such a row.
    """
    first = found[0].statement
    if not first.is_row:
        return False
    asked = simplify_han(question)
    others = [cell for one in found[1:] for cell in one.statement.cells]
    return any(
        len(value) > 1 and not value.isdigit() and (name, value) not in others and says(asked, simplify_han(value))
        for name, value in first.cells
    )
