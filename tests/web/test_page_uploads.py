"""Uploads that are read for long: they wait their turn, outlive a reload, and are called off for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from ollama_server import OllamaServer
from served_house import serve_house


def send(page, *names: str, button: str = "Add files") -> None:
    with page.expect_file_chooser() as chooser:
        page.click(f"text={button}")
    files = [{"name": name, "mimeType": "text/plain", "buffer": f"What {name} says.".encode()} for name in names]
    chooser.value.set_files(files)


@contextmanager
def slow_server(folder) -> Iterator[tuple[str, OllamaServer]]:
    """With one document; whatever is taken in later waits for a minute, until `embed_delay` is less."""
    (folder / "docs").mkdir()
    (folder / "docs" / "one.txt").write_text("One hall.", encoding="utf-8")
    with OllamaServer() as slow, serve_house(folder / "served", slow, folder / "docs") as address:
        slow.embed_delay = 60
        yield address, slow


def test_an_upload_goes_on_being_told_of_after_a_reload_and_is_called_off_there(visit, tmp_path):
    with slow_server(tmp_path) as (address, slow), visit("/#/documents", at=address) as page:
        send(page, "two.txt", "three.txt")
        page.wait_for_selector(".upload:has-text('Reading: 0 of 2 files')")
        send(page, "four.txt")
        page.wait_for_selector(".upload:has-text('Received. It is read once what came before is done.')")
        page.reload()
        page.wait_for_selector(".upload >> nth=1")
        page.click(".upload:has-text('Received') button:text('Call off')")
        page.wait_for_selector(".upload:has-text('Called off; what was finished stays.')")
        page.click(".upload:has-text('Reading') button:text('Call off')")
        page.wait_for_selector(".upload:has-text('Called off; what was finished stays.') >> nth=1")
        slow.embed_delay = 0
        send(page, "five.txt")
        page.wait_for_selector(".upload:has-text('Done: 1 added or updated')")
        assert page.locator("#documents td.name").all_inner_texts() == ["five.txt", "one.txt"]
        page.reload()
        page.wait_for_selector("#documents tbody tr")
        assert page.locator(".upload").count() == 0


def test_what_is_told_as_done_stands_in_the_list_already(visit, tmp_path):
    with slow_server(tmp_path) as (address, slow), visit("/#/documents", at=address) as page:
        page.wait_for_selector("#documents td.name")
        page.route("**/web/failures*", lambda route: (page.wait_for_timeout(500), route.continue_()))
        slow.embed_delay = 0
        send(page, "two.txt")
        page.wait_for_selector(".upload:has-text('Done: 1 added or updated')")
        assert page.locator("#documents td.name").all_inner_texts() == ["one.txt", "two.txt"]


def test_a_large_upload_that_is_called_off_is_called_off_whole(visit, tmp_path):
    with slow_server(tmp_path) as (address, _), visit("/#/documents", at=address) as page:
        send(page, *(f"{number}.txt" for number in range(901)))  # 900 are sent in one form
        page.wait_for_selector(".upload:has-text('of 900 files')")
        page.click(".upload button:text('Call off')")
        page.wait_for_selector(".upload:has-text('Called off; what was finished stays.')")
        page.wait_for_timeout(500)
        assert page.locator(".upload").count() == 1


def test_a_refusal_in_plain_text_is_told_and_nothing_waits_for_ever(browser, url):
    """As of a connection too many."""
    with closing(browser.new_page(locale="en-GB")) as page:
        page.route("**/documents?*", lambda route: route.fulfill(status=503, body="Too many connections are open."))
        page.goto(f"{url}/#/documents")
        page.wait_for_selector("#documents tbody tr")
        send(page, "two.txt")
        page.wait_for_selector(".upload .problem:has-text('503 Service Unavailable Too many connections are open.')")


def test_a_name_with_quotation_marks_is_kept_as_from_any_other_program(visit, tmp_path):
    with slow_server(tmp_path) as (address, slow), visit("/#/documents", at=address) as page:
        slow.embed_delay = 0
        send(page, "the 'new' \"rules\".txt")
        page.wait_for_selector("#documents td.name:has-text('the \\'new\\' _rules_.txt')")


def test_a_german_reader_is_told_in_german_that_an_upload_was_called_off(visit, tmp_path):
    with slow_server(tmp_path) as (address, _), visit("/#/documents", at=address, locale="de-DE") as page:
        send(page, "two.txt", button="Dateien hinzufügen")
        page.click(".upload button:text('Abbrechen')")
        page.wait_for_selector(".upload:has-text('Abgebrochen; was fertig war, bleibt.')")


def test_a_folder_that_is_chosen_leaves_out_what_is_hidden_in_it(visit, ollama, tmp_path):
    for place in ("notes/may.txt", "notes/.git/config.txt", "notes/.hidden.txt"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(f"What {place} says.", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    with (
        serve_house(tmp_path / "served", ollama, tmp_path / "docs") as address,
        visit("/#/documents", at=address) as page,
    ):
        with page.expect_file_chooser() as chooser:
            page.click("text=Add a folder")
        chooser.value.set_files(tmp_path / "notes")
        page.wait_for_selector(".upload:has-text('Done: 1 added or updated')")
        page.wait_for_selector("#documents td.name")
        assert page.locator("#documents td.name").all_inner_texts() == ["notes/may.txt"]


def test_deleting_while_files_are_read_says_that_it_waits(visit, tmp_path):
    with slow_server(tmp_path) as (address, _), visit("/#/documents", at=address) as page:
        send(page, "two.txt")
        page.wait_for_selector(".upload:has-text('Reading: 0 of 1 files')")
        page.check("[aria-label='Select one.txt']")
        page.click(".selection .danger")
        page.click("#dialog .danger")
        page.wait_for_selector(".receipt li:text('Deleting one.txt …')")
        page.click(".upload button:text('Call off')")
        page.wait_for_selector(".receipt li:has-text('one.txt: erased 1 page')")
