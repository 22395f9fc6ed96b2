from __future__ import annotations

from api.compat.sources import ListedSource, MarkNumbering, format_list, make_link, strip_list, strip_marks, title
from kb.types import Citation, Span


def cited(n: int, path: str = "a.md", page: int | None = None, supported: bool = True, start: int = 0) -> Citation:
    return Citation(n, f"d{n}", path, page, "", start, 9, supported)


def link(citation) -> str:
    return f"http://127.0.0.1/{citation.document}/{citation.start}"


def test_marks_are_numbered_in_the_order_of_the_text():
    numbering = MarkNumbering(known=8)
    assert numbering.feed("Red [7][3]. ") + numbering.feed("Blue [3]. Green [1] (does not say this).") == (
        "Red [1][2]. Blue [2]. Green [3] (does not say this)."
    )
    sources = numbering.sources([cited(1), cited(3), cited(7)], link)
    assert [(source.n, source.url) for source in sources] == [
        (1, "http://127.0.0.1/d7/0"),
        (2, "http://127.0.0.1/d3/0"),
        (3, "http://127.0.0.1/d1/0"),
    ]
    assert [source.place for source in sources] == [Span(4, 7), Span(7, 10), Span(28, 31)]


def test_what_is_no_number_of_a_source_stays_as_it_is():
    assert MarkNumbering(known=0).feed("1. report [2].pdf") == "1. report [2].pdf"
    assert MarkNumbering(known=2).feed("Red [2]. See [7] and [0] and [2024].") == "Red [1]. See [7] and [0] and [2024]."


def test_of_several_citations_of_a_source_the_first_supported_one_leads():
    numbering = MarkNumbering(known=8)
    numbering.feed("Red [1].")
    [source] = numbering.sources([cited(1, supported=False, start=1), cited(1, start=2), cited(1, start=3)], link)
    assert source.url == "http://127.0.0.1/d1/2"


def test_a_source_that_the_text_does_not_name_is_not_listed():
    numbering = MarkNumbering(known=8)
    numbering.feed("Red.")
    assert numbering.sources([cited(1)], link) == []
    assert format_list([]) == ""


def test_a_title_has_the_page():
    assert title(cited(1, "handbook.pdf", 3)) == "handbook.pdf, p. 3"
    assert title(cited(1, "a\n\nb.md")) == "a b.md"


def test_a_link_leads_to_the_cited_words_of_the_page():
    assert make_link("http://127.0.0.1:8808/", "default")(cited(1, page=3)) == (
        "http://127.0.0.1:8808/view/d1/3?start=0&end=9#cited"
    )
    assert make_link("http://127.0.0.1:8808", "a b")(cited(1)) == (
        "http://127.0.0.1:8808/view/d1/1?start=0&end=9&space=a+b#cited"
    )


def test_a_list_is_markdown_whose_numbers_are_those_of_the_marks():
    sources = [
        ListedSource(1, "handbook.pdf, p. 3", "http://x/1", Span(0, 3)),
        ListedSource(2, "a.md", "http://x/2", Span(3, 6)),
    ]
    assert format_list(sources) == "\n\n**Sources**\n\n1. [handbook.pdf, p. 3](http://x/1)\n2. [a.md](http://x/2)\n"


def test_a_file_name_can_neither_end_the_link_nor_show_a_picture():
    source = ListedSource(1, "x](http://evil) ![a](http://evil/p.png) <img src=x>", "http://x/1", Span(0, 3))
    assert format_list([source]).splitlines()[4] == (
        r"1. [`x](http://evil)` `![a](http://evil/p.png)` \<img src=x>](http://x/1)"
    )


def test_a_list_of_ours_is_taken_out_wherever_it_stands():
    sources = [
        ListedSource(1, "rules [old].md", "http://x/1?a=%28b", Span(0, 3)),
        ListedSource(2, "b.md, p. 2", "http://x/2", Span(0, 3)),
    ]
    answer = f"Red [1][2]. Blue (not found in the sources).{format_list(sources)}"
    assert strip_list(answer) == "Red [1][2]. Blue (not found in the sources)."
    assert strip_list(answer.strip()) == "Red [1][2]. Blue (not found in the sources)."
    assert (
        strip_list(f"ASSISTANT: {answer}\nUSER: And?")
        == "ASSISTANT: Red [1][2]. Blue (not found in the sources).\n\nUSER: And?"
    )
    assert strip_marks(answer) == "Red. Blue."
    assert strip_list("**Sources** are listed below.") == "**Sources** are listed below."


def test_a_list_of_ours_is_taken_out_whatever_its_titles_are():
    titles = [
        "a`b`](c.md",
        "http://x.example/](y) z.md",
        "[x](http://evil.example) ![p](http://evil/p.png).md",
        "\\].md",
    ]
    sources = [ListedSource(n, title, f"http://x/{n}?a=1#cited", Span(0, 3)) for n, title in enumerate(titles, 1)]
    assert strip_list(f"Red [1].{format_list(sources)}\nBlue.") == "Red [1].\n\nBlue."


def test_a_list_that_is_none_of_ours_stays():
    for text in (
        "**Sources**\n\n1. a.md",
        "**Sources**\n\n1. [a](b c)",
        "**Sources**\n\nThey are:\n\n1. [a](b)",
        "See **Sources** for more.\n1. [a](b)",
        "**Sources**" + "\n" * 50 + "x",
    ):
        assert strip_list(text) == text
