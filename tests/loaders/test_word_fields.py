"""Fields of Word files: a link's address beside its words, wherever the field begins and ends."""

from __future__ import annotations

from time import process_time

from ingest.loaders.office.doc_file import DocFile
from ingest.loaders.office.doc_text import DocText
from ingest.loaders.omissions import Omissions

LINK = '\x13 HYPERLINK "https://travel.example.org/book" \x14'


def read_paragraphs(text: str) -> list[str]:
    words = DocText(DocFile(text, {}, [], [], [], [], {}), Omissions())
    read, start = [], 0
    for paragraph in text.splitlines(keepends=True):
        read.append(words.read(start, start + len(paragraph)).rstrip())
        start += len(paragraph)
    return read


def test_a_link_has_its_address_and_what_another_field_computes_for_it_is_no_text():
    assert read_paragraphs("It is \x13 IF \x13 REF x \x14650\x15 > 600 \x14dear\x15.") == ["It is dear."]
    assert read_paragraphs(f"Book at {LINK}the portal\x15 now.") == [
        "Book at the portal (https://travel.example.org/book) now."
    ]


def test_a_link_that_ends_in_a_later_paragraph_has_its_address_there():
    assert read_paragraphs(f"Book at {LINK}the\nportal\x15 now.") == [
        "Book at the",
        "portal (https://travel.example.org/book) now.",
    ]


def test_fields_that_never_end_cost_by_their_number_and_not_by_its_square():
    def cost(number: int) -> float:
        began = process_time()
        read_paragraphs(f"{LINK}a\n" * number)
        return process_time() - began

    assert min(cost(8_000) for _ in range(3)) < 20 * min(cost(1_000) for _ in range(3))
