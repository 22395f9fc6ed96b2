"""The headings of PDFs that have no bookmarks."""

from drawing_pdf import drawn, lines

from ingest.loaders.load import load

TEXT = ("The deposit is three months' rent and is paid before the keys are handed", "over, in one sum.")


def headings(path):
    return [(page.number, heading.title) for page in load(path).pages for heading in page.headings]


def set_in(*texts: tuple[str, str], size: int = 11):
    """A page of lines, each with the font that it is set in."""

    def draw(paper):
        for number, (font, text) in enumerate(texts):
            paper.setFont(font, size)
            paper.drawString(72, 750 - 20 * number, text)

    return draw


def plain(*texts: str) -> list[tuple[str, str]]:
    return [("Helvetica", text) for text in texts]


def test_a_heavy_line_heads_what_follows(tmp_path):
    page = set_in(("Helvetica-Bold", "Rent and deposit"), *plain(*TEXT), ("Helvetica-Bold", "Term"), *plain(*TEXT))
    assert headings(drawn(tmp_path / "a.pdf", page)) == [(1, "Rent and deposit"), (1, "Term")]


def test_a_heavy_sentence_heads_nothing(tmp_path):
    page = set_in(*plain(*TEXT), ("Helvetica-Bold", "The deposit bears no interest."), *plain(*TEXT))
    assert headings(drawn(tmp_path / "a.pdf", page)) == []


def test_a_heavy_paragraph_heads_nothing(tmp_path):
    heavy = ["WE ARE NOT LIABLE FOR LOSSES THAT THE", "CLIENT BRINGS ABOUT, OR FOR LOSSES THAT", "NOBODY FORESAW."]
    page = set_in(*plain(*TEXT, *TEXT), *[("Helvetica-Bold", line) for line in heavy], *plain(*TEXT))
    assert headings(drawn(tmp_path / "a.pdf", page)) == []


def test_a_heading_in_two_lines_is_one(tmp_path):
    page = set_in(
        ("Helvetica-Bold", "Rent, deposit and"),
        ("Helvetica-Bold", "what is due besides"),
        *plain(*TEXT, *TEXT),
    )
    found = headings(drawn(tmp_path / "a.pdf", page))
    assert found[-1] == (1, "Rent, deposit and what is due besides")


def test_a_form_where_every_other_line_is_heavy_has_no_headings(tmp_path):
    page = set_in(("Helvetica-Bold", "Name"), *plain("Jo Weber"), ("Helvetica-Bold", "Department"), *plain("Sales"))
    assert headings(drawn(tmp_path / "a.pdf", page)) == []


def test_paragraphs_of_a_statute_are_headed_by_their_numbers(tmp_path):
    page = lines(
        "§ 4",
        "Steuersatz",
        "Die Steuer beträgt 60 Euro im Jahr, nach",
        "§ 3 Abs. 2 ermäßigt.",
        "§ 5 Meldepflicht",
        "Der Hund ist anzumelden.",
    )
    assert headings(drawn(tmp_path / "a.pdf", page)) == [(1, "§ 4"), (1, "§ 4 Steuersatz"), (1, "§ 5 Meldepflicht")]


def test_a_paragraph_sign_that_a_scan_has_as_a_figure_is_known_by_its_number(tmp_path):
    page = lines(
        "§ 1",
        "Zweck",
        "Wie in § 9 gesagt.",
        "82",
        "Beitrag",
        "Er beträgt 12 Euro.",
        "81",
        "Stück",
        "8 3 Verlust",
        "Er ist zu melden.",
    )
    assert headings(drawn(tmp_path / "a.pdf", page)) == [
        (1, "§ 1"),
        (1, "§ 1 Zweck"),
        (1, "§ 2"),
        (1, "§ 2 Beitrag"),
        (1, "§ 3 Verlust"),
    ]


def test_numbered_lines_one_below_the_other_are_a_list(tmp_path):
    page = lines(
        "2.1 Agenda",
        "The committee looks at these.",
        "2.1.1 Liquidity position",
        "2.1.2 Portfolio mix",
        "2.1.3 Outlook",
    )
    assert headings(drawn(tmp_path / "a.pdf", page)) == [(1, "2.1 Agenda")]


def test_a_section_goes_on_under_its_heading_on_the_next_page(tmp_path):
    first = set_in(*plain(*TEXT), ("Helvetica-Bold", "Retirement Plan"), *plain(*TEXT))
    [_, second] = load(drawn(tmp_path / "a.pdf", first, lines("We match 25 % of it."))).pages
    assert second.headings == ()
