"""Files that are really dropped on the page, and a document that is deleted while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import running
from served_house import serve_house

import kb
from api.http.app import create_app
from kb.principal import Principal
from kb.settings import Settings


@pytest.fixture
def documents(visit, ollama, tmp_path) -> Iterator:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "safe.md").write_text("# Safe\n\nThe safe opens with 4711.\n", encoding="utf-8")
    (tmp_path / "docs" / "hall.md").write_text("# Hall\n\nThe hall opens in May.\n", encoding="utf-8")
    with (
        serve_house(tmp_path / "served", ollama, tmp_path / "docs") as address,
        visit("/#/documents", at=address) as page,
    ):
        page.wait_for_selector("#documents tbody tr")
        yield page


def drag(page, files: list[Path], *kinds: str) -> None:
    """As the system gives them to the browser, folders included."""
    session = page.context.new_cdp_session(page)
    for kind in kinds:
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 600, "y": 300, "data": data})


def drop(page, *files: Path) -> None:
    drag(page, list(files), "dragEnter", "dragOver")
    page.wait_for_timeout(100)
    drag(page, list(files), "drop")


def test_a_folder_and_a_file_are_dropped_together_on_the_first_screen(documents, tmp_path):
    minutes = tmp_path / "minutes"
    (minutes / "old").mkdir(parents=True)
    for place in ("may.txt", "old/may.txt", ".hidden"):
        (minutes / place).write_text(f"Minutes: {place}", encoding="utf-8")
    contract = tmp_path / "合同.txt"
    contract.write_text("合同自五月起生效。", encoding="utf-8")
    documents.click("#new")
    drag(documents, [minutes, contract], "dragEnter", "dragOver")
    documents.wait_for_selector("#drop:has-text('Drop to add them to your documents')")
    drag(documents, [minutes, contract], "drop")
    documents.wait_for_selector(".upload .tools > span:has-text('Done: 3')")
    assert documents.is_hidden("#drop")
    names = documents.locator("#documents tbody td.name").all_inner_texts()
    assert names == ["hall.md", "minutes/may.txt", "minutes/old/may.txt", "safe.md", "合同.txt"]


def test_a_folder_without_files_is_told_when_it_is_dropped(documents, tmp_path):
    (tmp_path / "empty").mkdir()
    drop(documents, tmp_path / "empty")
    documents.wait_for_selector(".upload:has-text('There is no file in it, or only hidden ones.')")
    documents.click(".upload button:text('Dismiss')")
    assert documents.locator(".upload").count() == 0


def test_what_is_dropped_where_one_may_only_read_is_refused_in_words_and_opened_nowhere(visit, tmp_path):
    reader = Principal(rights=frozenset({"read"}))
    note = tmp_path / "note.txt"
    note.write_text("The hall opens in May.", encoding="utf-8")
    with (
        kb.open(settings=Settings(home=tmp_path / "home", embed="builtin", chat="builtin")) as base,
        running(create_app(base, identify=lambda request: reader)) as client,
        visit(at=str(client.base_url).rstrip("/")) as page,
    ):
        drag(page, [note], "dragEnter", "dragOver")
        page.wait_for_selector("#drop:has-text('Only who may write can add files.')")
        drag(page, [note], "drop")
        page.wait_for_timeout(300)
        assert page.title() == "kb"
        assert page.locator(".upload").count() == 0


def test_a_document_that_is_deleted_is_closed_and_the_keyboard_is_at_the_receipt(documents):
    documents.click("text=safe.md")
    documents.wait_for_selector("#viewer:has-text('The safe opens with 4711.')")
    documents.check("[aria-label='Select safe.md']")
    documents.click(".selection .danger")
    documents.click("#dialog .danger")
    documents.wait_for_selector(".receipt li:has-text('safe.md: erased')")
    assert documents.is_hidden("#viewer")
    assert documents.evaluate("document.activeElement.closest('.receipt') !== null")


def test_another_document_stays_open_when_one_is_deleted(documents):
    documents.click("text=hall.md")
    documents.wait_for_selector("#viewer:has-text('The hall opens in May.')")
    documents.check("[aria-label='Select safe.md']")
    documents.click(".selection .danger")
    documents.click("#dialog .danger")
    documents.wait_for_selector(".receipt li:has-text('safe.md: erased')")
    assert "The hall opens in May." in documents.inner_text("#viewer")


def test_a_document_that_was_deleted_elsewhere_is_told_to_be_gone(browser, ollama, tmp_path):
    (tmp_path / "safe.md").write_text("The safe opens with 4711.", encoding="utf-8")
    with serve_house(tmp_path / "served", ollama, tmp_path / "safe.md") as address:
        page = browser.new_page(locale="en-GB")  # not watched: a 404 stands in its console
        page.goto(f"{address}/#/documents")
        page.click("text=safe.md")
        page.wait_for_selector("#viewer:has-text('The safe opens with 4711.')")
        [safe] = page.request.get(f"{address}/documents").json()["documents"]
        page.request.delete(f"{address}/documents/{safe['id']}")
        page.fill("#viewer .find input", "safe")
        page.press("#viewer .find input", "Enter")
        page.wait_for_selector("#viewer .found-count:text('This document is no longer here.')")
        assert page.is_hidden("#connection")
        page.close()
