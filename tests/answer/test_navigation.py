"""Menus, contents and titles: found by a search, and never the answer."""

import sqlite3
from contextlib import closing

from filled import filled

import kb
from kb.settings import load
from kb.types import Answer, AskOptions, Span

MENU = "".join(
    f"<li><a href='{name}.html'>{title}</a></li>" for name, title in (("a", "Renting a bicycle"), ("b", "Ferry times"))
)
FILES = {
    "index.html": f"<title>Harbour guide</title><h1>Harbour guide</h1><ul>{MENU}</ul>"
    "<p>Written by the harbour office.</p>",
    "a.html": f"<title>Renting a bicycle</title><ul>{MENU}</ul><h1>Renting a bicycle</h1>"
    "<p>Figure 2. Renting a bicycle</p><p>Bicycles stand behind the kiosk and cost nine euros a day.</p>",
    "b.html": f"<title>Ferry times</title><ul>{MENU}</ul><h1>Ferry times</h1><p>The first ferry leaves at six.</p>",
}


def quotes(base, question: str) -> list[str]:
    *_, answer = base.ask(question, AskOptions())
    assert isinstance(answer, Answer)
    return [citation.quote for citation in answer.citations]


def test_what_a_menu_and_a_caption_only_name_is_answered_from_below_its_heading(base):
    assert quotes(base, "Renting a bicycle") == ["Bicycles stand behind the kiosk and cost nine euros a day."]


def test_a_menu_is_still_found(base):
    hits = base.search("Ferry times")
    assert any("Renting a bicycle\nFerry times" in hit.chunk.text for hit in hits if hit.path == "index.html")


def test_a_home_of_format_8_is_opened_and_has_no_navigation(base, tmp_path_factory):
    folder = tmp_path_factory.mktemp("older")
    with filled(folder, FILES) as older:
        [page] = [older.page(each.id, None) for each in older.store().documents() if each.path == "a.html"]
        assert page.navigation == (Span(0, 17), Span(18, 29))
    with closing(sqlite3.connect(folder / "home" / "catalog.sqlite3")) as connection:
        connection.executescript("ALTER TABLE pages DROP COLUMN navigation; PRAGMA user_version = 8;")
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as older:
        [page] = [older.page(each.id, None) for each in older.store().documents() if each.path == "a.html"]
        assert page.navigation == ()
