"""Pages of a PDF as pictures, with a quote marked where it stands."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from served_documents import serving

from ingest.render.locate import locate_quote
from ingest.render.page_images import Pictures
from kb.errors import Unreadable
from kb.settings import Settings
from kb.types import Document, Page, Span


def write_lease(path: Path) -> None:
    """600 by 800 points; what is drawn on the second page is turned by a quarter, clockwise."""
    canvas = Canvas(str(path), pagesize=(600, 800), invariant=1)
    for y, line in (
        (700, "The tenant may put up a mast."),
        (600, "The rent is due."),
        (500, "The rent is due, and de-"),
    ):
        canvas.drawString(100, y, line)
    canvas.drawString(100, 486, "posits are not.")
    canvas.showPage()
    canvas.setPageRotation(90)
    canvas.drawString(100, 500, "The yard holds twelve parking spaces.")
    canvas.showPage()
    canvas.save()


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    write_lease(folder / "lease.pdf")
    (folder / "leave.md").write_text("Everyone has 28 days of paid leave a year.\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Iterator[httpx.Client]:
    settings = Settings(home=tmp_path_factory.mktemp("home") / "home", embed="builtin", chat="builtin")
    with serving(settings, documents) as client:
        yield client


def pages_of(served: httpx.Client, path: str) -> str:
    rows = served.get("/documents").json()["documents"]
    return next(f"/documents/{row['id']}/pages" for row in rows if row["path"] == path)


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


def drawn(served: httpx.Client, number: int, **query: str) -> np.ndarray:
    reply = served.get(f"{pages_of(served, 'lease.pdf')}/{number}.png", params=query)
    assert reply.status_code == 200
    return pixels(reply.content)


@pytest.fixture(scope="module")
def marked(served: httpx.Client) -> Callable[[int, int, int], np.ndarray]:
    """Which pixels of a page of the lease differ when its characters from one to another are highlighted."""
    plain = {number: drawn(served, number) for number in (1, 2)}
    return lambda number, start, end: (drawn(served, number, highlight=f"{start}-{end}") != plain[number]).any(axis=2)


def box(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom."""
    rows, columns = np.nonzero(pixels)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def text_of(served: httpx.Client, number: int) -> str:
    return served.get(f"{pages_of(served, 'lease.pdf')}/{number}").text


def test_a_page_is_a_picture_that_nobody_keeps(served):
    reply = served.get(f"{pages_of(served, 'lease.pdf')}/1.png")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "image/png")
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert pixels(reply.content).shape == (1600, 1200, 3)
    assert text_of(served, 1).startswith("The tenant may put up a mast.")


def test_a_quote_is_marked_where_it_stands_and_nowhere_else(served, marked):
    start = text_of(served, 1).index("tenant")
    left, top, right, bottom = box(marked(1, start, start + len("tenant")))
    assert 235 < left < 250  # after "The ", 200 pixels from the left
    assert 310 < right < 325
    assert 175 < top < 190  # the letters stand on 100 points from the top
    assert 200 <= bottom < 206


def test_of_two_places_with_the_same_words_the_one_asked_for_is_marked(served, marked):
    text = text_of(served, 1)
    for start, baseline in ((text.index("rent"), 400), (text.rindex("rent"), 600)):
        _, top, _, bottom = box(marked(1, start, start + 4))
        assert baseline - 25 < top < bottom < baseline + 8


def test_a_word_that_a_line_end_cuts_is_marked_on_both_lines(served, marked):
    text = text_of(served, 1)
    start = text.index("deposits")
    changed = marked(1, start, start + len("deposits"))
    first, second = changed[575:606], changed[607:640]
    assert box(first)[0] > 400 and first.any()
    assert 195 <= box(second)[0] <= 200
    assert not changed[:575].any() and not changed[640:].any()


def test_a_page_that_is_turned_has_its_mark_turned_too(served, marked):
    start = text_of(served, 2).index("yard")
    changed = marked(2, start, start + 4)
    assert changed.shape == (1600, 1200)
    left, top, right, bottom = box(changed)
    assert 990 < left < right < 1025  # 500 points from the left, as letters now stand
    assert 235 < top < 250
    assert 285 < bottom < 300


@pytest.mark.parametrize("range", ["5-5", "9-5", "0-100000", "x", "5", "1-", "-1-2", "1-2-3", ""])
def test_a_range_that_is_none_is_refused(served, range):
    reply = served.get(f"{pages_of(served, 'lease.pdf')}/1.png", params={"highlight": range})
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "usage")


