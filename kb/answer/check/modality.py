"""Must and may: what a claim makes stronger or weaker than its source."""

from __future__ import annotations

import re

from kb.answer.check.nearest import find_lacking
from kb.answer.check.terms import content_terms
from kb.text.scripts import mostly_han

_LED = 2  # words behind a modal verb that tell what must or may be done
# The verbal forms in which standards tell requirement from permission: ISO/IEC Directives part 2 (clause 7), DIN 820-2
# (annex G) and GB/T 1.1-2020 (annex C), with the everyday words that those tables name as equal.
_MUST = re.compile(
    r"\b(?:must|shall|required?|requires|mandatory|has to|have to|obliged|needs? to)\b"
    r"|\b(?:muss|müssen|hat zu|haben zu|verpflichtet|erforderlich|zwingend)\b"
    r"|必须|应当|应该|须|应(?![用对答聘])|需(?!求)",
    re.IGNORECASE,
)
_MAY = re.compile(
    r"\b(?:may|can|could|might|optional(?:ly)?|allowed|permitted|entitled|free to)\b"
    r"|\b(?:kann|können|darf|dürfen|berechtigt|möglich)\b|可以?(?![能是])|有权|允许",
    re.IGNORECASE,
)
_SHOULD = re.compile(
    r"\b(?:should|ought to|recommend(?:s|ed)?|advis(?:es|ed|able))\b"
    r"|\b(?:sollte|sollten|empfohlen|empfiehlt|empfehlen|ratsam)\b"
    r"|建议|推荐|宜(?![宾昌])",
    re.IGNORECASE,
)


def is_stronger(claim: str, source: str) -> bool:
    """Whether the claim says must where the source says only may or should, or may where it says must, of one deed."""
    return any(
        _has_only(said, claimed, source) and _has_only(claimed, said, claim) and _is_of_same(claimed, claim, source)
        for said, claimed in ((_SHOULD, _MUST), (_MUST, _MAY), (_MAY, _MUST))
    )


def _has_only(one: re.Pattern[str], other: re.Pattern[str], text: str) -> bool:
    return bool(one.search(text)) and not other.search(text)


def _is_of_same(claimed: re.Pattern[str], claim: str, source: str) -> bool:
    """Whether the source has one of the first words behind the claim's modal verb; Chinese pairs tell no first word."""
    modal = claimed.search(claim)
    led = content_terms(claim[modal.end() :])[:_LED] if modal else ()
    return not led or mostly_han(claim) or len(find_lacking(led, content_terms(source))) < len({*led})
