"""A table that goes on over the pages of a PDF, its header on the first of them alone."""

from filled import filled
from reportlab.pdfgen import canvas

from kb.types import Answer

HEADER = ("Code", "Weekday", "Sunday")


def tariff(file):
    paper = canvas.Canvas(str(file))
    for page in range(3):
        rows = [(f"T{row:03}", f"{row + 10}.10", f"{row + 400}.30") for row in range(40 * page + 1, 40 * page + 41)]
        for place, cells in enumerate([HEADER, *rows] if page == 0 else rows):
            for x, cell in zip((72, 180, 280), cells, strict=True):
                paper.drawString(x, 760 - 16 * place, cell)
        paper.showPage()
    paper.save()


def test_a_row_on_a_later_page_is_told_with_its_columns(tmp_path):
    tariff(tmp_path / "tariff.pdf")
    with filled(tmp_path, {"tariff.pdf": (tmp_path / "tariff.pdf").read_bytes()}) as base:
        *_, answer = base.ask("What is the weekday price of T118?")
    assert isinstance(answer, Answer)
    assert answer.text.endswith("Code: T118; Weekday: 128.10; Sunday: 518.30 [1]")
    assert [(each.page, each.quote) for each in answer.citations] == [(3, "T118\t128.10\t518.30")]


def test_a_count_over_many_rows_cites_rows_that_are_counted_and_no_other(tmp_path):
    rows = [f"| P-{at:02} | {'Legal' if at % 2 else 'Sales'} |" for at in range(24)]
    with filled(tmp_path, {"staff.md": "\n".join(["| Person | Team |", "| --- | --- |", *rows, ""])}) as base:
        *_, answer = base.ask("How many people work in the Legal team?")
        assert isinstance(answer, Answer)
        assert answer.text.startswith("12 people (Team = Legal)")
        assert answer.text.count("\n- ") == 8
        assert answer.text.endswith("\n(and 4 more)")
        assert [cited.quote for cited in answer.citations] == [f"| P-{at:02} | Legal |" for at in range(1, 17, 2)]
