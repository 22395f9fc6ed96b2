"""What the tests of the server take in, and the owner's token."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

TOKEN = "the owner's token"
LEAVE = "# Time off\n\nEveryone who works full time has 28 days of paid leave a year.\n"
TRAVEL = "# 差旅报销制度\n\n一线城市住宿费每晚最高报销650元，其他城市每晚最高报销450元。\n"


def write_documents(folder: Path) -> Path:
    """`leave.md`, `travel/差旅.md` and `lease.pdf`, which has two pages."""
    (folder / "travel").mkdir(parents=True)
    (folder / "leave.md").write_text(LEAVE, encoding="utf-8")
    (folder / "travel" / "差旅.md").write_text(TRAVEL, encoding="utf-8")
    canvas = Canvas(str(folder / "lease.pdf"), invariant=1)
    for line in ("The tenant may put up a mast on the roof.", "The monthly rent is 9,600 euros plus tax."):
        canvas.drawString(72, 720, line)
        canvas.showPage()
    canvas.save()
    return folder
