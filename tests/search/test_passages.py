"""What of a page is shown with a chunk."""

from kb.search.context import cut_span, grow_span
from kb.types import Page, Span

TEXT = "Running head\nOne is here. Two is here. Three is here. Four is here.\n第五句在这里。第六句。\nPage 7"
PAGE = Page(TEXT, 7, boilerplate=(Span(0, 13), Span(TEXT.index("Page"), len(TEXT))))


def shown(start_word: str, end_word: str, limit: int, *others: Span) -> str:
    core = Span(TEXT.index(start_word), TEXT.index(end_word) + len(end_word))
    span = grow_span(PAGE, core, limit, others)
    return TEXT[span.start : span.end]


def test_a_passage_grows_by_whole_sentences_on_both_sides():
    assert shown("Two", "Two is here.", 45) == "One is here. Two is here. Three is here."


def test_a_passage_ends_where_the_boilerplate_begins():
    assert shown("Two", "Two is here.", 500) == TEXT[13 : TEXT.index("\nPage")]


def test_a_passage_leaves_out_what_is_shown_already():
    other = Span(TEXT.index("Three"), TEXT.index("Four"))
    assert shown("Two", "Two is here.", 500, other) == "One is here. Two is here."


def test_a_passage_at_the_limit_stays_as_it_is():
    assert shown("Two", "Four is here.", 10) == "Two is here. Three is here. Four is here."


def test_chinese_sentences_are_borders_too():
    assert shown("第六句", "第六句。", 12) == "第五句在这里。第六句。"


def test_an_abbreviation_is_no_border():
    text = "It is late now. Ask Dr. Weber first. Two is here."
    grown = grow_span(Page(text, 1), Span(37, 49), 30)
    assert text[grown.start : grown.end] == "Two is here."


def test_what_is_left_of_a_passage_is_its_longest_unshown_piece():
    assert cut_span(Span(10, 50), [Span(0, 15), Span(20, 24)]) == Span(24, 50)
    assert cut_span(Span(10, 50), []) == Span(10, 50)
    assert cut_span(Span(10, 50), [Span(0, 99)]) == Span(10, 10)
