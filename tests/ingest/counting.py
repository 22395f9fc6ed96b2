"""What workers are told to do, by names that they know."""

import time

from kb.text.terms import terms


def words(text: str) -> int:
    return len(terms(text))


def never(loaded: object) -> None:
    time.sleep(60)
