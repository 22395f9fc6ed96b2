"""Asking on the page: the answer streams in, its marks open the very words."""

from __future__ import annotations

from house import ask, finished

LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]."


def test_a_question_is_answered_with_a_mark_that_opens_its_words(page, ollama):
    ollama.replies.append(f"**Leave.** {SAID}")
    ask(page, LEAVE)
    finished(page)
    assert page.inner_text(".answer strong") == "Leave."
    page.click(".answer .mark")
    page.wait_for_selector("#viewer mark")
    assert "28 days of paid leave" in page.inner_text("#viewer mark")
    assert page.inner_text("#viewer h2") == "handbook/time-off.md"


def test_a_page_of_a_pdf_is_shown_as_it_looks_with_the_words_marked(page, ollama):
    ollama.replies.append("The monthly rent is 9,600 euros plus value added tax [1].")
    ask(page, "What is the monthly rent of the office?")
    finished(page)
    page.click(".answer .mark")
    picture = page.wait_for_selector("#viewer img")
    assert "pages/2.png?highlight=" in picture.get_attribute("src")
