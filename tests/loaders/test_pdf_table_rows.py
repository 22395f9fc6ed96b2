"""Tables of PDFs that spreadsheets export, with cells that are drawn after all others."""

from drawing_pdf import load_drawn

ITEMS = (("11", "Bolt", "M8", "5000", "pcs", "0.12"), ("12", "Lock nut", "M8", "500", "pcs", "0.05"),
         ("13", "Washer", "D8", "10", "box", "0.01"))  # fmt: skip


def draw_items(paper):
    for row, (number, name, size, amount, unit, price) in enumerate(ITEMS):
        y = 685 - 15 * row
        paper.drawRightString(117, y, number)
        paper.drawString(120, y, name)
        paper.drawString(200, y, size)
        paper.drawRightString(297, y, amount)
        paper.drawString(300, y, unit)
        paper.drawRightString(420, y, price)


def draw_header(paper, *words: tuple[float, str]):
    for x, word in words:
        paper.drawString(x, 700, word)


def test_a_header_cell_that_is_drawn_after_the_table_stands_in_its_row(tmp_path):
    def draw(paper):
        draw_header(paper, (72, "No"), (120, "Item"), (200, "Size"), (240, "Amount"), (300, "Unit"))
        draw_items(paper)
        paper.drawString(72, 600, "Delivery in 45 days.")
        draw_header(paper, (360, "Price in US dollars"))
        paper.drawString(72, 580, "Payment in advance.")

    lines = load_drawn(tmp_path, draw).pages[0].text.split("\n")
    assert [lines[0], *lines[-2:]] == [
        "No\tItem\tSize\tAmount\tUnit\tPrice in US dollars", "Delivery in 45 days.", "Payment in advance."
    ]  # fmt: skip


def test_a_list_beside_a_table_that_is_drawn_after_it_stays_in_one_piece(tmp_path):
    def draw(paper):
        draw_header(paper, (72, "No"), (120, "Item"), (200, "Size"), (240, "Amount"), (300, "Unit"), (360, "Price"))
        draw_items(paper)
        for number, line in enumerate(["Our shop", "is open", "on all days", "but Sunday"]):
            paper.drawString(460, 700 - 13 * number, line)

    lines = load_drawn(tmp_path, draw).pages[0].text.split("\n")
    assert lines[-4:] == ["Our shop", "is open", "on all days", "but Sunday"]


def test_a_table_beside_another_that_is_drawn_after_it_stays_in_one_piece(tmp_path):
    def draw(paper):
        draw_header(paper, (72, "No"), (120, "Item"), (200, "Size"), (240, "Amount"), (300, "Unit"), (360, "Price"))
        draw_items(paper)
        for number, (day, hours) in enumerate([("Monday", "8-18"), ("Friday", "8-16"), ("Sunday", "closed")]):
            paper.drawString(450, 685 - 15 * number, day)
            paper.drawString(520, 685 - 15 * number, hours)

    lines = load_drawn(tmp_path, draw).pages[0].text.split("\n")
    assert lines[-3:] == ["Monday\t8-18", "Friday\t8-16", "Sunday\tclosed"]
