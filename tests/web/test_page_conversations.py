"""Conversations are kept in the browser: they outlive a reload and a server that goes; are searched, saved, cleared."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ollama_server import Reply
from running import running
from served_house import answered, ask, finished, write_house

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from kb.settings import Settings

LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]."


# Notes how many answers are kept, and how many were when the tools of the last one came into sight.
WATCH_KEPT = """
const { put } = IDBObjectStore.prototype;
const { transaction } = IDBDatabase.prototype;
let kept = 0;
IDBObjectStore.prototype.put = function (conversation) {
  this.transaction.answers = conversation.turns.filter((turn) => turn.answer).length;
  return put.call(this, conversation);
};
IDBDatabase.prototype.transaction = function (...asked) {
  const begun = transaction.apply(this, asked);
  begun.addEventListener("complete", () => (kept = begun.answers ?? kept)); // before the page hears of it
  return begun;
};
new MutationObserver(() => {
  if (document.querySelector(".turn:last-child .foot .tools")) window.keptWhenShown ??= kept;
}).observe(document, { childList: true, subtree: true });
"""


def entries(page) -> list[str]:
    return page.locator("#conversation-list a").all_text_contents()


def test_a_conversation_outlives_a_reload_marks_and_all(page, ollama):
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    page.reload()
    page.wait_for_selector(".answer .mark")
    assert page.inner_text("h2.question") == LEAVE
    page.click(".answer .mark")
    assert "28 days" in page.inner_text("#viewer mark")


def test_a_reload_right_after_an_answer_keeps_it_whole(page, ollama):
    """It was saved only once the server had told what its documents say of themselves."""
    ollama.replies.append(SAID)
    held = []
    page.route("**/standing", lambda route: held.append(route))
    answered(page, LEAVE)
    page.reload()
    page.wait_for_selector(".turn .foot .sources")
    assert "interrupted" not in page.inner_text(".turn .status")


def test_an_answer_is_kept_though_what_came_late_of_the_one_before_was_saved_meanwhile(page, ollama):
    """That save took the second turn as it was kept, and what was written of it later went nowhere."""
    held = []
    page.route("**/standing", lambda route: held.append(route) if len(held) < 2 else route.continue_())
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    ollama.replies.append(Reply(SAID.split(" "), delay=0.3))
    ask(page, f"{LEAVE} Once more.")
    page.wait_for_selector(".turn:nth-child(2)")
    held[0].continue_()
    page.wait_for_selector(".turn:nth-child(1) .sources .facts")
    page.wait_for_selector(".turn:nth-child(2) .foot .sources")
    page.reload()
    page.wait_for_selector(".turn:nth-child(2) .foot .sources")


def test_what_is_shown_as_finished_is_kept_already(page, ollama):
    """A page that was reloaded as soon as the sources stood there had lost the answer, on a busy machine."""
    page.add_init_script(WATCH_KEPT)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    assert page.evaluate("window.keptWhenShown") == 1


def test_a_reload_in_the_middle_of_an_answer_keeps_what_was_written(page, ollama):
    ollama.replies.append(Reply([*SAID.split(" "), *(f" number {n}" for n in range(300))], delay=0.1))
    ask(page, LEAVE)
    page.wait_for_selector(".answer .block")
    page.wait_for_timeout(1500)  # it is kept once a second
    page.reload()
    finished(page)
    assert page.inner_text(".status") == "The answer was interrupted."
    ollama.replies[:] = [SAID]
    page.click("text=Ask again")
    page.wait_for_selector(".answer .mark")


def test_a_reload_before_the_first_word_leaves_the_question_to_be_asked_again(page, ollama):
    ollama.replies.append(Reply([SAID], load=5))
    ask(page, LEAVE)
    page.wait_for_selector("#stop", state="visible")
    page.reload()
    finished(page)
    ollama.replies[:] = [SAID]
    page.click("text=Ask again")
    page.wait_for_selector(".answer .mark")


def test_conversations_are_listed_searched_and_cleared(page, ollama, draw):
    for question, said in ((LEAVE, SAID), ("What is the monthly rent?", "The monthly rent is 9,600 euros [1].")):
        page.click("#new")
        ollama.replies.append(said)
        answered(page, question)
    page.wait_for_selector("#conversation-list li:nth-child(2)")
    assert entries(page) == ["What is the monthly rent?", LEAVE]
    page.fill("#conversation-search", "full time")
    page.wait_for_selector("#conversation-list li:nth-child(2)", state="detached")
    assert entries(page) == [LEAVE]
    page.click("#conversation-list a")
    page.wait_for_selector(f"h2.question:text('{LEAVE}')")
    page.fill("#conversation-search", "")
    page.wait_for_selector("#conversation-list li:nth-child(2)")
    page.click("#clear")
    draw(page, "clear")
    page.click("#dialog .danger")
    page.wait_for_selector("#welcome", state="visible")
    page.wait_for_selector("#conversation-list li", state="detached")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert entries(page) == []


def test_a_conversation_is_saved_as_markdown_and_as_json(page, ollama):
    ollama.replies.append(SAID)
    answered(page, LEAVE)
    page.hover("#conversation-list li")
    with page.expect_download() as download:
        page.click("[aria-label='Save as Markdown']")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.startswith(f"# {LEAVE}\n\n## {LEAVE}\n\n{SAID}\n\n[1] handbook/time-off.md\n> Everyone")
    page.hover("#conversation-list li")
    with page.expect_download() as download:
        page.click("[aria-label='Save as JSON']")
    [turn] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["turns"]
    assert turn["answer"]["citations"][0]["quote"].startswith("Everyone who works full time")


def test_a_server_that_goes_and_comes_back_is_told(browser, tmp_path, ollama):
    """The browser writes requests that cannot connect to its console; nothing else may stand there."""
    settings = Settings(
        home=tmp_path / "home", embed="ollama:all-minilm", chat="ollama:tiny-chat", ollama_host=ollama.url
    )
    ollama.replies.clear()
    with kb.open(settings=settings) as base:
        list(LocalBackend(base).ingest([write_house(tmp_path / "house")]))
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        with running(create_app(base)) as client:
            address = str(client.base_url)
            page.goto(address)
            page.wait_for_selector("body[data-ready]")
        ask(page, LEAVE)
        page.wait_for_selector("#connection:has-text('kb serve')")
        finished(page)
        assert page.inner_text(".status") == "The server did not answer. Ask again once it is back."
        port = int(address.rsplit(":", 1)[1].strip("/"))
        with running(create_app(base), at=port):
            page.wait_for_selector("#connection", state="hidden")
            ollama.replies.append(SAID)
            page.click("button:text('Ask again')")
            page.wait_for_selector(".answer .mark")
        context.close()
    assert {text for text in said if "ERR_CONNECTION_REFUSED" not in text} == set()


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "[x](javascript:alert(1))"])
def test_a_question_is_shown_as_it_was_typed(page, ollama, name):
    ollama.replies.append("ok.")
    answered(page, name)
    assert page.inner_text("h2.question") == name
    assert page.locator("#turns img").count() == 0


def test_an_answer_that_ends_while_documents_are_looked_at_is_found_by_its_link(page, ollama):
    ollama.replies.append(Reply(re.findall(r"\s*\S+", SAID), delay=0.1))
    ask(page, LEAVE)
    page.wait_for_selector(".answer:has-text('Everyone')")
    page.click("[data-place=documents]")
    page.wait_for_selector("#documents tbody tr")
    page.wait_for_selector(".turn .foot .sources .facts", state="attached")
    page.wait_for_timeout(200)
    assert page.evaluate("location.hash") == "#/documents"
    page.click("#conversation-list a")
    page.wait_for_selector(".answer .mark", state="visible")
    assert page.is_hidden("#documents")
