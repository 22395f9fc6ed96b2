"""The first view is small and still, and the page stays quick however much there is."""

from __future__ import annotations

import time

LEAVE = "How many days of paid leave do I have a year?"
SAID = "Everyone who works full time has 28 days of paid leave a year [1]."
FIRST_VIEW = 60_000  # bytes, all files together


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
