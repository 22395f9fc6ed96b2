"""Documents on the page: taken in, listed, compared, searched for words, deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from ollama_server import OllamaServer
from served_house import serve_house

OLD = "# Travel\n\nA night in Paris is paid up to 180 euros.\n\nReceipts are due within thirty days.\n"
NEW = "# Travel\n\nA night in Paris is paid up to 210 euros.\n\nReceipts are due within thirty days.\n\nTrains first.\n"
BROKEN = b"%PDF-1.7\nthis is no page\n%%EOF"


@pytest.fixture(scope="module")
def travel(tmp_path_factory, ollama) -> Iterator[str]:
    """A server of its own: these tests add and delete."""
    folder = tmp_path_factory.mktemp("travel")
    (folder / "rules").mkdir()
    (folder / "rules" / "travel-2025.md").write_text(OLD, encoding="utf-8")
    (folder / "rules" / "travel-2026.md").write_text(NEW, encoding="utf-8")
    for number in range(60):
        (folder / "rules" / f"note-{number:02}.txt").write_text(f"Note {number} about nothing else.", encoding="utf-8")
    with serve_house(tmp_path_factory.mktemp("served"), ollama, folder / "rules") as address:
        yield address


@pytest.fixture
def documents(visit, travel) -> Iterator:
    with visit("/#/documents", at=travel) as page:
        page.wait_for_selector("#documents tbody tr")
        yield page


def names(page) -> list[str]:
    return page.locator("#documents tbody td.name").all_inner_texts()


def choose(page, *paths: str) -> None:
    page.fill("#documents .table > input", "travel")
    for path in paths:
        page.check(f"[aria-label='Select {path}']")


def send(page, *files: dict) -> None:
    with page.expect_file_chooser() as chooser:
        page.click("text=Add files")
    chooser.value.set_files([{"mimeType": "application/octet-stream", **file} for file in files])


def test_documents_are_listed_fifty_at_a_time_filtered_and_sorted(documents):
    assert len(names(documents)) == 50
    assert documents.inner_text("#documents .pager span") == "1–50 of 62"
    documents.click("#documents .pager [aria-label=Next]")
    assert names(documents)[-1] == "travel-2026.md"
    documents.fill("#documents .table > input", "note-1")
    assert len(names(documents)) == 10
    documents.click("th.name button")
    assert names(documents)[0] == "note-19.txt"
    assert documents.get_attribute("th.name", "aria-sort") == "descending"


def test_two_documents_are_compared_side_by_side(documents, draw):
    choose(documents, "travel-2025.md", "travel-2026.md")
    documents.click("text=Compare the two")
    documents.wait_for_selector(".comparison tr.changed")
    assert documents.inner_text(".comparison del") == "180"
    assert documents.locator(".comparison ins").all_inner_texts() == ["210", "Trains first."]
    draw(documents, "comparison")
    documents.check(".comparison input")
    assert documents.locator(".comparison tbody tr").count() == 2


def test_every_mention_is_counted_and_opens_at_its_place(documents, draw):
    documents.fill(".mentions-form input", "paris")
    documents.press(".mentions-form input", "Enter")
    documents.wait_for_selector(".mentions .place")
    assert documents.inner_text(".mentions header span") == "2 mentions · 2 documents"
    draw(documents, "mentions")
    documents.click(".mentions .link >> nth=1")
    assert documents.inner_text("#viewer mark") == "Paris"


def test_the_statements_of_a_document_are_shown(documents):
    documents.fill("#documents .table > input", "travel-2025")
    documents.click("[aria-label='Statements: travel-2025.md']")
    documents.wait_for_selector(".inside ol")
    assert documents.locator(".inside .link").all_inner_texts() == [
        "A night in Paris is paid up to 180 euros.",
        "Receipts are due within thirty days.",
    ]
    documents.click(".inside .link >> nth=1")
    assert documents.inner_text("#viewer mark") == "Receipts are due within thirty days."


def test_an_upload_tells_of_each_file_and_why_one_failed(documents, draw):
    send(
        documents,
        {"name": "plan.txt", "buffer": b"The new hall opens in May 2027."},
        {"name": "broken.pdf", "buffer": BROKEN},
    )
    documents.wait_for_selector(".upload .tools > span:has-text('Done: 1 added or updated · 1 could not be read')")
    assert "plan.txt added" in documents.inner_text(".outcomes")
    assert documents.inner_text(".outcomes .problem").startswith("broken.pdf failed: ")
    documents.wait_for_selector(".failures:has-text('broken.pdf')")
    draw(documents, "upload")
    documents.fill("#documents .table > input", "plan")
    assert names(documents) == ["plan.txt"]
    documents.click("[aria-label='Delete: broken.pdf']")
    assert documents.inner_text("#dialog h2") == "Delete “broken.pdf” from the knowledge base?"
    documents.click("#dialog .danger")
    documents.wait_for_selector(".failures li:has-text('broken.pdf')", state="detached")


def test_reading_tells_its_rate_and_the_time_left_and_can_be_called_off(visit, tmp_path):
    files = [{"name": f"hall-{n}.txt", "buffer": f"Hall {n} opens in May.".encode()} for n in range(200)]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "one.txt").write_text("One.", encoding="utf-8")
    with (
        OllamaServer(embed_delay=0.3) as slow,
        serve_house(tmp_path / "served", slow, tmp_path / "docs") as address,
        visit("/#/documents", at=address) as page,
    ):
        send(page, *files)
        rated = page.wait_for_selector(".upload .tools > span:has-text('passages/s')").inner_text()
        assert re.search(r"Reading: \d+ of 200 files · .*\d+ of \d+ passages · [\d.,]+ passages/s, .+ left", rated)
        page.click(".upload button:text('Call off')")
        page.wait_for_selector(".upload button:text('Dismiss')")
        read = int(page.inner_text("#count"))
        assert 1 <= read < 201


def test_a_german_reader_is_told_in_german_why_a_file_failed_and_what_answers(visit, travel, draw):
    with visit("/#/documents", at=travel, locale="de-DE") as page:
        page.wait_for_selector("#documents tbody tr")
        with page.expect_file_chooser() as chooser:
            page.click("text=Dateien hinzufügen")
        chooser.value.set_files([{"name": "kaputt.pdf", "mimeType": "application/pdf", "buffer": BROKEN}])
        page.wait_for_selector(".failures li:has-text('kaputt.pdf')")
        why = (
            "ist beschädigt: die Seiten sind nicht zu finden, "
            "wie bei einer abgeschnittenen oder nicht ganz kopierten Datei"
        )
        assert page.inner_text(".outcomes .problem") == f"kaputt.pdf fehlgeschlagen: {why}"
        assert page.inner_text(".failures li:has-text('kaputt.pdf')") == f"kaputt.pdf {why}"
        draw(page, "upload-de")
        page.click("[data-place=state]")
        page.wait_for_selector("#state .check:has-text('ollama:tiny-think, Kontext von 2048 Tokens')")


# Entries as a browser gives them for what is dropped; Playwright cannot drop a folder.
DROPPED = """() => {
  const file = (name) => {
    const content = new File(["Minutes of " + name], name);
    return { isFile: true, name, file: (done) => done(content) };
  };
  const folder = (name, inner) => ({
    name,
    createReader: () => {
      const parts = [inner, []];
      return { readEntries: (done) => done(parts.shift()) };
    },
  });
  const tree = folder("minutes", [file("may.txt"), folder("old", [file("may.txt")]), file(".hidden")]);
  const event = new Event("drop", { cancelable: true });
  event.dataTransfer = { types: ["Files"], files: [], items: [{ webkitGetAsEntry: () => tree }] };
  dispatchEvent(event);
}"""


def test_a_folder_that_is_dropped_keeps_its_folders(documents):
    documents.evaluate(DROPPED)
    documents.wait_for_selector(".upload .tools > span:has-text('Done: 2')")
    documents.fill("#documents .table > input", "may")
    assert names(documents) == ["minutes/may.txt", "minutes/old/may.txt"]


def test_deleting_asks_first_and_gives_a_receipt(documents, draw):
    send(documents, {"name": "secret.txt", "buffer": b"The safe opens with 4711."})
    documents.wait_for_selector(".upload .tools > span:has-text('Done')")
    documents.fill("#documents .table > input", "secret")
    documents.check("[aria-label='Select secret.txt']")
    documents.click(".selection .danger")
    assert documents.inner_text("#dialog h2") == "Delete “secret.txt” from the knowledge base?"
    documents.keyboard.press("Escape")
    assert names(documents) == ["secret.txt"]
    documents.click(".selection .danger")
    documents.click("#dialog .danger")
    documents.wait_for_selector(".receipt li:has-text('; its file')")
    assert documents.inner_text(".receipt li") == (
        "secret.txt: erased 1 page, 1 passage, 1 vector, 2 entries of the indexes; its file was deleted too"
    )
    documents.wait_for_selector(".pager span:text('No document matches.')")
    draw(documents, "receipt")


def test_before_many_are_deleted_each_is_named_also_those_that_the_list_does_not_show(documents):
    choose(documents, "travel-2025.md")
    documents.fill("#documents .table > input", "note-0")
    documents.check("thead input")
    documents.click(".selection .danger")
    assert documents.inner_text("#dialog h2") == "Delete 11 documents from the knowledge base?"
    named = documents.locator("#dialog li").all_inner_texts()
    assert named == ["travel-2025.md", *(f"note-0{n}.txt" for n in range(7)), "and 3 more"]
    documents.keyboard.press("Escape")
    documents.uncheck("thead input")
    documents.check("[aria-label='Select note-03.txt']")
    documents.click(".selection .danger")
    assert documents.locator("#dialog li").all_inner_texts() == ["travel-2025.md", "note-03.txt"]
    documents.keyboard.press("Escape")


def test_a_file_of_ones_own_folder_stays_when_its_document_is_deleted(documents):
    documents.fill("#documents .table > input", "note-59")
    documents.check("[aria-label='Select note-59.txt']")
    documents.click(".selection .danger")
    documents.click("#dialog .danger")
    documents.wait_for_selector(".receipt li:has-text('; its file')")
    assert documents.inner_text(".receipt li").endswith(
        "; its file stays in your folder, and comes back when that is read again"
    )
