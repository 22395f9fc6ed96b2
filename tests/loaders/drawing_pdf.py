"""PDFs drawn for tests."""

from pathlib import Path

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load


def drawn(path: Path, *pages) -> Path:
    """A PDF with one page for each function, which draws on the canvas that it is given."""
    paper = canvas.Canvas(str(path))
    for draw in pages:
        draw(paper)
        paper.showPage()
    paper.save()
    return path


def lines(*texts: str):
    def draw(paper):
        for number, line in enumerate(texts):
            paper.drawString(72, 750 - 20 * number, line)

    return draw


def picture(paper):
    from PIL import Image

    paper.drawImage(ImageReader(Image.new("RGB", (40, 40), "gray")), 72, 400, 200, 200)


def load_drawn(tmp_path: Path, draw) -> LoadedFile:
    """What is read of a PDF with the one page that `draw` draws."""
    return load(drawn(tmp_path / "a.pdf", draw))


def write(paper, y: float, *pieces: tuple[str, float, float]) -> None:
    """Pieces of one line: their words, letter size, and height above the line."""
    line = paper.beginText(72, y)
    for words, size, rise in pieces:
        line.setFont("Helvetica", size)
        line.setRise(rise)
        line.textOut(words)
    paper.drawText(line)
