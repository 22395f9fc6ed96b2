"""What is in sight while an answer comes, and where a conversation is opened: the beginning of the last answer."""

from __future__ import annotations

from ollama_server import Reply
from served_house import answered, ask, finished

LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]."
WORDS = "amber birch cedar delta ember fjord grove heath inlet jetty".split()  # a model that repeats itself is stopped
PARTS = [f"Of {WORDS[n % 10]} and {WORDS[n // 3]} the {n}th part.\n\n" for n in range(30)]
PHONE = {"width": 390, "height": 844}
SEEN = """(selector) => {
  const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
  const thread = document.querySelector("#thread").getBoundingClientRect();
  return top >= thread.top && bottom <= thread.bottom;
}"""


def test_on_a_phone_a_long_answer_that_comes_at_once_is_shown_from_its_question_on(visit, ollama):
    with visit(viewport=PHONE) as page:
        answered(page, LEAVE)
        ollama.replies.append(Reply([SAID, "\n\n", *PARTS]))
        ask(page, f"{LEAVE} Once more.")
        page.wait_for_selector(".turn:nth-child(2) .sources")
        assert "29th part" in page.inner_text(".turn:nth-child(2) .answer")
        page.wait_for_timeout(300)
        assert page.evaluate(SEEN, ".turn:nth-child(2) .question")
        page.reload()
        page.wait_for_selector(".turn:nth-child(2) .sources")
        page.wait_for_timeout(300)
        assert page.evaluate(SEEN, ".turn:nth-child(2) .question")


def test_a_long_answer_that_is_written_slowly_is_read_from_its_beginning(visit, ollama):
    with visit(viewport=PHONE) as page:
        ollama.replies.append(Reply([SAID, "\n\n", *PARTS], delay=0.05))
        answered(page, LEAVE)
        assert page.evaluate(SEEN, ".question")


def test_who_scrolls_to_the_end_of_a_growing_answer_is_kept_there(visit, ollama):
    with visit(viewport=PHONE) as page:
        ollama.replies.append(Reply(PARTS, delay=0.15))
        ask(page, LEAVE)
        page.wait_for_selector(".answer:has-text('9th part')")
        page.evaluate("document.querySelector('#thread').scrollTop = 1e6")
        page.wait_for_selector(".answer:has-text('29th part')")
        finished(page)
        assert page.evaluate(SEEN, ".turn .foot > .tools")


def test_what_is_asked_again_stays_where_it_is_read(page, ollama):
    for number in range(3):
        ollama.replies.append(Reply([SAID, "\n\n", *PARTS]))
        ask(page, f"{LEAVE} ({number})")
        page.wait_for_selector(f".turn:nth-child({number + 1}) .foot .tools")
    page.locator(".turn >> nth=0").scroll_into_view_if_needed()
    ollama.replies.append(SAID)
    page.click(".turn:nth-child(1) button:text('Ask again')")
    page.wait_for_selector(".turn:nth-child(1) .foot .tools")
    assert page.evaluate(SEEN, ".turn:nth-child(1) .answer")
