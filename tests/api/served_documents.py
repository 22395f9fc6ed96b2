"""What the tests of the server take in, and the owner's token."""

from __future__ import annotations

from pathlib import Path

from papers import papers
from reportlab.pdfgen.canvas import Canvas

TOKEN = "the owner's token"


def write_documents(folder: Path) -> Path:
    """`leave.md`, `travel/差旅.md` and `lease.pdf`, which has two pages."""
    papers(folder)
    canvas = Canvas(str(folder / "lease.pdf"), invariant=1)
    for line in ("The tenant may put up a mast on the roof.", "The monthly rent is 9,600 euros plus tax."):
        canvas.drawString(72, 720, line)
        canvas.showPage()
    canvas.save()
    return folder
