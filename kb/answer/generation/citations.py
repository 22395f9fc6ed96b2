"""An answer's marks, read back as citations and checked while the text streams; false ones never reach the reader.

Marks in the text that comes out: `[n]` a source that says so. What is not borne out has a note behind it, in words:
`[1] (says otherwise: 650, not 450)` where the model named a source, `[1] (not clear: 450 is not there)` where words do
not tell, `(not found in the sources)` where none was named and none comes near.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.answer.check.quantities import stated_numbers
from kb.answer.check.reasons import not_found, write_note
from kb.answer.check.rules import RULES
from kb.answer.check.statements import is_introduction, states_something
from kb.answer.check.terms import content_terms
from kb.answer.checker import Checker
from kb.answer.generation.marks import Lexeme, next_lexeme
from kb.answer.generation.numbered_hits import Checked, NumberedHits, cite_statement, make_citation
from kb.answer.selection.selection import Choice
from kb.limits import CLAIM
from kb.text.scripts import INVISIBLE
from kb.text.sentences import ends_sentence
from kb.types import Citation, Hit

# Orders to a terminal, and letters that a reader does not see.
_UNSEEN = re.compile(f"\x1b\\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f{INVISIBLE}]")
_STATES = re.compile(r"\b(?:is|are|was|were|has|have|must|may|can|cannot|will)\b|[是为]|必须|可以|不")
_AT_ONCE = 1000  # characters that are cut at once: what is left is copied for each of their lexemes
_SAME_SENTENCES = 3  # a small model that says a sentence three times is caught in a loop


class Citer:
    """Takes a model's text piece by piece and gives out the text to show; `citations` grow as it goes."""

    def __init__(
        self, hits: Sequence[Hit], question: str = "", checker: Checker = RULES, statements: Sequence[Choice] = ()
    ) -> None:
        self._given = (hits, question, checker, statements)
        self._numbered = NumberedHits(hits, question, checker, statements)
        self._pending = ""  # not yet understood
        self._sentence = ""  # as shown, without marks
        self._marked_to = 0  # how far the sentence has its mark
        self._gap = ""  # blanks behind an ended sentence: a mark may still follow
        self._ended = False
        self._line_start = True
        self._in_table = False
        self._said: Counter[str] = Counter()
        self._says_again = False
        self._doubted: list[tuple[str, tuple[int, ...]]] = []  # claims with a note, and the sources named for them
        self.citations: list[Citation] = []
        self.supported = 0  # claims that a source says
        self.unsupported = 0  # claims with a note that no source says so
        self.closed = False  # the model began a list of sources of its own: the rest is not shown

    @property
    def is_repeating(self) -> bool:
        """Whether the model goes round in circles."""
        tail = self._sentence[-240:]
        looped = len(tail) == 240 and any(tail == (tail[:unit] * 240)[:240] for unit in range(1, 41))
        return looped or self._says_again

    def feed(self, piece: str) -> str:
        """What can be shown now."""
        shown = []
        for at in range(0, len(piece), _AT_ONCE):
            self._pending = _UNSEEN.sub("", self._pending + piece[at : at + _AT_ONCE])
            shown.append(self._read_lexemes(final=False))
        return "".join(shown)

    def finish(self) -> str:
        """What was held back, at the end of the text."""
        return self._read_lexemes(final=True) + self._close_sentence()

    def review(self, checker: Checker) -> Iterator[tuple[str, int]]:
        """Holds each claim that has a note against the source nearest to it by another checker, at the text's end.

        Yields those that it finds there, with the source's number, and counts and cites them as supported.
        """
        again = NumberedHits(*self._given[:2], checker)
        for claim, numbers in self._doubted:
            checked = [self._numbered.check(claim, n) for n in numbers] or self._numbered.check_all(claim)
            if not checked:
                return
            nearest = max(checked, key=lambda each: each.verdict.score)
            verdict = again.check(claim, nearest.n).verdict
            if verdict.supported:
                doubted = make_citation(nearest.n, self._numbered.hits[nearest.n - 1], nearest.verdict, supported=False)
                said = replace(doubted, supported=True, reason=verdict.reason, unclear=False)
                self.citations = [each for each in self.citations if each not in (doubted, said)] + [said]
                self.supported, self.unsupported = self.supported + 1, self.unsupported - 1
                yield claim, nearest.n

    def _read_lexemes(self, *, final: bool) -> str:
        shown = []
        while not self.closed:
            found = next_lexeme(self._pending, line_start=self._line_start, final=final)
            if found is None:
                break
            lexeme, self._pending = found
            shown.append(self._add_lexeme(lexeme))
        return "".join(shown)

    def _add_lexeme(self, lexeme: Lexeme) -> str:
        self._line_start = lexeme.kind == "break" or (
            self._line_start and not lexeme.text.strip() and not lexeme.numbers
        )
        self._in_table = self._in_table and lexeme.kind in ("row", "break")
        match lexeme.kind:
            case "mark":
                return self._add_marks(lexeme.numbers)
            case "end":
                return self._end_sentence(lexeme.text)
            case "break":
                self._ended = True
                self._gap += "\n"
                return ""
            case "code":
                return self._close_sentence() + self._add_code(lexeme.text)
            case "row":
                return self._close_sentence() + self._add_row(lexeme.text)
            case "sources":
                self.closed = True
                return ""
            case "turn":  # the model goes on with what somebody else would say
                self.closed = bool(self._said or self._sentence.strip())
                return ""
        return self._add_words(lexeme.text)

    def _add_words(self, text: str) -> str:
        if self._ended and not text.strip():
            self._gap += text
            return ""
        before = self._close_sentence() if self._ended else ""
        self._sentence += text
        return before + text

    def _end_sentence(self, text: str) -> str:
        before = self._close_sentence() if self._ended else ""
        self._sentence += text
        self._ended = ends_sentence(self._sentence)
        return before + text

    def _add_marks(self, numbers: tuple[int, ...]) -> str:
        claim = self._sentence[self._marked_to :]
        if not states_something(claim):
            claim = self._sentence[-CLAIM:]
        self._marked_to = len(self._sentence)
        if not states_something(claim):
            return ""
        marks, self._gap = self._choose_marks(claim, numbers), ""
        return (" " if self._ended and self._sentence[-1:].isascii() else "") + marks

    def _add_code(self, block: str) -> str:
        """A fenced block stays to the letter; its mark stands below: behind a fence, it would not close."""
        said = "\n".join(block.splitlines()[1:]).removesuffix("```").strip()
        return block + ("\n" + self._choose_marks(said, ()) if states_something(said) else "")

    def _add_row(self, line: str) -> str:
        cells = line.strip().strip("|")
        heads, self._in_table = not self._in_table, True
        if not cells.strip("-:| ") or (heads and not any(mark.isdigit() for mark in cells)):
            return line
        citer = Citer(*self._given)
        text = (citer.feed(" · ".join(cell.strip() for cell in cells.split("|"))) + citer.finish()).strip()
        self.citations += [each for each in citer.citations if each not in self.citations]
        self.supported += citer.supported
        self.unsupported += citer.unsupported
        self._doubted += citer._doubted
        return "| " + text.replace(" · ", " | ") + " |"

    def _close_sentence(self) -> str:
        """Ends the sentence: what it states without a mark gets one now."""
        rest, sentence = self._sentence[self._marked_to :], self._sentence.strip()
        marks = ""
        if (
            states_something(rest)
            and not is_introduction(rest)
            and (not self._marked_to or len(content_terms(rest)) >= 3)
        ):
            marks = "" if _is_marked_as_heading(sentence) and self._is_title(rest) else self._choose_marks(rest, ())
            marks = (" " if marks and rest.rstrip()[-1:].isascii() else "") + marks
        if states_something(sentence):
            same = " ".join(sentence.split())
            self._said[same] += 1
            self._says_again = self._says_again or self._said[same] >= _SAME_SENTENCES
        gap = self._gap
        self._sentence, self._marked_to, self._gap, self._ended = "", 0, "", False
        return marks + gap

    def _is_title(self, title: str) -> bool:
        """Whether a heading claims nothing, or nothing that no source says."""
        bare = title.strip("#* \n")
        if not stated_numbers(bare) and bare[-1:] not in ".。!！" and not self._is_said(bare):
            return not _STATES.search(bare)
        return self._is_said(bare)

    def _is_said(self, claim: str) -> bool:
        return any(each.verdict.supported for each in self._numbered.check_all(claim))

    def _choose_marks(self, claim: str, numbers: tuple[int, ...]) -> str:
        """The marks to show for a claim for which the model named these numbers; notes the citations."""
        named = [self._numbered.check(claim, n) for n in numbers if 1 <= n <= len(self._numbered.hits)]
        chosen = self._numbered.choose(claim, named, numbers)
        if not chosen and not named and (unclear := self._numbered.find_unclear(claim)):
            named = [unclear]
        for each in chosen or named:
            self._record_citation(each, supported=bool(chosen))
        if chosen:
            self.supported += 1
            return "".join(f"[{each.n}]" for each in chosen)
        self.unsupported += 1
        self._doubted.append((claim.strip(), tuple(each.n for each in named)))
        if not named:
            return write_note(not_found(claim)).lstrip()
        return "".join(f"[{each.n}]" for each in named) + write_note(named[0].verdict.reason or not_found(claim))

    def _record_citation(self, checked: Checked, *, supported: bool) -> None:
        if checked.choice is not None:
            citation = cite_statement(checked)
        else:
            hit = self._numbered.hits[checked.n - 1]
            citation = make_citation(checked.n, hit, checked.verdict, supported=supported)
        if citation not in self.citations:
            self.citations.append(citation)


def _is_marked_as_heading(sentence: str) -> bool:
    return sentence.startswith("#") or (sentence.startswith("**") and sentence.endswith("**"))
