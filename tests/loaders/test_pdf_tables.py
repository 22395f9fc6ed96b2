"""Tables of a PDF: empty cells, headers on the next pages, fractions."""

import pytest
from drawing_pdf import load_drawn

from ingest.splitter.split import split_pages

COLUMNS = (72, 180, 280, 380)
HOURS = (("", "Mon", "Tue", "Wed"), ("Pool", "9-12", "", "14-18"), ("Gym", "", "8-20", ""),
         ("Hall", "7-9", "7-9", "7-9"), ("", "late", "", "late"))  # fmt: skip


def test_empty_cells_of_a_pdf_table_leave_the_others_in_their_columns(tmp_path):
    def draw(paper):
        for row, words in enumerate(HOURS):
            for x, word in zip(COLUMNS, words, strict=True):
                paper.drawString(x, 700 - 18 * row, word)

    loaded = load_drawn(tmp_path, draw)
    assert loaded.pages[0].text.split("\n") == [
        "\tMon\tTue\tWed", "Pool\t9-12\t\t14-18", "Gym\t\t8-20", "Hall\t7-9\t7-9\t7-9", "\tlate\t\tlate"
    ]  # fmt: skip
    chunks = split_pages("Hours", loaded.pages, limit=256, count_tokens=len, max_chars=40)
    assert [(chunk.context, chunk.text) for chunk in chunks] == [
        ("", "Mon\tTue\tWed\nPool\t9-12\t\t14-18"),
        ("\tMon\tTue\tWed", "Gym\t\t8-20\nHall\t7-9\t7-9\t7-9\n\tlate\t\tlate"),
    ]


def test_a_tables_header_is_kept_with_its_rows_on_the_next_pages(tmp_path):
    def draw(paper):
        for page in range(3):
            if page == 0:
                paper.drawString(72, 700, "Code")
                paper.drawString(180, 700, "Weekday")
            for row in range(4):
                paper.drawString(72, 680 - 18 * row, f"T{4 * page + row}")
                paper.drawString(180, 680 - 18 * row, f"{10 + 4 * page + row}.10")
            paper.showPage()

    chunks = split_pages("Tariff", load_drawn(tmp_path, draw).pages, limit=256, count_tokens=len)
    assert [(chunk.context, chunk.text.split("\n")[0]) for chunk in chunks] == [
        ("", "Code\tWeekday"), ("Code\tWeekday", "T4\t14.10"), ("Code\tWeekday", "T8\t18.10")
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "above", "below"), [(12, 7, -8), (7, 5, -4)])
def test_a_fraction_of_two_lines_keeps_its_figures_apart(tmp_path, size, above, below):
    """It is kept as two figures: a bar between them is drawn like the rules of tables, which are far more."""

    def draw(paper):
        paper.setFont("Helvetica", 12)
        paper.drawString(72, 700, "The share of the heirs is")
        paper.drawString(230, 700, "of the estate.")
        paper.line(213, 703, 223, 703)
        paper.setFont("Helvetica", size)
        paper.drawString(215, 700 + above, "3")
        paper.drawString(215, 700 + below, "4")

    loaded = load_drawn(tmp_path, draw)
    assert sorted(loaded.pages[0].text.split()) == [
        "3",
        "4",
        "The",
        "estate.",
        "heirs",
        "is",
        "of",
        "of",
        "share",
        "the",
        "the",
    ]
    assert loaded.problems == ()
