"""Columns and tables of a PDF page: read in the order in which a person reads them."""

import pypdf
import pytest
from chunking import split
from drawing_pdf import drawn
from paging import boilerplate

from ingest.loaders.load import load

LEFT = ["Alpha begins the left column and", "goes on with words about wind", "until its sentence ends here."]
RIGHT = ["Omega opens the right column of", "this page and speaks of fishing", "rights in the old harbour."]


def side_by_side(left: list[str], right: list[str], turn: int = 0):
    """Two columns, drawn row by row as some programs do."""

    def draw(paper):
        paper.translate(300, 400)
        paper.rotate(turn)
        paper.setFont("Helvetica", 10)
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            paper.drawString(-220, 100 - 14 * number, one)
            paper.drawString(10, 100 - 14 * number, other)

    return draw


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_columns_that_are_drawn_row_by_row_are_read_one_after_the_other(tmp_path, turn):
    [page] = load(drawn(tmp_path / "a.pdf", side_by_side(LEFT, RIGHT, turn))).pages
    assert page.text.split("\n") == [*LEFT, *RIGHT]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_so_they_are_on_a_page_that_is_turned(tmp_path, turn):
    writer = pypdf.PdfWriter(drawn(tmp_path / "plain.pdf", side_by_side(LEFT, RIGHT)))
    writer.pages[0].rotate(turn)
    writer.write(tmp_path / "a.pdf")
    [page] = load(tmp_path / "a.pdf").pages
    assert page.text.split("\n") == [*LEFT, *RIGHT]


def test_words_cut_at_the_end_of_a_columns_line_are_made_whole(tmp_path):
    left = ["Alpha is the one of the inter-", "national words that go over", "the end of their own line."]
    [page] = load(drawn(tmp_path / "a.pdf", side_by_side(left, RIGHT))).pages
    assert page.text.startswith("Alpha is the one of the international words")


def test_lines_that_are_drawn_from_the_bottom_up_are_read_from_the_top_down(tmp_path):
    def draw(paper):
        for number in reversed(range(8)):
            paper.drawString(72, 700 - 20 * number, f"line {number}")

    assert load(drawn(tmp_path / "a.pdf", draw)).pages[0].text.split("\n") == [f"line {n}" for n in range(8)]


def test_cells_stand_apart_by_tabs_and_each_passage_of_a_table_has_its_header(tmp_path):
    def table(first, last, header):
        def draw(paper):
            rows = ([["Product", "Hall", "Units"]] if header else []) + [
                [f"PC-{n:04}", f"Hall {n % 7}", str(37 * n % 991)] for n in range(first, last)
            ]
            for number, row in enumerate(rows):
                for cell, left in zip(row, (72, 250, 400), strict=True):
                    paper.drawString(left, 780 - 15 * number, cell)

        return draw

    loaded = load(drawn(tmp_path / "a.pdf", table(0, 45, True), table(45, 90, False), table(90, 130, True)))
    assert loaded.pages[0].text.startswith("Product\tHall\tUnits\nPC-0000\tHall 0\t0\n")
    assert boilerplate(loaded.pages) == [[], [], []]
    chunks = split("a", "Stock", loaded.pages, limit=250, count_tokens=lambda text: len(text) // 3)
    assert len(chunks) > 6
    assert all("Product\tHall\tUnits" in (chunk.context or chunk.text) for chunk in chunks)
