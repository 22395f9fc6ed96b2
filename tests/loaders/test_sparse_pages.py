"""Documents that say little on each page: what looks like margins may be all there is."""

import docx
import pytest

from ingest.loaders.boilerplate import mark_boilerplate
from ingest.loaders.load import load
from kb.types import Page


def boilerplate(pages: list[Page]) -> list[list[str]]:
    return [[page.text[span.start : span.end] for span in page.boilerplate] for page in pages]


def pages(*texts: str) -> list[Page]:
    return [Page(text, number) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    "lines",
    [["Hello world"] * 4, [f"Chapter {n}: the voyage of {1700 + n}" for n in range(6)]],
    ids=["same", "counted"],
)
def test_a_line_that_is_all_of_each_page_is_text(lines):
    assert boilerplate(mark_boilerplate(pages(*lines))) == [[]] * len(lines)


def test_a_page_with_nothing_but_the_margins_of_the_others_says_nothing():
    found = mark_boilerplate(pages("Acme\nBody a", "Acme", "Acme\nBody c", "Acme\nBody d"))
    assert boilerplate(found) == [["Acme"]] * 4


def test_page_numbers_alone_are_not_text():
    assert boilerplate(mark_boilerplate(pages("1", "2", "3"))) == [["1"], ["2"], ["3"]]


def test_a_word_document_with_text_in_its_header_only_is_found_by_it(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Orion Ltd, 9 Elm Road"
    document.save(tmp_path / "a.docx")
    [page] = load(tmp_path / "a.docx").pages
    assert (page.text, page.boilerplate) == ("Orion Ltd, 9 Elm Road", ())


def test_a_web_page_that_is_all_menu_is_found_by_it(tmp_path):
    (tmp_path / "a.html").write_text("<body><nav><a>Opening hours: 9 to 5</a></nav></body>", "utf-8")
    [page] = load(tmp_path / "a.html").pages
    assert (page.text, page.boilerplate) == ("Opening hours: 9 to 5", ())
