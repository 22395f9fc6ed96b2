"""A file of millions of characters is one page, and is asked like any other."""

from kb.answer.selection.selection import LARGEST, statements_near
from kb.types import Chunk, Heading, Hit, Page


def test_a_statement_of_a_very_long_page_is_quoted_where_it_stands():
    line = "Nothing of note was written on this day.\n"
    text = line * (LARGEST // len(line) + 10) + "The harbour master is Ines Holm.\n" + line * 10
    start = text.index("The harbour")
    chunk = Chunk("c", "d", 0, 0, None, start, start + 32, text[start : start + 32])
    found = statements_near(Page(text), Hit(chunk, 1.0, "log.txt"))
    [one] = [one for one in found if "Ines Holm" in one.text]
    assert text[one.start : one.end] == one.text == "The harbour master is Ines Holm."


def test_a_statement_stands_under_the_heading_of_an_earlier_page_until_the_page_has_its_own():
    text = "We match 25 % of it.\nHolidays\nEight days are paid."
    page = Page(text, 24, headings=(Heading(21, 2, "Holidays"),))
    chunk = Chunk("c", "d", 0, 1, 24, 0, 20, text[:20], heading=("Benefits", "Retirement Plan"))
    found = statements_near(page, Hit(chunk, 1.0, "handbook.pdf"))
    assert [(one.text, one.context) for one in found] == [
        ("We match 25 % of it.", ("Benefits", "Retirement Plan")),
        ("Eight days are paid.", ("Holidays",)),
    ]
