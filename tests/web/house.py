"""The documents of a house: what is asked about in the tests of the page."""

from __future__ import annotations

import shutil
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "sample_docs"


def write_house(folder: Path) -> Path:
    shutil.copytree(SAMPLES, folder)
    return folder


def ask(page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")


def finished(page) -> None:
    """Waits until the last answer is written."""
    page.wait_for_selector(".turn:last-child .foot .tools")
