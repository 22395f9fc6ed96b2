"""Contents, indexes and menus: marked as what leads to what is said, and still in chunks."""

from chunking import split

from ingest.loaders.contents import mark_contents
from ingest.loaders.load import load
from kb.types import Page

CONTENTS = (
    "Contents\n"
    "1\tAbout this handbook\t3\n"
    "1.1 What is in it . . . . . . . . . . 3\n"
    "1.2 Who it is for and what one has to know before\n"
    "one reads it . . . . . . . . . . . . . 4\n"
    "2\tInstalling\t7\n"
    "2.1 From a disk . . . . . . . . . . . 7\n"
)
INDEX = "acid, 12\nbase, 9, 14\nbeaker, 3\nburner, 7\nfilter, 7–9\nfume hood, 2\n"
FILING = (
    "Item 1.\tBusiness\t4\nItem 1A.\tRisk Factors\t5\nItem 2.\tProperties\t8\n"
    "Item 3.\tLegal Proceedings\t8\nItem 5.\tMarket for Our Stock\t9\nItem 7.\tDiscussion\t11\n"
)


def marked(text: str, pages: int = 1) -> list[str]:
    first, *_ = mark_contents([Page(text, 1), *(Page("Text.", n + 2) for n in range(pages - 1))])
    return [text[span.start : span.end] for span in first.navigation]


def test_lines_with_dots_before_growing_page_numbers_are_contents_with_what_stands_between_them():
    assert marked(CONTENTS, pages=9) == [CONTENTS.removeprefix("Contents\n").rstrip("\n")]


def test_titles_and_growing_page_numbers_without_dots_are_contents_of_a_document_with_as_many_pages():
    assert marked(FILING, pages=12) == [FILING.rstrip("\n")]
    assert marked(FILING) == []  # in a text without pages the numbers may count anything


def test_an_index_goes_by_letters():
    assert marked("Index\n" + INDEX, pages=14) == [INDEX.rstrip("\n")]


def test_a_line_of_formulas_that_has_numerals_for_letters_is_read():
    assert marked("½ ⁄ ²: 3\n" * 3, pages=9) == []


def test_a_list_of_prices_with_dots_is_no_contents():
    assert marked("Soup . . . . . . 5\nBread . . . . . 2\nTea . . . . . . 3\nCoffee . . . . 2\n", pages=9) == []


def test_a_table_of_several_numbers_a_row_is_no_contents():
    rows = "".join(f"Shop in town {letter}\t{n}\t{n}\n" for n, letter in enumerate("ABCDEFGH", start=1))
    assert marked(rows, pages=9) == []


def test_paragraphs_of_links_to_other_pages_are_navigation_and_what_tells_an_address_is_none(tmp_path):
    (tmp_path / "a.html").write_text(
        "<h1>Travel</h1><ul><li>1. <a href='#t'>Trains</a></li><li><a href='f.html'>Flights</a></li></ul>"
        "<p>Ask <a href='desk.html'>the desk</a>.</p>"
        "<p><a href='mailto:desk@example.com'>desk@example.com</a></p>"
        "<p><a href='https://example.com/book'>Booking</a></p>",
        encoding="utf-8",
    )
    [page] = load(tmp_path / "a.html").pages
    assert [page.text[span.start : span.end] for span in page.navigation] == ["1. Trains", "Flights"]


def test_contents_are_still_in_chunks(tmp_path):
    (tmp_path / "a.txt").write_text(CONTENTS, encoding="utf-8")
    [page] = load(tmp_path / "a.txt").pages
    assert [page.text[span.start : span.end].count("\n") for span in page.navigation] == [4]
    [chunk] = split("d", "a", [page], limit=256, count_tokens=lambda text: len(text.split()))
    assert "2.1 From a disk" in chunk.text
