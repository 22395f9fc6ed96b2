"""Asking on the page: the answer streams in, its marks open the very words, a refusal helps."""

from __future__ import annotations

import re

from ollama_server import Failure, Reply
from served_house import SAMPLES, answered, ask, finished, serve_house

LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]."
RENT = "What is the monthly rent of the office?"
NO_ANSWER = "Who pays for my dental insurance?"


def slowly(text: str, delay: float = 0.15, **more: object) -> Reply:
    return Reply(re.findall(r"\s*\S+", text), delay=delay, **more)


def test_a_question_is_answered_with_a_mark_that_opens_its_words(page, ollama, draw):
    ollama.replies.append(f"**Leave.** {SAID}")
    answered(page, LEAVE)
    assert page.inner_text(".answer strong") == "Leave."
    draw(page, "answer")
    page.click(".answer .mark >> nth=-1")
    assert "28 days of paid leave" in page.inner_text("#viewer mark")
    assert page.inner_text("#viewer h2") == "handbook/time-off.md"
    draw(page, "source")


def test_the_first_screen_says_what_is_in_here_and_suggests_what_to_ask(page, ollama):
    assert re.fullmatch(r"10 documents · 13 pages · last taken in \d+ \w+ \d{4}, \d\d:\d\d", page.inner_text(".facts"))
    suggested = page.locator(".suggestion").all_inner_texts()
    assert len(suggested) == 4
    ollama.replies.append("So it is.")
    page.click(".suggestion >> nth=0")
    finished(page)
    assert page.inner_text("h2.question") == suggested[0]


def test_an_answer_grows_while_it_is_written_and_can_be_stopped(page, ollama):
    ollama.replies.append(slowly(SAID + " And so on and on." * 40))
    ask(page, LEAVE)
    page.wait_for_selector(".answer:has-text('Everyone')")
    assert page.is_hidden("#send")
    page.click("#stop")
    finished(page)
    said = page.inner_text(".answer")
    assert "Everyone" in said
    assert said.count("so on") < 40
    assert page.inner_text(".status") == "Stopped. What had been written stays."
    ollama.wait_for_hang_up()
    ollama.replies.append(SAID)
    page.click("text=Ask again")
    page.wait_for_selector(".answer .mark")
    assert page.locator(".turn").count() == 1


def test_what_the_check_found_stands_in_words_at_the_sentence(page, ollama, draw):
    ollama.replies.append(f"{SAID} Everyone has 40 days of paid leave a year [1].")
    answered(page, LEAVE)
    assert page.locator(".verdict").all_inner_texts() == ["says so", "says otherwise: 28 days, not 40 days"]
    assert page.get_attribute(".answer .mark >> nth=0", "aria-label") == "Source 1: handbook/time-off.md, says so"
    draw(page, "verdicts")


def test_what_is_not_clear_looks_and_is_read_out_otherwise_than_what_is_contradicted(page, ollama, draw):
    doubted = "Everyone enjoys 6 weeks of paid leave [1]. Everyone has 40 days of paid leave a year [1]."
    ollama.replies.append(f"{SAID} {doubted} Up to five unused days move on [1].")
    answered(page, LEAVE)
    said, unclear, other, _ = page.locator(".answer .verdict").all()
    assert unclear.inner_text() == "not clear: 6 weeks is not there"
    hint = "The source may say so in other words, or it may follow from it. Read the quote."
    assert unclear.get_attribute("title") == hint
    assert other.get_attribute("title") == "No source was found that says so."
    look = "verdict => { const { color, fontWeight } = getComputedStyle(verdict); return [color, fontWeight]; }"
    assert len({str(each.evaluate(look)) for each in (said, unclear, other)}) == 3
    assert (unclear.evaluate(look)[1], other.evaluate(look)[1]) == ("400", "600")
    assert page.get_attribute(".answer .mark >> nth=1", "aria-label").endswith(", not clear: 6 weeks is not there")
    draw(page, "unclear")


def test_in_german_and_chinese_what_is_not_clear_is_no_alarm_either(visit, ollama):
    replies = {"de-DE": "Die Miete beträgt 115.200 Euro im Jahr [1].", "zh-CN": "押金是一万九千二百欧元 [1]。"}
    hints = []
    for locale, said in replies.items():
        with visit(locale=locale) as page:
            ollama.replies.append(said)
            answered(page, RENT)
            assert page.locator(".source .verdict.unclear").count() == 1
            assert page.locator(".verdict.doubtful").count() == 0
            hints.append(page.get_attribute(".answer .verdict.unclear >> nth=0", "title"))
    assert hints == [
        "Vielleicht steht es dort mit anderen Worten, oder es folgt daraus. Lesen Sie das Zitat.",
        "出处可能换了说法，或可由其推出，请看引文。",
    ]


def test_a_mark_shows_its_statement_when_it_is_pointed_at_or_has_the_focus(page, ollama, draw):
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    page.hover(".answer .mark")
    assert "Everyone who works full time has 28 days" in page.inner_text("#card")
    draw(page, "card")
    page.hover("h2.question")
    assert page.is_hidden("#card")
    page.focus(".answer .mark")
    assert page.is_visible("#card")
    page.keyboard.press("Escape")
    assert page.is_hidden("#card")


