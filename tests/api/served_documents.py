"""What the tests of the server take in, a server on a home that holds it, and the owner's token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from papers import papers
from reportlab.pdfgen.canvas import Canvas
from running import running

import kb
from api.http.app import create_app
from kb.settings import Settings

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


@contextmanager
def serving(settings: Settings, documents: Path) -> Iterator[httpx.Client]:
    """The client of a server on a home that holds the documents, without the owner's token."""
    with kb.open(settings=settings) as base, running(create_app(base, TOKEN)) as client:
        body = {"paths": [str(documents)]}
        assert "event: summary" in client.post("/ingest", json=body, headers={"X-KB-Token": TOKEN}).text
        yield client
