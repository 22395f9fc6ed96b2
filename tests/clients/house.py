"""What the documents say, and what a model says about them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from kb.engines.builtin.e5_file import is_installed

DIMENSIONS = 768 if is_installed() else 384  # of the built-in embedder that a new space gets

BOILER = "The boiler is serviced every May by Rossi Ltd."
QUESTION = "When is the boiler serviced?"
ANSWER = "The boiler is serviced every May [1]."
SOURCES = "**Sources**"
ROLE = "Answer as a careful lawyer."


def write_documents(folder: Path) -> dict[str, Path]:
    """A folder for each space."""
    house, pets = folder / "house", folder / "pets"
    house.mkdir()
    pets.mkdir()
    canvas = Canvas(str(house / "handbook.pdf"), invariant=1)
    for line in ("Welcome to the house.", "Everyone who works full time has 28 days of paid leave a year.", BOILER):
        canvas.drawString(72, 720, line)
        canvas.showPage()
    canvas.save()
    (house / "rules [old].md").write_text("# Quiet\n\nQuiet hours begin at 22:00 sharp, says <b>rule</b> 7.\n")
    (pets / "pets.md").write_text("# Pets\n\nDogs are welcome in the office on Fridays.\n")
    return {"default": house, "pets": pets}


def until(holds: Callable[[], object], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)
