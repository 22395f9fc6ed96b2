"""A file of millions of characters is one page, and is asked like any other."""

from kb.answer.selection.selection import LARGEST, statements_near
from kb.types import Chunk, Hit, Page


def test_a_statement_of_a_very_long_page_is_quoted_where_it_stands():
    line = "Nothing of note was written on this day.\n"
    text = line * (LARGEST // len(line) + 10) + "The harbour master is Ines Holm.\n" + line * 10
    start = text.index("The harbour")
    chunk = Chunk("c", "d", 0, 0, None, start, start + 32, text[start : start + 32])
    found = statements_near(Page(text), Hit(chunk, 1.0, "log.txt"))
    [one] = [one for one in found if "Ines Holm" in one.text]
    assert text[one.start : one.end] == one.text == "The harbour master is Ines Holm."
