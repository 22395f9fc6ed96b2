"""From a file to its chunks: each passage of a long table has the table's header, whatever the file is."""

import docx
import openpyxl
import pytest
from chunking import split
from pptx import Presentation

from ingest.loaders.load import load

HEADER = ("Part", "Weight", "Price")
ROWS = [(f"P-{1000 + n}", f"{n}.5 kg", f"{7 * n} euro") for n in range(120)]


def write_docx(path):
    document = docx.Document()
    table = document.add_table(0, 3)
    for row in (HEADER, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(path)


def write_xlsx(path):
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.save(path)


def write_pptx(path):
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(121, 3, 0, 0, 900_000, 900_000).table
    for number, row in enumerate((HEADER, *ROWS)):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    deck.save(path)


def write_csv(path):
    path.write_text("\n".join(";".join(row) for row in (HEADER, *ROWS)), "gb18030")


def write_html(path):
    rows = "".join(f"<tr>{''.join(f'<td>{text}' for text in row)}</tr>" for row in (HEADER, *ROWS))
    path.write_text(f"<table>{rows}</table>", "utf-8")


@pytest.mark.parametrize("write", [write_docx, write_xlsx, write_pptx, write_csv, write_html])
def test_each_passage_of_a_table_has_its_header_and_whole_rows(tmp_path, write):
    file = tmp_path / f"parts.{write.__name__.removeprefix('write_')}"
    write(file)
    chunks = split("a", "Parts", load(file).pages, limit=250, count_tokens=lambda text: len(text) // 3)
    assert len(chunks) > 4
    assert all("| Part | Weight | Price |" in (chunk.context or chunk.text) for chunk in chunks)
    found = [line for chunk in chunks for line in chunk.text.splitlines() if line.startswith("| P-")]
    assert found == [f"| {' | '.join(row)} |" for row in ROWS]
