"""Must and may: what a claim makes stronger or weaker than its source."""

from __future__ import annotations

import re

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
    """Whether the claim says must where the source says only may or should, or may where it says must."""
    return (_has_only(_SHOULD, _MUST, source) and _has_only(_MUST, _SHOULD, claim)) or (
        (_has_only(_MUST, _MAY, source) and bool(_MAY.search(claim)))
        or (_has_only(_MAY, _MUST, source) and bool(_MUST.search(claim)))
    )


def _has_only(one: re.Pattern[str], other: re.Pattern[str], text: str) -> bool:
    return bool(one.search(text)) and not other.search(text)
