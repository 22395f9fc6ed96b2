"""The page for everyone: three languages, any width, light and dark, by keyboard, for screen readers, and fast."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from house import answered
from running import running

import kb
from api.http.app import create_app
from api.web.languages import FOLDER, LANGUAGES, choose_language, read_texts
from api.web.suggestions import suggest_questions
from kb.settings import Settings
from kb.types import Document, Heading, Page

AXE = Path(__file__).parent / "js" / "node_modules" / "axe-core" / "axe.min.js"
LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]. Interns have 40 days [1]."
PLACES = ["/", "/#/documents", "/#/state"]
FIRST_VIEW = 100_000  # bytes, all files together
STATIC = FOLDER.parent / "static"
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


@pytest.mark.parametrize(
    ("locale", "asks", "new"),
    [
        ("zh-CN", "您想知道什么？", "新问题"),
        ("de-AT", "Was möchten Sie wissen?", "Neue Frage"),
        ("fr-FR", "What do", "New"),
    ],
)
def test_the_page_speaks_the_browsers_language(visit, ollama, locale, asks, new, draw):
    with visit(locale=locale) as page:
        assert page.inner_text("#welcome h2").startswith(asks)
        assert page.inner_text("#new").startswith(new)
        ollama.replies.append("一线城市住宿费每晚最高报销650元 [1]。")
        answered(page, "一线城市的住宿费最高报销多少？")
        page.click(".answer .mark")
        page.wait_for_selector("#viewer mark")
        draw(page, f"source-{locale}")


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
    page.click("#theme")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"


def test_the_first_view_is_small_and_nothing_in_it_jumps(visit):
    with visit() as page:
        entries = page.evaluate(
            "performance.getEntries().map((entry) => [entry.name, entry.encodedBodySize ?? 0, entry.startTime])"
        )
        moved = page.evaluate("""() => new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(sum), 300);
        })""")
    assert sum(size for _, size, _ in entries) < FIRST_VIEW
    assert moved < 0.01


def test_all_languages_have_the_same_texts_with_the_same_blanks():
    first = read_texts("en")
    for language in LANGUAGES:
        texts = read_texts(language)
        assert list(texts) == list(first)
        for name, text in texts.items():
            assert text.strip(), name
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", first[name])), (language, name)


def test_every_text_that_the_page_says_is_there_and_every_text_is_said():
    files = [*STATIC.glob("*.js"), *(FOLDER.parent / "templates").glob("*.html")]
    said = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for name in re.findall(r'say\("([\w.]+)"', said) + re.findall(r'texts\["([\w.]+)"\]', said):
        assert name in read_texts("en"), name
    for name in re.findall(r'sayCount\("([\w.]+)"', said):
        assert {f"{name}.one", f"{name}.other"} <= set(read_texts("en")), name
    quoted = set(re.findall(r'"([a-z_.]+)"', said))
    families = ("status.", "check.", "role.", "missing.", "standing.", "receipt_file.")
    known = [name.removesuffix(".one").removesuffix(".other") for name in read_texts("en")]
    assert [name for name in known if name not in quoted and not name.startswith(families)] == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("zh-TW", "zh"),
        ("fr,es;q=0.5", "en"),
        ("en;q=0.1, de;q=0.9", "de"),
        ("de;q=0, zh;q=x", "en"),
        ("", "en"),
    ],
)
def test_of_the_accepted_languages_the_first_that_there_is_is_spoken(accepted, language):
    assert choose_language(accepted) == language


def test_questions_to_begin_with_come_from_different_folders():
    def document(path: str, title: str) -> Document:
        return Document(path, "/r", path, "d", 1, len(path), title, "text/plain", 1, 1, "2026-01-01T00:00:00Z")

    pages = {
        "a/lease.md": Page("x", headings=(Heading(0, 1, "Lease"), Heading(1, 2, "3.1 Deposit"))),
        "a/more.md": Page("x", headings=(Heading(0, 1, "Rent"),)),
        "b/faq.md": Page("x", headings=(Heading(0, 1, "Questions"), Heading(1, 2, "Who pays?"))),
        "c/制度.md": Page("差旅报销制度", headings=(Heading(0, 1, "制度"), Heading(1, 2, "住宿标准"))),
        "d/plain.txt": Page("nothing"),
    }
    documents = [document(path, page.headings[0].title if page.headings else "") for path, page in pages.items()]
    asked = suggest_questions(documents, pages.__getitem__)
    assert set(asked) == {
        "What does “Lease” say about “Deposit”?",
        "Who pays?",
        "《制度》里关于“住宿标准”是怎么说的？",
    }


def test_the_texts_are_json_that_is_served(url, page):
    for language in LANGUAGES:
        reply = page.request.get(f"{url}/web/texts/{language}.json")
        assert json.loads(reply.text()) == read_texts(language)


def test_a_long_conversation_stays_quick(visit, ollama):
    """Three hundred turns are drawn, and one more is written."""
    with visit() as page:
        page.evaluate("""async () => {
            const { saveConversation } = await import("/web/static/conversations.js");
            const answer = (n) => ({ question: `Question ${n}`, answer: `Answer ${n} [1].`, refused: false,
                complete: true, standalone: null, citations: [], sources: [], model: "m", usage: {}, seconds: {},
                id: null, nearest: [] });
            const turns = [...Array(300).keys()].map((n) => ({ question: `Question ${n}`, answer: answer(n),
                blocks: [`<p>Answer ${n} <button type="button" class="mark" data-n="1">1</button></p>`.repeat(5)] }));
            await saveConversation({ id: "long", title: "Long", updated: "", turns });
        }""")
        begun = time.monotonic()
        page.goto(page.url.split("#")[0] + "#/c/long")
        page.wait_for_selector(".turn:nth-child(300)", state="attached")
        drawn = time.monotonic() - begun
        ollama.replies.append(SAID)
        page.fill("#question", LEAVE)
        page.press("#question", "Enter")
        page.wait_for_selector(".turn:nth-child(301) .foot .tools")
    assert drawn < 5  # a tenth of that where the machine does nothing else


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
