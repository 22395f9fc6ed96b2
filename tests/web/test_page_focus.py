"""Where the keyboard is: it is never lost, and never behind something that covers it."""

from __future__ import annotations

import re

from ollama_server import Reply
from served_house import SAMPLES, answered, ask, finished, serve_house

LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]."
PHONE = {"width": 390, "height": 844}
HELD = "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
# What has the focus, and whether nothing else lies over it.
COVERED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const { left, top, width, height } = one.getBoundingClientRect();
  const seen = document.elementFromPoint(left + Math.min(width / 2, 20), top + Math.min(height / 2, 20));
  return seen && (one.contains(seen) || seen.contains(one)) ? null : one.outerHTML.slice(0, 80);
}"""


def covered(page, key: str, times: int) -> list[str]:
    """What had the focus behind something else while `key` was pressed."""
    found = []
    for _ in range(times):
        page.keyboard.press(key)
        found.append(page.evaluate(COVERED))
    return [one for one in found if one]


def test_who_begins_with_a_suggestion_is_at_its_turn_and_not_at_the_pages_beginning(page, ollama):
    ollama.replies.append("So it is.")
    page.focus(".suggestion >> nth=0")
    page.keyboard.press("Enter")
    finished(page)
    assert page.evaluate(HELD) == "turn"


def test_who_asks_again_and_stops_keeps_the_place(page, ollama):
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    ollama.replies.append(Reply(re.findall(r"\s*\S+", SAID * 4), delay=0.15))
    page.focus("text=Ask again")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer:has-text('Everyone')")
    assert page.evaluate(HELD) == "turn"
    page.focus("#stop")
    page.keyboard.press("Enter")
    finished(page)
    assert page.evaluate(HELD) == "send"


def test_sending_by_its_button_leaves_the_focus_on_the_button_that_stops(page, ollama):
    ollama.replies.append(Reply([SAID], load=5))
    page.fill("#question", LEAVE)
    page.focus("#send")
    page.keyboard.press("Enter")
    page.wait_for_selector("#stop", state="visible")
    assert page.evaluate(HELD) == "stop"
    finished(page)
    assert page.evaluate(HELD) == "send"


def test_on_a_phone_the_keyboard_does_not_go_behind_a_document_or_the_menu(visit, ollama):
    with visit(viewport=PHONE) as page:
        ollama.replies.append(SAID)
        answered(page, LEAVE)
        page.click(".answer .mark")
        page.wait_for_selector("#viewer mark")
        page.focus("#viewer h2")
        assert covered(page, "Shift+Tab", 5) == []
        page.focus("#viewer h2")
        assert covered(page, "Tab", 12) == []
        page.focus("#viewer .paper")
        page.keyboard.press("Escape")
        page.wait_for_selector("#viewer", state="hidden")
        assert page.evaluate(HELD) == "mark"
        page.focus("#menu")
        page.keyboard.press("Enter")
        assert covered(page, "Tab", 14) == []


def test_on_a_phone_escape_closes_the_menu_and_the_focus_goes_back_to_its_button(visit):
    with visit(viewport=PHONE) as page:
        page.focus("#menu")
        page.keyboard.press("Enter")
        assert page.evaluate(HELD) == "new"
        page.keyboard.press("Escape")
        assert page.is_hidden("#sidebar")
        assert page.evaluate(HELD) == "menu"


def test_escape_closes_a_document_and_leaves_who_writes_where_they_are(page, ollama):
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    page.click(".answer .mark")
    page.wait_for_selector("#viewer mark")
    ask(page, "")
    page.keyboard.type("And for")
    page.keyboard.press("Escape")
    assert page.is_hidden("#viewer")
    page.keyboard.type(" parents?")
    assert page.input_value("#question") == "And for parents?"


def test_who_dismisses_what_was_told_goes_on_at_the_documents(page):
    page.click("[data-place=documents]")
    page.fill(".mentions-form input", "leave")
    page.press(".mentions-form input", "Enter")
    page.focus(".mentions button:text('Dismiss')")
    page.keyboard.press("Enter")
    assert page.locator(".mentions").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Documents"


def test_who_rates_an_answer_is_told_so_and_keeps_the_place(visit, ollama, tmp_path):
    with serve_house(tmp_path, ollama, SAMPLES / "handbook", keep_answers=True) as address, visit(at=address) as page:
        ollama.replies.append(SAID)
        answered(page, LEAVE)
        page.focus("text=Bad answer")
        page.keyboard.press("Enter")
        page.wait_for_selector("#live :text('Thank you, noted.')", state="attached")
        assert page.evaluate("document.activeElement.textContent") == "Thank you, noted."


def test_who_searches_by_words_stays_at_the_button(page):
    answered(page, "Who won the chess tournament in Reykjavik?")
    page.focus("text=Search by words")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found *")
    assert page.evaluate("document.activeElement.textContent") == "Search by words"
