"""A page's text as HTML: its words stay to the letter, the cited ones are marked, and nothing in it does anything."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from api.web.page_text import choose_part, render_page
from kb.types import Heading, Page, Span

NOTHING = Span(0, 0)


def marked(html: str) -> list[str]:
    return [unescape(text) for text in re.findall("<mark>(.*?)</mark>", html, re.DOTALL)]


def test_headings_lists_and_tables_are_drawn_as_such():
    text = "# Leave\n\nAll have\n28 days.\n- a\n- b\n  goes on\n\n| Kind | Days |\n| --- | --- |\n| full | 28 |"
    html = render_page(Page(text, headings=(Heading(0, 1, "Leave"),)), NOTHING)
    assert html.split("\n") == [
        "<h3>Leave</h3>",
        "<p>All have",
        "28 days.</p>",
        '<p class="item">- a</p>',
        '<p class="item">- b',
        "  goes on</p>",
        '<div class="scroll" tabindex="0"><table>',
        "<tr><th>Kind</th><th>Days</th></tr>",
        "<tr><td>full</td><td>28</td></tr>",
        "</table></div>",
    ]


def test_cited_words_are_marked_across_paragraphs_and_cells():
    text = "One two.\n\nThree four.\n\n| a | b |\n| c | d |"
    assert marked(render_page(Page(text), Span(4, 15))) == ["two.", "Three"]
    html = render_page(Page(text), Span(text.index("| c"), len(text)))
    assert "<tr class=cited><td><mark>c</mark></td><td><mark>d</mark></td></tr>" in html


def test_offsets_beyond_the_text_mark_nothing():
    for span in (Span(3, 3), Span(9, 5), Span(50, 60)):
        assert marked(render_page(Page("abc def"), span)) == []
    assert marked(render_page(Page("abc def"), Span(4, 99))) == ["def"]


def test_a_long_text_is_shown_in_parts_that_make_up_the_whole():
    text = "".join(f"Line {n} of the protocol.\n" for n in range(50_000))
    place = text.index("Line 30000 ")
    part = choose_part(text, Span(place, place + 10))
    html = render_page(Page(text), Span(place, place + 10), part)
    assert marked(html) == ["Line 30000"]
    assert html.startswith("<p>Line ")
    assert len(html) < 110_000
    read, begin = "", 0
    while begin < len(text):
        part = choose_part(text, NOTHING, begin)
        read, begin = read + text[part.start : part.end], part.end
    assert read == text


def test_rows_of_a_part_of_a_long_table_keep_their_header():
    rows = "".join(f"| {n} | {n * n} |\n" for n in range(20_000))
    text = f"| Number | Square |\n| --- | --- |\n{rows}"
    place = text.index("| 15000 |")
    html = render_page(Page(text), Span(place, place + 20), choose_part(text, Span(place, place + 20)))
    assert html.count("<tr><th>Number</th><th>Square</th></tr>") == 1
    assert "<td><mark>15000</mark></td><td><mark>225000000" in html
    assert "<td>1</td><td>1</td>" not in html


def test_a_line_without_end_is_shown_in_parts_too():
    text = "word " * 100_000
    html = render_page(Page(text), NOTHING, choose_part(text, NOTHING, 200_000))
    assert len(html) == 100_000 + len("<p></p>")


HOSTILE = "<script>alert(1)</script>\n| <img src=x onerror=alert(1)> |\n# <svg/onload=alert(1)>\n- &lt;b&gt; \ud800"


def test_tags_in_a_page_are_words():
    html = render_page(Page(HOSTILE, headings=(Heading(HOSTILE.index("#"), 1, "x"),)), Span(0, len(HOSTILE)))
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "mark", "div", "table", "tr", "td", "h3"}
    assert "onerror" not in re.sub(r"&lt;.*?&gt;", "", html)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab<>&|#-\n \"'1.漢", max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_any_text_stays_the_same_words_in_the_same_order(text, start, end):
    html = render_page(Page(text), Span(start, end))
    assert not set(re.findall(r"<(\w+)", html)) - {"p", "mark", "div", "table", "tr", "td", "th"}
    shown = unescape(re.sub(r"<[^>]*>", "", html))
    assert re.sub(r"[\s|:-]", "", shown) == re.sub(r"[\s|:-]", "", text)


def test_code_keeps_its_lines_and_its_blanks():
    text = "Run:\n```sh\n$ make deploy\n\n  | not | a row |\n```\nThen wait.\n\n~~~\n# no end"
    assert render_page(Page(text), Span(text.index("make"), text.index("deploy"))).split("\n") == [
        "<p>Run:</p>",
        '<pre tabindex="0">```sh',
        "$ <mark>make </mark>deploy",
        "",
        "  | not | a row |",
        "```</pre>",
        "<p>Then wait.</p>",
        '<pre tabindex="0">~~~',
        "# no end</pre>",
    ]


def test_what_a_file_says_of_itself_at_its_beginning_keeps_its_lines():
    text = "---\ntitle: Deploying\ntags:\n  - api\n---\nDeploy on Mondays."
    html = render_page(Page(text), NOTHING)
    assert html == f'<pre tabindex="0">{text.rpartition(chr(10))[0]}</pre>\n<p>Deploy on Mondays.</p>'
    assert render_page(Page("A line.\n---\nA rule.\n---"), NOTHING) == "<p>A line.\n---\nA rule.\n---</p>"
