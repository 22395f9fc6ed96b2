"""The document beside the answer: at its page, the statement marked, with all that one does with a page."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from served_house import answered, is_in_sight, serve_house

RENT = "What is the monthly rent of the office?"
RENT_SAID = "The monthly rent is 9,600 euros plus value added tax [1]."
PRICE = "How much is the weather station for ships?"
MARKED = (255, 238, 153)  # the marker's yellow over white paper, as ingest.render.draw lays it on


def open_rent(page, ollama) -> None:
    ollama.replies.append(RENT_SAID)
    answered(page, RENT)
    page.click(".answer .mark")
    page.wait_for_selector("#viewer img")


def rows_of(page, colour: tuple[int, int, int]) -> list[int]:
    """The rows of the page's picture, as it is on the screen, that show the colour."""
    picture = Image.open(io.BytesIO(page.locator("#viewer .paper").screenshot())).convert("RGB")
    near = np.abs(np.asarray(picture, np.int16) - colour).max(axis=2) <= 6
    return [int(row) for row in np.nonzero(near.sum(axis=1) > 50)[0]]


def test_a_page_of_a_pdf_is_shown_as_it_looks_with_the_quote_marked(page, ollama, draw):
    open_rent(page, ollama)
    assert page.inner_text("#viewer .at") == "Page 2 of 3"
    draw(page, "pdf")
    marked = rows_of(page, MARKED)
    assert marked
    assert marked[-1] - marked[0] < 40  # one line
    page.click("[aria-label='Next page']")
    page.wait_for_selector("#viewer img[src$='pages/3.png']")
    assert rows_of(page, MARKED) == []


def test_a_page_can_be_made_larger_and_read_as_text(page, ollama):
    open_rent(page, ollama)
    narrow = page.locator("#viewer img").bounding_box()["width"]
    page.click("[aria-label=Larger]")
    page.wait_for_timeout(300)
    assert page.locator("#viewer img").bounding_box()["width"] > 1.2 * narrow
    page.click("#viewer >> text=Text")
    assert "9,600 euros" in page.inner_text("#viewer mark")


def test_a_page_that_is_made_larger_stays_where_it_was_read(page, ollama):
    open_rent(page, ollama)
    page.click("#viewer >> text=Text")
    for size in ("1.25em", "1.5em", "2em"):
        page.click("[aria-label=Larger]")
        page.wait_for_selector(f"#viewer .text[style='font-size: {size};']")
    share = "(({ scrollTop, scrollHeight }) => scrollTop / scrollHeight)(document.querySelector('#viewer .paper'))"
    page.evaluate("document.querySelector('#viewer .paper').scrollTop = 150")
    before = page.evaluate(share)
    page.click("[aria-label=Larger]")
    page.wait_for_selector("#viewer .text[style='font-size: 3em;']")
    assert before > 0
    assert abs(page.evaluate(share) - before) < 0.01


def test_words_are_found_within_the_document_page_by_page(page, ollama):
    open_rent(page, ollama)
    page.fill("#viewer .find input", "LANDLORD")
    page.press("#viewer .find input", "Enter")
    page.wait_for_selector("#viewer .found-count:has-text('1 of')")
    page.wait_for_selector("#viewer .at:text('Page 1 of 3')")
    page.fill("#viewer .find input", "submarine")
    page.press("#viewer .find input", "Enter")
    page.wait_for_selector("#viewer .found-count:text('Nothing found')")


def test_a_row_of_a_table_is_marked_with_its_columns(page, ollama, draw):
    ollama.replies.append("The weather station for ships costs 3150 EUR [1].")
    answered(page, PRICE)
    page.click(".answer .mark")
    assert page.inner_text("#viewer tr.cited").split("\t")[-2:] == ["3150", "5"]
    assert page.inner_text("#viewer th >> nth=2") == "Price in EUR"
    assert page.inner_text(".sources q") == "WS-40S · Weather station for ships · 3150 · 5"
    page.wait_for_selector(".source .facts:has-text('dated 2026')")
    draw(page, "row")


def test_a_long_text_is_read_part_by_part_from_the_cited_place_on(visit, ollama, tmp_path, draw):
    (tmp_path / "docs").mkdir()
    lines = [f"Entry {n}: the gate was closed at nine." for n in range(20_000)]
    (tmp_path / "docs" / "log.txt").write_text("\n".join(lines), encoding="utf-8")
    with (
        serve_house(tmp_path / "served", ollama, tmp_path / "docs") as address,
        visit("/#/documents", at=address) as page,
    ):
        page.fill(".mentions-form input", "Entry 15000:")
        page.press(".mentions-form input", "Enter")
        page.click(".mentions .link")
        page.wait_for_selector("#viewer mark:text('Entry 15000:')")
        assert len(page.inner_text("#viewer .text")) < 110_000
        draw(page, "part")
        page.click("text=Later text")
        page.wait_for_selector("#viewer .text:has-text('Entry 18000:')")
        page.click("text=Earlier text")
        page.wait_for_selector("#viewer .text:has-text('Entry 15000:')")
        assert page.locator("#viewer .text:has-text('Entry 18000:')").count() == 0
        assert is_in_sight(page, "#viewer mark")
        page.click("text=Earlier text")
        page.wait_for_selector("#viewer .text:has-text('Entry 12000:')")
        assert is_in_sight(page, "#viewer .paper > button:has-text('Later text')")  # where it goes on from here
        page.click("text=Later text")
        page.wait_for_selector("#viewer .text:has-text('Entry 15000:')")
        assert is_in_sight(page, "#viewer mark")


