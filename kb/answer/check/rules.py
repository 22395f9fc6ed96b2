"""The Checker of rules alone: no model is asked."""

from __future__ import annotations

from kb.answer.checker import Source, Verdict


class RuleChecker:
    """Loads what it reads a claim by with the first one: an answer of quotes has none."""

    def check(self, claim: str, source: Source) -> Verdict:
        from kb.answer.check.claims import check

        return check(claim, source.text, source.beside, source.question, source.page)


RULES = RuleChecker()
