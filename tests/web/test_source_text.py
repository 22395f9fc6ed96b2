"""A document's text as it is read: code with its indents, far rows with their columns, and room for the list beside."""

from __future__ import annotations

from contextlib import contextmanager

from served_house import answered, is_in_sight, serve_house


@contextmanager
def open_only_document(visit, ollama, folder, name: str, text: str, **more):
    (folder / "docs").mkdir()
    (folder / "docs" / name).write_text(text, encoding="utf-8")
    with (
        serve_house(folder / "served", ollama, folder / "docs") as address,
        visit("/#/documents", at=address, **more) as page,
    ):
        page.click("#documents td.name button")
        page.wait_for_selector("#viewer .text")
        yield page


def test_a_far_row_is_shown_with_its_columns_above_it(visit, ollama, tmp_path, draw):
    rows = [",".join(["Station", *(f"Metric {n}" for n in range(1, 41))])]
    rows += [",".join([f"Station {n}", *(str(1000 * n + m) for m in range(1, 41))]) for n in range(200)]
    with open_only_document(visit, ollama, tmp_path, "metrics.csv", "\n".join(rows)) as page:
        page.fill("#viewer .find input", "150023")
        page.press("#viewer .find input", "Enter")
        page.wait_for_selector("#viewer mark:text('150023')")
        assert is_in_sight(page, "#viewer mark")
        assert is_in_sight(page, "#viewer th:text-is('Metric 23')")
        assert page.locator("#viewer td >> nth=0").bounding_box()["height"] < 40  # in one line
        draw(page, "far row")


def test_code_is_shown_with_its_lines_and_indents(visit, ollama, tmp_path):
    code = "limits:\n  cpu: 2"
    text = f"# Deploy\n\nRun\nthis:\n\n```\n{code}\n```\n"
    with open_only_document(visit, ollama, tmp_path, "deploy.md", text) as page:
        assert code in page.inner_text("#viewer pre")
        assert page.inner_text("#viewer .text p") == "Run this:"


def test_a_settings_file_is_shown_with_its_indents(visit, ollama, tmp_path):
    with open_only_document(visit, ollama, tmp_path, "values.yaml", "limits:\n  cpu: 2\n") as page:
        assert page.inner_text("#viewer .text") == "limits:\n  cpu: 2"


def test_lines_of_a_web_page_stay_lines(visit, ollama, tmp_path):
    text = "<h1>Visit</h1><p>Gate 3,<br>Harbour Road</p>"
    with open_only_document(visit, ollama, tmp_path, "visit.html", text) as page:
        assert page.inner_text("#viewer .text p") == "Gate 3,\nHarbour Road"


def test_the_list_of_documents_has_room_beside_a_source(page):
    page.goto(f"{page.url.split('#')[0]}#/documents")
    page.click("#documents td.name button >> nth=0")
    page.wait_for_selector("#viewer .paper > *")
    cut = page.locator("#documents .table .scroll").evaluate("(one) => one.scrollWidth - one.clientWidth")
    assert cut <= 0


def test_on_a_phone_going_back_closes_the_document_and_leaves_the_answer(visit, ollama):
    with visit(viewport={"width": 390, "height": 844}) as page:
        ollama.replies += ["Everyone who works full time has 28 days of paid leave a year [1]."] * 2
        answered(page, "How many days of paid leave do I have a year?")
        page.click(".answer .mark")
        page.wait_for_selector("#viewer .text")
        page.go_back()
        page.wait_for_selector("#viewer", state="hidden")
        assert page.is_visible(".answer .mark")
        page.click(".answer .mark")
        page.click("#viewer [aria-label='Close']")
        page.wait_for_selector("#viewer", state="hidden")
        page.click(".answer .mark")
        page.wait_for_selector("#viewer .text")
        page.go_back()
        page.wait_for_selector("#viewer", state="hidden")
        assert page.is_visible(".answer .mark")  # no step of what was closed by its button is left


def test_a_list_that_is_read_from_the_right_has_room_for_its_bullets(page, ollama):
    ollama.replies.append("- تفتح المكتبة من الأحد إلى الخميس.\n- والجمعة مغلقة.\n")
    answered(page, "How many days of paid leave do I have a year?")
    right = "one => one.getBoundingClientRect().right"
    assert page.eval_on_selector(".answer", right) - page.eval_on_selector(".answer li", right) >= 20  # pixels