def test_a_quote_over_two_lines_of_chinese_is_shown_without_a_space_between(page):
    read = "async (text) => (await import('/web/static/x/dom.js')).readable(text)"
    assert page.evaluate(read, "由员工自行承担，\n经部门批准") == "由员工自行承担，经部门批准"
    assert page.evaluate(read, "paid by\nthe tenant") == "paid by the tenant"


def test_citations_are_stepped_through(page, ollama):
    ollama.replies.append("Everyone has 28 days of paid leave a year [1]. Up to five unused days move on [1].")
    answered(page, "How many days of paid leave do I have a year?")
    page.click(".answer .mark >> nth=0")
    page.wait_for_selector("#viewer .citations span:text('Citation 1 of 2')")
    page.click("[aria-label='Next citation']")
    page.wait_for_selector("#viewer mark:has-text('five unused days')")
    page.click("[aria-label='Previous citation']")
    page.wait_for_selector("#viewer mark:has-text('28 days')")
    page.wait_for_selector("#viewer .citations span:text('Citation 1 of 2')")


def test_what_replaced_a_document_is_told_at_the_source_and_opened_beside_it(visit, ollama, tmp_path, draw):
    folder = tmp_path / "docs"
    folder.mkdir()
    lease = "# Lease L-2024-7\n\nDated 1 May 2024. The monthly rent is 900 euros.\n"
    (folder / "lease.md").write_text(lease, encoding="utf-8")
    amended = "# Amendment 1 to lease L-2024-7\n\nDated 1 June 2025. From then on it is 950 euros.\n"
    (folder / "amendment.md").write_text(amended, encoding="utf-8")
    with serve_house(tmp_path / "served", ollama, folder) as address, visit("/#/documents", at=address) as page:
        page.click("text=lease.md")
        page.wait_for_selector("#viewer .replaced_by")
        assert page.inner_text("#viewer .standing") == "dated 2024-05-01\nReplaced or amended by: amendment.md"
        draw(page, "replaced")
        page.click("#viewer .replaced_by button")
        page.wait_for_selector("#viewer .replaces")
        assert page.inner_text("#viewer .standing") == "dated 2025-06-01 · version 1\nReplaces or amends: lease.md"
        page.click("#new")
        ollama.replies.append("The monthly rent is 900 euros [1].")
        answered(page, "What is the monthly rent in the lease?")
        page.wait_for_selector(".source .problem:text('Replaced or amended by: amendment.md')")


def test_the_file_is_saved_and_never_opened_in_the_page(page, ollama):
    open_rent(page, ollama)
    with page.expect_download() as download:
        page.click("[aria-label='Download the file']")
    assert download.value.suggested_filename == "office-lease.pdf"


def test_escape_closes_the_document_and_the_focus_goes_back_to_the_mark(page, ollama):
    open_rent(page, ollama)
    page.keyboard.press("Escape")
    assert page.is_hidden("#viewer")
    assert page.evaluate("document.activeElement.className") == "mark"


def test_a_document_that_is_closed_before_it_is_there_stays_closed_without_an_error(page, ollama):
    ollama.replies.append(RENT_SAID)
    answered(page, RENT)
    page.evaluate("""() => {
        document.querySelector(".answer .mark").click();
        dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    }""")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert page.is_hidden("#viewer")  # and nothing is in the console: every test of a page looks there


def test_of_pages_that_are_turned_quickly_the_last_one_is_shown_whichever_comes_last(page, ollama):
    open_rent(page, ollama)
    held = []  # the network may bring the first of two pages after the second
    page.route("**/pages/3.png*", lambda route: held.append(route))
    page.click("[aria-label='Next page']")
    page.wait_for_selector("#viewer .at:text('Page 3 of 3')")
    page.click("[aria-label='Previous page']")
    page.wait_for_selector("#viewer .at:text('Page 2 of 3')")
    with page.expect_response("**/pages/3.png*"):
        held[0].continue_()
    page.wait_for_timeout(500)
    assert page.locator("#viewer img[src*='pages/2.png']").count() == 1
    assert page.inner_text("#viewer .at") == "Page 2 of 3"
