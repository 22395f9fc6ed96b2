"""Cells of a PDF table that go on in the next lines, as the purposes on a bank statement."""

from drawing_pdf import load_drawn

COLUMNS = (50, 120, 430)
ENTRIES = (("01.07.", ("Miete Juli 2025", "Hausverwaltung Seidl"), "1.120,00"), ("04.07.", ("Kartenzahlung",), "64,17"),
           ("22.07.", ("Erstattung", "Techniker Krankenkasse", "Vertrag 771"), "48,90"))  # fmt: skip


def draw_entries(paper, entries=ENTRIES, leading=12, gap=6):
    y = 700
    for date, lines, amount in entries:
        paper.drawString(COLUMNS[0], y, date)
        paper.drawString(COLUMNS[1], y, lines[0])
        paper.drawString(COLUMNS[2], y, amount)
        for line in lines[1:]:
            y -= leading
            paper.drawString(COLUMNS[1], y, line)
        y -= leading + gap


def read(tmp_path, draw):
    return load_drawn(tmp_path, draw).pages[0].text.split("\n")


def test_the_lines_of_a_cell_stand_in_its_row(tmp_path):
    assert read(tmp_path, draw_entries) == [
        "01.07.\tMiete Juli 2025 Hausverwaltung Seidl\t1.120,00",
        "04.07.\tKartenzahlung\t64,17",
        "22.07.\tErstattung Techniker Krankenkasse Vertrag 771\t48,90",
    ]


def test_lines_of_one_distance_go_on_with_the_row_above(tmp_path):
    assert read(tmp_path, lambda paper: draw_entries(paper, gap=0))[0] == (
        "01.07.\tMiete Juli 2025 Hausverwaltung Seidl\t1.120,00"
    )


def test_a_line_that_is_nearer_to_the_row_below_stays_a_line(tmp_path):
    def draw(paper):
        draw_entries(paper, ENTRIES[1:2] * 3, gap=20)
        paper.drawString(COLUMNS[1], 682, "Tägliche Karte")

    assert "Tägliche Karte" in read(tmp_path, draw)


def test_a_figure_below_another_is_not_a_part_of_it(tmp_path):
    def draw(paper):
        draw_entries(paper, (("A", ("12",), "5"), ("B", ("14", "16"), "6"), ("C", ("18",), "7")))

    assert read(tmp_path, draw) == ["A\t12\t5", "B\t14\t6", "16", "C\t18\t7"]


def test_a_line_that_is_wider_than_its_column_stays_a_line(tmp_path):
    long = "Hier steht etwas, das bis weit unter den Betrag reicht und zu keiner Zelle gehört, sondern zu allen"

    def draw(paper):
        draw_entries(paper, (("01.07.", ("Miete", long), "9"), *ENTRIES[1:]))

    assert long in read(tmp_path, draw)


def test_clauses_beside_their_numbers_stay_paragraphs(tmp_path):
    def draw(paper):
        for at in range(4):
            paper.drawString(50, 700 - 30 * at, f"{at + 1}.1")
            paper.drawString(120, 700 - 30 * at, "The tenant shall pay the rent")
            paper.drawString(120, 688 - 30 * at, "on the third working day.")

    assert read(tmp_path, draw)[:2] == ["1.1\tThe tenant shall pay the rent", "on the third working day."]


def test_words_of_a_chinese_cell_are_joined_without_a_blank(tmp_path):
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont

    registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(paper):
        paper.setFont("STSong-Light", 12)
        draw_entries(paper, (("一", ("复印", "纸"), "5"), ("二", ("信封",), "6"), ("三", ("墨水",), "7")))

    assert read(tmp_path, draw)[0] == "一\t复印纸\t5"


def draw_tariff(paper):
    rows = (("Mooring", "16.00"), ("Berth (no", "34.80"), ("Dinghy", "9"), ("Locker", "7"))
    for at, (service, price) in enumerate(rows):
        y = 700 - 36 * at
        paper.drawString(50, y, service)
        if service == "Berth (no":
            paper.drawString(50, y - 12, "electricity)")
        paper.drawString(300, y, "metre")
        paper.drawString(430, y, price)


def test_a_first_cell_that_is_drawn_before_its_row_stands_in_it(tmp_path):
    assert read(tmp_path, draw_tariff) == [
        "Mooring\tmetre\t16.00",
        "Berth (no electricity)\tmetre\t34.80",
        "Dinghy\tmetre\t9",
        "Locker\tmetre\t7",
    ]


def test_a_paragraph_before_a_row_stays_a_paragraph(tmp_path):
    def draw(paper):
        paper.drawString(50, 760, "Prices hold until the end")
        paper.drawString(50, 748, "of the year.")
        draw_tariff(paper)

    assert read(tmp_path, draw)[:3] == ["Prices hold until the end", "of the year.", "Mooring\tmetre\t16.00"]
