"""A link's address, kept beside its words: they are asked for, and found by."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"(?:https?|s?ftp|mailto|tel):\s*\S", re.IGNORECASE)
SCHEME = re.compile(r"^(?:mailto|tel):\s*", re.IGNORECASE)
AROUND = re.compile(r"^https?://(?:www\.)?|/$")
LONGEST = 500  # characters; longer ones carry what a tracker counts by


def add_address(words: str, address: str) -> str:
    """`words (address)`; the words alone where they say it already, or it leads nowhere outside the document."""
    address = SCHEME.sub("", address.strip()) if _is_destination(address) else ""
    if address != address.strip() or "@" in address.partition("?")[0]:
        address = address.partition("?")[0].strip()
    said = words.strip().lower()
    if not said or not address or _fold_address(address) in _fold_address(said):
        return words
    end = len(words.rstrip())
    return f"{words[:end]} ({address}){words[end:]}"


def stays_inside(address: str) -> bool:
    """Whether it leads to another place of the same documents: such words are no address that one could be told."""
    return bool(address.strip()) and ADDRESS.match(address.strip()) is None


def _is_destination(address: str) -> bool:
    return len(address) <= LONGEST and ADDRESS.match(address.strip()) is not None


def _fold_address(address: str) -> str:
    return AROUND.sub("", address.lower())
