"""The first view is small and still, and the page stays quick however much there is."""

from __future__ import annotations

import time

from served_house import serve_house

from api.web.assets import find_modules

LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]."
FIRST_VIEW = 60_000  # bytes, all files together
# What a person would feel: tasks that keep the page from answering, and how long between frames, while it is scrolled.
WATCH = """() => {
  window.felt = { longest: 0 };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) felt.longest = Math.max(felt.longest, task.duration);
  }).observe({ type: "longtask" });
}"""
SCROLL = """(selector) => new Promise((resolve) => {
  const scrolled = document.querySelector(selector);
  const times = [];
  const step = (now) => {
    times.push(now);
    scrolled.scrollTop += scrolled.scrollHeight / 60;
    if (times.length < 60) return requestAnimationFrame(step);
    const gaps = times.slice(1).map((time, at) => time - times[at]).sort((a, b) => a - b);
    resolve({ median: gaps[30], nodes: document.querySelectorAll("*").length });
  };
  scrolled.scrollTop = 0;
  requestAnimationFrame(step);
})"""


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


def test_the_first_picture_waits_for_one_style_and_one_script_only(page):
    waited_for = page.evaluate("""performance.getEntriesByType("resource")
        .filter((entry) => entry.renderBlockingStatus === "blocking").map((entry) => entry.name.split("/").pop())""")
    assert sorted(waited_for) == ["page.css", "theme.js"]


def test_no_module_of_the_first_view_waits_for_another_to_name_it(page):
    named = page.evaluate("[...document.querySelectorAll('[rel=modulepreload]')].map((link) => link.href)")
    fetched = page.evaluate("""performance.getEntriesByType("resource").map((entry) => entry.name)
        .filter((name) => name.endsWith(".js"))""")
    others = {one for one in fetched if not one.endswith(("/main.js", "/theme.js"))}
    assert others == set(named)


def test_what_a_module_needs_is_found_but_not_what_it_loads_on_demand():
    files = {
        "main.js": b'import { a } from "./a.js";\nimport "./b.js";\nconst later = () => import("./later.js");\n',
        "a.js": b'import { c } from "./c.js";\nimport { main } from "./main.js";\n',
        "b.js": b"// import nothing",
        "c.js": b'export { d } from "./b.js";\n',
    }
    assert find_modules(files, "main.js") == ("a.js", "b.js", "c.js")


def test_a_second_visit_fetches_the_page_and_none_of_its_files(page):
    page.goto("about:blank")
    page.go_back()
    page.wait_for_selector("body[data-ready]")
    fetched = page.evaluate("""performance.getEntriesByType("resource")
        .filter((entry) => entry.transferSize > 0).map((entry) => new URL(entry.name).pathname)""")
    assert [name for name in fetched if name.startswith("/web/static/")] == []


def test_a_long_conversation_stays_quick(visit, ollama):
    """Three hundred turns are drawn, and one more is written."""
    with visit() as page:
        page.evaluate("""async () => {
            const { saveConversation } = await import("/web/static/x/conversations.js");
            const answer = (n) => ({ question: `Question ${n}`, answer: `Answer ${n} [1].`, refused: false,
                complete: true, standalone: null, citations: [], sources: [], model: "m", usage: {}, seconds: {},
                id: null, nearest: [] });
            const turns = [...Array(300).keys()].map((n) => ({ question: `Question ${n}`, answer: answer(n),
                blocks: [`<p>Answer ${n} <button type="button" class="mark" data-n="1">1</button></p>`.repeat(5)] }));
            await saveConversation({ id: "long", title: "Long", updated: "", turns }, {});
        }""")
        begun = time.monotonic()
        page.goto(page.url.split("#")[0] + "#/c/long")
        page.wait_for_selector(".turn:nth-child(300)", state="attached")
        drawn = time.monotonic() - begun
        ollama.replies.append(SAID)
        page.fill("#question", LEAVE)
        page.press("#question", "Enter")
        page.wait_for_selector(".turn:nth-child(301) .foot .tools")
        felt = page.evaluate(SCROLL, "#thread")
    assert drawn < 5  # a tenth of that where the machine does nothing else
    assert felt["median"] < 100  # milliseconds between two pictures: 17 where the machine does nothing else
    assert felt["nodes"] < 30 * 301  # 23 for a turn: what is out of sight is there, and not laid out


def test_a_thousand_documents_are_listed_searched_and_chosen_without_a_pause(visit, ollama, tmp_path):
    folder = tmp_path / "many"
    for number in range(1000):
        place = folder / f"part-{number % 10}" / f"note-{number:04}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"Note {number} about the gate.", encoding="utf-8")
    with serve_house(tmp_path / "served", ollama, folder) as address, visit(at=address) as page:
        assert page.inner_text("#count") == "1000"
        page.evaluate(WATCH)
        page.click("[data-place=documents]")
        page.wait_for_selector("#documents .pager span:text('1–50 of 1,000')")
        page.click("th.date button")
        page.fill("#documents .table > input", "note-09")
        page.wait_for_selector("#documents .pager span:text('1–50 of 100')")
        page.check("thead input")
        page.wait_for_selector(".selection span:has-text('50 selected')")
        page.fill(".mentions-form input", "gate")
        page.press(".mentions-form input", "Enter")
        page.wait_for_selector(".mentions header span:text('1,000 mentions · 1,000 documents')")
        felt = page.evaluate(SCROLL, "#documents") | page.evaluate("felt")
    assert felt["nodes"] < 4_000  # 2,400: fifty rows, two hundred of the documents that mention it
    assert felt["median"] < 100
    assert felt["longest"] < 1_000  # milliseconds: 95 at a load of 17