def test_what_is_not_a_pdf_has_no_pictures_but_a_text(served):
    url = f"{pages_of(served, 'leave.md')}/1"
    error = served.get(f"{url}.png").json()["error"]
    assert error == {
        "code": "no_picture",
        "message": "leave.md is not a PDF: its pages have no pictures.",
        "hint": f"See {url}.",
    }
    assert served.get(f"{url}.png").status_code == 404
    assert served.get(url).status_code == 200


def test_a_page_that_is_not_there_is_a_404(served):
    assert served.get(f"{pages_of(served, 'lease.pdf')}/3.png").status_code == 404
    assert served.get("/documents/nope/pages/1.png").status_code == 404
    assert served.get(f"{pages_of(served, 'lease.pdf')}/0.png").status_code == 400
    assert served.get(f"{pages_of(served, 'lease.pdf')}/x.png").status_code == 400


def test_a_file_that_has_changed_is_not_drawn(served, documents):
    url = f"{pages_of(served, 'lease.pdf')}/1.png"
    kept = (documents / "lease.pdf").read_bytes()
    for changed in (kept + b"%", None):
        (documents / "lease.pdf").unlink() if changed is None else (documents / "lease.pdf").write_bytes(changed)
        reply = served.get(url)
        assert (reply.status_code, reply.json()["error"]["code"]) == (410, "file_changed")
    (documents / "lease.pdf").write_bytes(kept)
    assert served.get(url).status_code == 200


def draw(file: Path, **limits) -> bytes:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    document = Document("d", str(file.parent), file.name, digest, 0, 0, "", "application/pdf", 1, 0, "")
    return Pictures(**limits).draw(document, Page("", 1))


@pytest.mark.parametrize(
    ("painter", "message"),
    [
        ("hang", "took longer than 1 seconds to read."),
        ("crash", "is damaged in a way that crashes the program reading it."),
        ("swallow", "needs more than 200 MB of memory to be read."),
    ],
)
def test_a_page_that_ends_its_painter_ends_nothing_else(documents, painter, message):
    limits = {"time_limit": 1.0 if painter == "hang" else 20.0, "memory_limit": 200_000_000}
    with pytest.raises(Unreadable) as raised:
        draw(documents / "lease.pdf", painter=f"painting:{painter}", **limits)
    assert raised.value.message == f"lease.pdf {message}"


def test_a_page_of_any_size_gives_a_picture_of_bounded_size(tmp_path):
    for name, size in (("wall", (14_400, 14_400)), ("ribbon", (200_000, 5))):
        canvas = Canvas(str(tmp_path / name), pagesize=size)
        canvas.drawString(0, 0, "A wall.")
        canvas.save()
        height, width, _ = pixels(draw(tmp_path / name)).shape
        assert max(width, height) <= 8_001
        assert width * height < 4_010_000


def test_a_picture_that_would_unpack_to_billions_of_pixels_is_left_packed(tmp_path):
    canvas = Canvas(str(tmp_path / "small.pdf"), pageCompression=0)
    canvas.drawImage(ImageReader(Image.new("RGB", (7, 9))), 0, 0)
    canvas.save()
    bomb = tmp_path / "bomb.pdf"
    packed = (tmp_path / "small.pdf").read_bytes()
    assert packed.count(b"/Height 9") == packed.count(b"/Width 7") == 1
    bomb.write_bytes(packed.replace(b"/Height 9", b"/Height 60000").replace(b"/Width 7", b"/Width 60000"))
    with pytest.raises(Unreadable, match=r"bomb.pdf has a picture of more than 250 million pixels\."):
        draw(bomb)


def test_a_file_that_changes_after_it_was_checked_is_not_drawn(documents):
    document = Document("d", str(documents), "lease.pdf", "0" * 64, 0, 0, "", "application/pdf", 2, 0, "")
    with pytest.raises(Unreadable, match=r"lease.pdf is being changed\."):
        Pictures().draw(document, Page("", 1))


def test_a_quote_is_found_whatever_became_of_its_spaces_and_hyphens():
    text, seen = "One well-known deposit of 12 euros.", "One well-\ufffeknown\r\nde\x02\r\nposit of 1 2 eu ros."
    assert locate_quote(text, Span(4, 22), seen) == [Span(4, 27)]
    assert locate_quote(text, Span(0, len(text)), seen) == [Span(0, len(seen))]


def test_a_quote_that_is_not_on_the_page_is_nowhere():
    assert locate_quote("as OCR reads it", Span(0, 6), "other letters") == []
    assert locate_quote("a \n b", Span(1, 4), "a \n b") == []


def test_a_quote_from_columns_that_are_drawn_row_by_row_is_marked_line_by_line():
    text, seen = "left one\nleft two\nright one", "left one right one\r\nleft two"
    assert locate_quote(text, Span(0, 17), seen) == [Span(0, 8), Span(20, 28)]
