"""The page for everyone: any width, light and dark, by keyboard, for screen readers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from running import running
from served_house import answered

import kb
from api.http.app import create_app
from kb.settings import Settings

AXE = Path(__file__).parent / "js" / "node_modules" / "axe-core" / "axe.min.js"
LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]. Interns have 40 days [1]."
# What of an answer lies beyond its edge, where it is cut off.
BEYOND = """() => {
  const edge = document.querySelector(".turn").getBoundingClientRect().right;
  const all = [...document.querySelectorAll(".turn *")];
  return all.filter((one) => one.getBoundingClientRect().right > edge + 1).map((one) => one.className);
}"""


def violations(page) -> list[str]:
    """What axe-core finds wrong, contrast included, as `rule: element`."""
    if not AXE.is_file():
        pytest.skip("axe-core is missing: npm ci --prefix tests/web/js")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)")
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_contrast_and_order_are_as_readers_with_a_disability_need_them(visit, ollama, scheme, draw):
    with visit(color_scheme=scheme) as page:
        assert violations(page) == []
        draw(page, f"welcome-{scheme}")
        ollama.replies.append(SAID)
        answered(page, LEAVE)
        page.click(".answer .mark >> nth=0")
        page.wait_for_selector("#viewer mark")
        page.focus(".answer .mark >> nth=0")
        assert violations(page) == []
        draw(page, f"source-{scheme}")
        page.keyboard.press("Escape")
        for place, shown in (("documents", "#documents tbody tr"), ("state", "#state .check:nth-child(3)")):
            page.click(f"[data-place={place}]")
            page.wait_for_selector(shown)
            assert violations(page) == []
            draw(page, f"{place}-{scheme}")


@pytest.mark.parametrize("size", [(360, 740), (820, 1180), (1280, 800), (3840, 2160)])
def test_nothing_is_cut_off_at_any_width(visit, ollama, size, draw):
    with visit(viewport={"width": size[0], "height": size[1]}) as page:
        ollama.replies.append(SAID)
        answered(page, LEAVE)
        draw(page, f"answer-{size[0]}")
        wide = "document.documentElement.scrollWidth > innerWidth"
        assert not page.evaluate(wide)
        assert page.evaluate(BEYOND) == []
        assert max(page.locator(".source .place").evaluate_all("all => all.map((one) => one.clientHeight)")) < 60
        page.click(".answer .mark >> nth=0")
        page.wait_for_selector("#viewer mark", state="visible")
        draw(page, f"viewer-{size[0]}")
        assert not page.evaluate(wide)
        page.click("[aria-label=Close]")
        if page.is_visible("#menu"):
            page.click("#menu")
        page.click("[data-place=documents]")
        page.wait_for_selector("#documents tbody tr")
        draw(page, f"documents-{size[0]}")
        assert not page.evaluate(wide)


@pytest.mark.parametrize("size", [(360, 740), (820, 1180), (1280, 800)])
def test_what_is_told_of_the_server_covers_nothing(visit, ollama, size, draw):
    """It lay over the question that was asked, the menu, and what closes a source."""
    with visit(viewport={"width": size[0], "height": size[1]}) as page:
        ollama.replies.append(SAID)
        answered(page, LEAVE)
        page.evaluate("""() => Object.assign(document.querySelector("#connection"), {
            hidden: false, textContent: "The server does not answer. Start it again with: kb serve. ".repeat(2) })""")
        end = page.evaluate("document.querySelector('#connection').getBoundingClientRect().bottom")
        tops = "all => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().top)"
        draw(page, f"unreachable-{size[0]}")
        assert min(page.locator("#bar, #sidebar, #main").evaluate_all(tops)) >= end > 0
        if page.is_visible("#menu"):
            page.click("#menu")
            assert min(page.locator("#sidebar").evaluate_all(tops)) >= end
            page.keyboard.press("Escape")
        page.click(".answer .mark >> nth=0")
        page.wait_for_selector("#viewer mark")
        assert min(page.locator("#viewer").evaluate_all(tops)) >= end
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_everything_is_reached_by_the_keyboard_alone(page, ollama):
    assert page.evaluate("document.activeElement.id") == "question"
    ollama.replies.append(SAID)
    page.keyboard.type(LEAVE)
    page.keyboard.press("Enter")
    page.wait_for_selector(".foot .tools")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "mark":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#viewer mark")
    assert page.evaluate("document.activeElement.closest('#viewer') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "mark"
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "question"


def test_a_screen_reader_hears_the_answer_once_it_is_whole(page, ollama):
    ollama.replies.append(f"First, this.\n\n{SAID}")
    answered(page, LEAVE)
    page.wait_for_selector("#live p:has-text('The answer is complete.')", state="attached")
    heard = page.inner_text("#live")
    assert heard.index("First, this.") < heard.index("Everyone") < heard.index("The answer is complete.")
    assert heard.count("Everyone") == 1


def test_light_and_dark_are_chosen_and_kept(page):
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(246, 245, 242)"
    page.click("#theme")
    assert page.evaluate(ground) == "rgb(20, 22, 27)"
    page.reload()
    assert page.evaluate(ground) == "rgb(20, 22, 27)"
    page.click("#theme")
    assert page.evaluate(ground) == "rgb(246, 245, 242)"


def test_an_empty_home_says_how_to_begin_and_what_is_missing(visit, ollama, tmp_path, draw):
    settings = Settings(home=tmp_path / "home", embed="ollama:all-minilm", chat="builtin", ollama_host=ollama.url)
    with (
        kb.open(settings=settings) as base,
        running(create_app(base)) as client,
        visit(at=str(client.base_url).rstrip("/")) as page,
    ):
        assert page.inner_text("#welcome h2") == "Nothing is in here yet"
        assert page.inner_text("#welcome .facts code") == "kb ingest FOLDER"
        page.wait_for_selector("#missing li")
        assert "kb models recommend" in page.locator("#missing code").all_inner_texts()
        assert violations(page) == []
        draw(page, "empty")


def test_what_reads_scans_is_said_to_be_missing_with_its_command(visit, ollama, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)  # as where it is not installed
    settings = Settings(home=tmp_path / "home", embed="builtin", chat="builtin", ollama_host=ollama.url)
    with (
        kb.open(settings=settings) as base,
        running(create_app(base)) as client,
        visit(at=str(client.base_url).rstrip("/")) as page,
    ):
        page.wait_for_selector("#missing li")
        assert "Scanned pages and pictures are not read. To read them: make ocr" in page.inner_text("#missing")


def test_a_linked_page_is_read_without_javascript(browser, url, page):
    """The page itself says what it needs; a cited page needs nothing."""
    [lease, *_] = [one for one in page.request.get(f"{url}/documents").json()["documents"] if "lease" in one["path"]]
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{url}/view/{lease['id']}/2?start=20&end=50#cited")
    assert len(plain.inner_text("mark")) == 30
    plain.click("text=next")
    assert "page 3 of 3" in plain.inner_text("nav")
    plain.goto(f"{url}/")
    assert "needs JavaScript" in plain.inner_text("noscript")
    context.close()
