"""Several tabs and several spaces: what one tab adds to a conversation the others have, and each space has its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from ollama_server import Reply
from running import running
from served_house import answered, ask, finished

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from kb.settings import Settings

LEAVE = "How many days of paid leave do I have a year?"
RENT = "What is the monthly rent of the office?"


def entries(page) -> list[str]:
    return page.locator("#conversation-list a").all_text_contents()


def open_tab(page, url: str):
    tab = page.context.new_page()
    tab.goto(url)
    tab.wait_for_selector("body[data-ready]")
    return tab


def test_what_is_asked_in_one_tab_is_not_lost_by_asking_in_another(page):
    answered(page, LEAVE)
    other = open_tab(page, page.url)
    answered(page, RENT)
    other.wait_for_selector(f"h2.question:text('{RENT}')")
    answered(other, "And who pays the heating?")
    page.wait_for_selector("h2.question >> nth=2")
    page.reload()
    page.wait_for_selector("h2.question >> nth=2")
    assert page.locator("h2.question").all_text_contents() == [LEAVE, RENT, "And who pays the heating?"]


def test_what_two_tabs_ask_at_the_same_time_is_kept_from_both(page, ollama):
    answered(page, LEAVE)
    other = open_tab(page, page.url)
    ollama.replies.append(Reply(["It ", "goes ", "on ", *["and on "] * 30], delay=0.1))
    ask(page, RENT)
    page.wait_for_selector(".turn:last-child .block")
    answered(other, "And who pays the heating?")
    finished(page)
    page.wait_for_selector("h2.question >> nth=2")
    page.reload()
    page.wait_for_selector("h2.question >> nth=2")
    assert page.locator("h2.question").all_text_contents() == [LEAVE, RENT, "And who pays the heating?"]
    assert page.locator(".answer:has-text('goes on')").count() == 1


def test_an_earlier_question_is_asked_again_in_its_place(page):
    answered(page, LEAVE)
    answered(page, RENT)
    page.locator(".turn:first-child").get_by_text("Ask again").click()
    page.wait_for_selector(".turn:first-child .foot .tools")
    assert page.locator("h2.question").all_text_contents() == [LEAVE, RENT]


def test_a_conversation_of_one_tab_is_listed_and_deleted_in_the_others(page):
    other = open_tab(page, page.url)
    answered(page, LEAVE)
    other.wait_for_selector(f"#conversation-list a:text('{LEAVE}')")
    other.hover("#conversation-list li")
    other.click("[aria-label='Delete this conversation']")
    assert other.inner_text("#dialog h2") == f"Delete “{LEAVE}” from this browser?"
    other.click("#dialog .danger")
    page.wait_for_selector("#welcome", state="visible")
    assert entries(page) == []


@pytest.fixture
def two_spaces(tmp_path: Path, ollama):
    settings = Settings(
        home=tmp_path / "home", embed="ollama:all-minilm", chat="ollama:tiny-think", ollama_host=ollama.url
    )
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "fridge.txt").write_text("The fridge is kept at 4 degrees.", encoding="utf-8")
    with kb.open(settings=settings) as base:
        base.store("Labor 3", create=True)
        list(LocalBackend(base).ingest([tmp_path / "lab"]))
        with running(create_app(base)) as client:
            yield str(client.base_url).rstrip("/")


def test_spaces_are_changed_on_the_page_and_each_has_its_own_conversations(visit, two_spaces, draw):
    with visit(at=two_spaces) as page:
        answered(page, "How cold is the fridge?")
        assert page.locator("#space option").all_inner_texts() == ["Labor 3", "default"]
        draw(page, "spaces")
        page.select_option("#space", "Labor 3")
        page.wait_for_selector("body[data-space='Labor 3'][data-ready]")
        assert page.inner_text("#welcome h2") == "Nothing is in here yet"
        assert entries(page) == []
        answered(page, "Who has the key?")
        page.wait_for_selector("#conversation-list li")
        assert entries(page) == ["Who has the key?"]
        page.select_option("#space", "default")
        page.wait_for_selector("body[data-space=''][data-ready]")
        assert entries(page) == ["How cold is the fridge?"]
        page.click("#clear")
        page.click("#dialog .danger")
        page.wait_for_selector("#conversation-list li", state="detached")
        page.select_option("#space", "Labor 3")
        page.wait_for_selector("#conversation-list li")
        assert entries(page) == ["Who has the key?"]


def test_one_place_of_the_page_is_told_to_be_shown(page):
    answered(page, LEAVE)
    page.wait_for_selector("#conversation-list a[aria-current=page]")
    page.click("[data-place=documents]")
    page.wait_for_selector("#documents tbody tr")
    assert page.locator("#sidebar [aria-current=page]").all_inner_texts() == ["Documents\n10"]


def test_where_there_is_one_space_none_is_to_be_chosen(page):
    assert page.locator("#space").count() == 0


def test_a_space_that_is_not_there_is_told_in_words(browser, url):
    page = browser.new_page(locale="de-DE")
    reply = page.goto(f"{url}/?space=<b>Lager")
    assert reply is not None
    assert reply.status == 404
    assert page.inner_text("h1") == "Einen Raum „<b>Lager“ gibt es hier nicht."
    page.click("a")
    page.wait_for_selector("body[data-ready]")
    page.close()


def test_where_nothing_hovers_a_conversation_can_be_deleted_all_the_same(visit):
    with visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as page:
        answered(page, LEAVE)
        page.tap("#menu")
        page.tap("[aria-label='Delete this conversation']")
        page.tap("#dialog .danger")
        page.wait_for_selector("#conversation-list li", state="detached")
