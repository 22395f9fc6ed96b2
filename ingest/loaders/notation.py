"""Figures that stand raised, lowered, over or under one another, written in one line so that they keep their value."""

from __future__ import annotations

import re

_DIGITS = "0123456789+-\u2212=()"
_RAISED = dict(zip(_DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", strict=True))
_LOWERED = dict(zip(_DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_PASSED = {mark: mark for mark in ",.;:*†‡§'′° \u00a0–"}  # have no raised form and change no figure
_RAISED_LETTERS = dict(zip("abcdefghijklmnoprstuvwxyzT", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ", strict=True))
_LOWERED_LETTERS = dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_BRACKETED = re.compile(r"\s*[\[(].*[\])]\s*", re.DOTALL)  # how references are marked
_ONE = re.compile(r"(?:\d[\d.,]*|[^\W\d_]+)[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵃ-ᶻ₀-ₜ']*")  # needs no brackets around it
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def raise_text(text: str) -> str:
    """Raised text: `10` and `6` are 10⁶, `500` and a note's `3` are 500³; words (`1st`) stay as they are."""
    return _move(text, _RAISED, _RAISED_LETTERS, "^")


def lower_text(text: str) -> str:
    """Lowered text: `CO` and `2` are CO₂; words stay as they are."""
    return _move(text, _LOWERED, _LOWERED_LETTERS, "_")


def write_power(base: str, exponent: str) -> str:
    return _attach(base, exponent, raise_text(exponent), "^")


def write_index(base: str, index: str) -> str:
    return _attach(base, index, lower_text(index), "_")


def write_bounds(base: str, below: str, above: str) -> str:
    """What has both an index and an exponent, or the bounds of a sum."""
    index = _attach("", below, lower_text(below), "_")
    return _group(base) + index + _attach("", above, raise_text(above), "^")


def write_fraction(above: str, below: str) -> str:
    return f"{_group(above)}/{_group(below)}"


def write_root(text: str, degree: str = "") -> str:
    sign = _ROOTS.get(degree.strip()) or raise_text(degree.strip()) + "√"
    return sign + _group(text)


def _move(text: str, digits: dict[str, str], letters: dict[str, str], mark: str) -> str:
    bare = text.strip()
    if not bare or _BRACKETED.fullmatch(bare):
        return text
    if len(bare) == 1 and bare in letters:
        return text.replace(bare, letters[bare])
    if not any(character in _DIGITS for character in bare):
        return text
    table = digits | _PASSED | letters
    if all(character in table for character in text):
        return "".join(table[character] for character in text)
    return f"{mark}({bare})"


def _attach(base: str, part: str, moved: str, mark: str) -> str:
    part = part.strip()
    if not part:
        return base
    base = _group(base) if base else ""
    return base + moved.strip() if moved.strip() != part else f"{base}{mark}{_group(part)}"


def _group(text: str) -> str:
    text = text.strip()
    return text if not text or _ONE.fullmatch(text) or len(text) == 1 or _is_wrapped(text) else f"({text})"


def _is_wrapped(text: str) -> bool:
    """Whether one pair of brackets is around all of it."""
    if text[:1] != "(" or text[-1:] != ")":
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and at < len(text) - 1:
            return False
    return True
