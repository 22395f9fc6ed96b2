"""How many characters OCR gets wrong on scans as they come: turned, askew, in columns, Chinese, among typed pages."""

import pytest
from reportlab.pdfgen import canvas
from scanning import chinese_font, picture, scan, write

from ingest.loaders.load import load
from ingest.loaders.ocr import recognition

UPRIGHT, SIDEWAYS = (1240, 1754), (1754, 1240)  # pixels of A4
MOST = 0.05  # of the characters: measured none, and other versions of the models read otherwise
LINES = (
    "The tenant shall pay the rent of 1,450.00 EUR by the third",
    "working day of each month. Repairs up to 120 EUR are paid by",
    "the tenant, but never more than 6 % of a year's rent. Notice is",
    "given in writing, three months before the end of a quarter.",
)
LEFT = (
    "Deliveries are checked within",
    "two days of their arrival, and",
    "what is missing is reported to",
    "the carrier in writing, with",
    "photographs of each pallet. For",
    "late deliveries 0.5 % a week is",
    "deducted from the invoice, but",
    "never more than 5 % of it.",
)
RIGHT = (
    "Goods that need cooling travel",
    "between 2 and 8 degrees, which",
    "the driver writes down at each",
    "stop. A load that was warmer for",
    "longer than 30 minutes is sent",
    "back at the carrier's expense.",
    "Empty pallets are exchanged one",
    "for one, or paid with 14.50 EUR.",
)
CHINESE = (
    "员工每年可享受十五天带薪年假，",
    "未休完的年假可以顺延至次年三月",
    "三十一日。出差住宿费每晚最高报",
    "销六百五十元，凭发票报销。",
)

pytestmark = pytest.mark.skipif(
    not recognition.is_installed(), reason="OCR is not installed; install it with: make ocr"
)


def read(path, *pictures) -> list[str]:
    """The pages of a PDF of these scans behind a typed page."""
    paper = canvas.Canvas(str(path))
    paper.drawString(72, 700, "This page was typed, and so there is no need to look at its picture at all.")
    for image in pictures:
        paper.showPage()
        scan(image)(paper)
    paper.save()
    return [page.text for page in load(path).pages]


def error_rate(read: str, written: str) -> float:
    """Characters put in, left out or changed, of those written; white space counts for nothing."""
    read, written = "".join(read.split()), "".join(written.split())
    row = list(range(len(read) + 1))
    for at, letter in enumerate(written, 1):
        before, row = row, [at]
        for place, other in enumerate(read, 1):
            row.append(min(row[-1] + 1, before[place] + 1, before[place - 1] + (letter != other)))
    return row[-1] / len(written)


def test_a_straight_scan_among_typed_pages_is_read_with_few_errors(tmp_path):
    typed, scanned = read(tmp_path / "a.pdf", picture(*LINES))
    assert typed.startswith("This page was typed") and error_rate(scanned, "".join(LINES)) <= MOST


@pytest.mark.parametrize(("degrees", "size"), [(90, SIDEWAYS), (2, UPRIGHT), (-8, UPRIGHT)])
def test_a_scan_turned_by_a_quarter_or_askew_is_read_with_few_errors(tmp_path, degrees, size):
    turned = picture(*LINES, size=size).rotate(degrees, expand=degrees == 90, fillcolor=255)
    assert error_rate(read(tmp_path / "a.pdf", turned)[1], "".join(LINES)) <= MOST


@pytest.mark.parametrize("degrees", [0, 3])
def test_a_scan_of_two_columns_is_read_one_after_the_other_with_few_errors(tmp_path, degrees):
    columns = picture(*LEFT, size=UPRIGHT)
    write(columns, *RIGHT, x=660)
    columns = columns.rotate(degrees, fillcolor=255)
    assert error_rate(read(tmp_path / "a.pdf", columns)[1], "".join(LEFT + RIGHT)) <= MOST


@pytest.mark.skipif(not chinese_font(), reason="no font with Chinese letters is known here")
def test_a_chinese_scan_is_read_with_few_errors(tmp_path):
    image = picture(*CHINESE, font=chinese_font())
    assert error_rate(read(tmp_path / "a.pdf", image)[1], "".join(CHINESE)) <= MOST