def test_what_a_model_thinks_is_folded_away(page, ollama):
    ollama.replies.append(Reply([SAID], thinking=["Let me ", "look."]))
    answered(page, LEAVE)
    assert page.is_hidden(".thoughts")
    page.click(".thinking summary")
    assert page.inner_text(".thoughts") == "Let me look."


def test_tables_code_and_lists_are_drawn(page, ollama):
    text = "| Kind | Days |\n|---|--:|\n| full time | 28 |\n\n- one\n- two\n\n```\nx = 1\n```\n"
    ollama.replies.append(Reply([text]))
    answered(page, LEAVE)
    assert page.inner_text(".answer th >> nth=1") == "Days"
    assert "28" in page.inner_text(".answer td.right")
    assert page.locator(".answer pre").count() == 1
    assert page.locator(".answer ul").first.locator("li").count() == 2  # what follows are the documents' own words


def test_a_refusal_shows_what_comes_nearest_and_offers_to_search_by_words(page, draw):
    answered(page, NO_ANSWER)
    assert page.inner_text(".answer") == "Not in these documents."
    assert page.locator(".nearest .source").count() == 3
    page.click("text=Search by words")
    page.wait_for_selector(".found > *")
    draw(page, "refusal")
    page.click(".nearest .source >> nth=0")
    page.wait_for_selector("#viewer .paper > *")
    assert page.inner_text("#viewer .citations span") == "Citation 1 of 3"


def test_a_follow_up_is_asked_with_what_was_said_before(page, ollama):
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    ollama.requests.clear()
    ollama.replies += ["How many days of parental leave are there?", "Each parent has 16 weeks [1]."]
    ask(page, "And for parents?")
    page.wait_for_selector(".turn:nth-child(2) .foot .tools")
    told = str([request.body for request in ollama.requests if request.path == "/api/chat"])
    assert LEAVE in told
    assert "28 days of paid leave a year" in told


def test_the_role_is_sent_with_the_question(page, ollama):
    page.select_option("#role", "lawyer")
    ollama.requests.clear()
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    assert "lawyer would brief a client" in str(ollama.sent("/api/chat"))


def test_an_answer_is_copied_with_its_sources(visit, ollama):
    with visit(permissions=["clipboard-read", "clipboard-write"]) as page:
        ollama.replies.append(SAID)
        answered(page, LEAVE)
        page.click("text=Copy with sources")
        page.wait_for_selector("text=Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(SAID)
    assert "[1] handbook/time-off.md\n> Everyone who works full time has 28 days of paid leave a year." in copied


def test_an_engine_that_fails_is_told_in_one_sentence_and_asked_again(page, ollama):
    ollama.replies.append(Failure(500, '{"error": "out of memory"}'))
    answered(page, LEAVE)
    assert "out of memory" in page.inner_text(".status .problem")
    ollama.replies.append(SAID)
    page.click("text=Ask again")
    page.wait_for_selector(".answer .mark")


def test_a_question_can_be_asked_of_one_document_and_of_a_folder(page, ollama, draw):
    page.click("[data-place=documents]")
    page.click("[aria-label='Ask only here: contracts/office-lease.pdf']")
    assert page.locator("#scope .chip").all_inner_texts() == [
        "All documents",
        "contracts/",
        "contracts/office-lease.pdf",
    ]
    ollama.requests.clear()
    answered(page, LEAVE)
    assert "28 days" not in str(ollama.sent("/api/chat"))
    page.click("#scope .chip >> nth=1")
    ollama.replies.append("The monthly rent is 9,600 euros [1].")
    ask(page, RENT)
    page.wait_for_selector(".turn:nth-child(2) .answer .mark")
    draw(page, "scope")
    page.click("#scope .chip >> nth=0")
    assert page.locator("#scope .chip").count() == 0


def test_what_is_searched_by_words_after_a_refusal_is_searched_where_the_question_was_asked(page):
    page.click("[data-place=documents]")
    page.click("[aria-label='Ask only here: contracts/office-lease.pdf']")
    answered(page, "Is parental leave paid for tenants?")
    page.click("text=Search by words")
    page.wait_for_selector(".found > *")
    places = set(page.locator(".found .place").all_inner_texts())
    assert places <= {"contracts/office-lease.pdf"}


def test_enter_sends_and_shift_enter_begins_a_line(page, ollama):
    page.fill("#question", "How many days")
    page.press("#question", "Shift+Enter")
    page.keyboard.type("of paid leave?")
    ollama.replies.append(SAID)
    page.press("#question", "Enter")
    finished(page)
    assert page.inner_text("h2.question") == "How many days\nof paid leave?"


def test_an_answer_that_is_kept_can_be_rated(visit, ollama, tmp_path):
    with serve_house(tmp_path, ollama, SAMPLES / "handbook", keep_answers=True) as address, visit(at=address) as page:
        ollama.replies.append(SAID)
        answered(page, LEAVE)
        page.click("text=Good answer")
        page.wait_for_selector("text=Thank you, noted.")
        [kept] = page.request.get(f"{address}/answers?rated=true").json()["answers"]
    assert kept["rating"] == 5
