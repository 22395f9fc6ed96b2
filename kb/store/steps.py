"""What happens between two steps of a change: nothing, unless a test gives something in that ends the process there."""

from __future__ import annotations

from collections.abc import Callable

AtStep = Callable[[str], None]  # is told the step's name


def carry_on(step: str) -> None:
    """The next step follows at once."""
