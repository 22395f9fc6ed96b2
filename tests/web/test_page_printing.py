"""The page on paper: all of a conversation, of a list, of a source, and nothing of what one clicks."""

from __future__ import annotations

import pypdfium2
from served_house import answered

RENT = "9,600 euros plus value added tax"
SHOWN = {"width": 1280, "height": 500}
# Each is understood by itself: a model that has to rewrite one is asked more often.
QUESTIONS = [
    "What is the monthly rent of the office?",
    "How much is the weather station for ships?",
    "How many days of paid leave do I have a year?",
    "How long is the notice period of the office lease?",
]


def print_page(page) -> list[str]:
    """The words of each sheet, however its lines are broken."""
    sheets = pypdfium2.PdfDocument(page.pdf(format="A5"))
    return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in sheets]


def test_a_conversation_is_printed_from_its_first_question_to_its_last_source(visit, ollama):
    with visit(viewport=SHOWN) as page:
        for question in QUESTIONS:
            ollama.replies.append("\n\n".join([f"The monthly rent is {RENT} [1]."] * 6))
            answered(page, question)
        sheets = print_page(page)
        assert len(sheets) > 1
        printed = " ".join(sheets)
        assert [question for question in QUESTIONS if question not in printed] == []
        said = page.locator(".answer").all_text_contents()
        assert printed.count(RENT) >= sum(answer.count(RENT) for answer in said) > len(QUESTIONS)
        for control in ("Ask your documents", "New question", "Copy with sources", "Clear all"):
            assert control not in printed


def test_a_source_that_stands_open_is_printed_instead_with_its_mark_and_name(visit, ollama):
    with visit(viewport=SHOWN) as page:
        ollama.replies.append("Everyone who works full time has 28 days of paid leave a year [1].")
        answered(page, "How many days of paid leave do I have a year?")
        page.click(".answer .mark >> nth=0")
        page.wait_for_selector("#viewer mark")
        printed = "".join(print_page(page))
        assert "time-off.md" in printed
        assert "Find in this document" not in printed
        assert page.inner_text("#viewer .paper p:last-of-type") in printed
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.querySelector('#viewer mark')).printColorAdjust") == "exact"


def test_the_list_of_documents_is_printed_whole_and_dark_pages_in_light(visit):
    with visit(viewport=SHOWN, color_scheme="dark") as page:
        page.click("#theme")
        page.click("[data-place=documents]")
        page.wait_for_selector("#documents tbody tr")
        names = page.eval_on_selector_all("#documents td.name", "all => all.map((one) => one.innerText)")
        printed = " ".join(print_page(page))
        assert [name for name in names if name not in printed] == []
        page.emulate_media(media="print")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
