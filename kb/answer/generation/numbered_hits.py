"""Which of an answer's hits say what a claim does, and the part of one that a citation quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answer.check.terms import content_terms
from kb.answer.checker import SAME_THING, Checker, Source, Verdict
from kb.answer.quotes.quotes import citation_of
from kb.answer.selection.selection import Choice
from kb.text.statements import split_statements
from kb.types import Citation, Hit, Page, Span


@dataclass(frozen=True)
class Checked:
    """A claim and the hit (by number, from 1) that it was held against, or a statement of its page."""

    n: int
    verdict: Verdict
    choice: Choice | None = None


class NumberedHits:
    """The hits of an answer, each known by its number from 1, to hold claims against.

    `statements`: what the model was shown in their place: a row with its columns, a sentence of the page beyond them.
    """

    def __init__(self, hits: Sequence[Hit], question: str, checker: Checker, statements: Sequence[Choice] = ()) -> None:
        self.hits = hits
        self._question = question
        self._checker = checker
        self._statements = statements

    def check(self, claim: str, n: int) -> Checked:
        """The verdict on a claim against one hit and all that stands beside it, or one of its statements."""
        whole = Checked(n, self._checker.check(claim, self.source(n)))
        if whole.verdict.supported:
            return whole
        said = (self._check_statement(claim, one) for one in self._statements if one.n == n)
        return next((each for each in said if each.verdict.supported), whole)

    def _check_statement(self, claim: str, one: Choice) -> Checked:
        chunk = one.hit.chunk
        beside = "\n".join((one.hit.path, chunk.title, *one.statement.context))
        source = Source(one.statement.plain_text, beside, chunk.page, self._question)
        return Checked(one.n, self._checker.check(claim, source), one)

    def source(self, n: int) -> Source:
        """A hit as a claim is held against it."""
        hit, chunk = self.hits[n - 1], self.hits[n - 1].chunk
        beside = "\n".join((hit.path, chunk.title, *chunk.heading, chunk.context))
        return Source(chunk.text, beside, chunk.page, self._question)

    def check_all(self, claim: str, but: Sequence[int] = ()) -> list[Checked]:
        """The same against every hit but these."""
        return [self.check(claim, n) for n in range(1, len(self.hits) + 1) if n not in but]

    def choose(self, claim: str, named: Sequence[Checked], numbers: Sequence[int]) -> list[Checked]:
        """The hits that say it: of those that the model named, else of the others; none where no hit does."""
        saying = [each for each in named if each.verdict.supported]
        chosen = [each for each in saying if each.verdict.score > 0] or self._check_together(claim, named)
        if chosen:
            return chosen
        # A source that the model did not name must share words, not only a number, with the claim.
        fitting = [
            each
            for each in self.check_all(claim, numbers)
            if each.verdict.supported and (each.verdict.score > 0 or self._is_about_question(each))
        ]
        return sorted(fitting, key=lambda each: -each.verdict.score)[:1] or saying

    def find_unclear(self, claim: str) -> Checked | None:
        """The hit that comes nearest to a claim that none says, and may say it all the same."""
        near = [each for each in self.check_all(claim) if each.verdict.unclear and each.verdict.score >= SAME_THING]
        return max(near, key=lambda each: each.verdict.score, default=None)

    def _is_about_question(self, checked: Checked) -> bool:
        """Whether what a lone number was held against is what the question asks about."""
        if checked.choice is not None:  # chosen for the question
            return True
        span = checked.verdict.span
        asked, chunk = set(content_terms(self._question)), self.hits[checked.n - 1].chunk
        said = set(content_terms("\n".join((chunk.title, *chunk.heading, chunk.text[span.start : span.end]))))
        return 2 * len(asked & said) >= len(asked) > 0

    def _check_together(self, claim: str, named: Sequence[Checked]) -> list[Checked]:
        """All of the named sources, where only together they say it."""
        if len(named) < 2:
            return []
        texts = "\n".join(self.hits[each.n - 1].chunk.text for each in named)
        source = Source(texts, question=self._question)
        return list(named) if self._checker.check(claim, source).supported else []


def cite_statement(checked: Checked) -> Citation:
    """The statement that a claim was held against, in the page's own offsets."""
    assert checked.choice is not None
    return replace(citation_of(checked.choice), reason=checked.verdict.reason)


def make_citation(n: int, hit: Hit, verdict: Verdict, *, supported: bool) -> Citation:
    """The part of a hit that a claim was held against, in the page's own offsets; where unsupported, no heading."""
    chunk = hit.chunk
    span = verdict.span if supported else _skip_heading(verdict.span, hit)
    return Citation(
        n=n,
        document=chunk.document,
        path=hit.path,
        page=chunk.page,
        quote=chunk.text[span.start : span.end],
        start=chunk.start + span.start,
        end=chunk.start + span.end,
        supported=supported,
        reason=verdict.reason if verdict.supported == supported else "",
        unclear=verdict.unclear and not supported,
    )


def _skip_heading(span: Span, hit: Hit) -> Span:
    """The statement under a heading in place of the heading, which states nothing that a reader could compare."""
    stated = split_statements(Page(hit.chunk.text), hit.path)
    if any(one.start < span.end and span.start < one.end for one in stated):
        return span
    return next((Span(one.start, one.end) for one in stated if one.start >= span.end), span)
