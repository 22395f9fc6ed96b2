"""Scans that were taken in before OCR was installed."""

import sys
from pathlib import Path

import pytest

from ingest.events import Outcome
from ingest.loaders.ocr import recognition
from ingest.pipeline import ingest
from ingest.workers.pool import Workers
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.store.home import Home

sys.path.append(str(Path(__file__).parents[1] / "loaders"))


@pytest.mark.skipif(not recognition.is_installed(), reason=recognition.HINT)
def test_a_document_with_scanned_pages_is_read_again_once_there_is_ocr(tmp_path):
    from reportlab.pdfgen import canvas
    from scanning import picture, scan

    (tmp_path / "docs").mkdir()
    paper = canvas.Canvas(str(tmp_path / "docs/a.pdf"))
    paper.drawString(72, 700, "This page was typed, and so there is no need to look at its picture at all.")
    paper.showPage()
    scan(picture("Ten days of leave", size=(620, 300)))(paper)
    paper.save()
    embedder = BuiltinEmbedder(threads=1)

    def run(store, workers) -> list[tuple[str, int]]:
        events = ingest([tmp_path / "docs"], store, embedder, workers=workers)
        return [(event.status, event.embedded) for event in events if isinstance(event, Outcome)]

    with Home.open(tmp_path / "home") as home:
        store = home.space()
        with Workers(1, loader="misbehaving:load_without_ocr") as without:
            assert run(store, without) == [("added", 1)]
        with Workers(1) as workers:
            assert run(store, workers) == [("updated", 1)]
            assert run(store, workers) == [("unchanged", 0)]
        [document] = store.documents()
        assert document.problems == ("page 2 was read by OCR",)
        assert [page.text for page in store.pages(document.id)][1] == "Ten days of leave"
