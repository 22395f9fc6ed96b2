"""Chinese questions of English pages: words are looked for by what the dictionary calls them in English."""

import pytest
from library import fill

from kb.answer.selection.subject import weigh_subject
from kb.search.query import take_literally
from kb.search.search import find_hits
from kb.store.home import Home

ENGLISH = {
    "deposit.md": "The deposit is three months' rent.",
    "kitchen.md": "The kitchen is cleaned on Fridays.",
}


@pytest.fixture(scope="module")
def english(tmp_path_factory, embedder):
    with Home.open(tmp_path_factory.mktemp("english")) as home:
        yield fill(home.space("default", create=True), embedder, ENGLISH, language="en")


@pytest.fixture(scope="module")
def both(tmp_path_factory, embedder):
    with Home.open(tmp_path_factory.mktemp("both")) as home:
        space = home.space("default", create=True)
        fill(space, embedder, ENGLISH, language="en")
        yield fill(space, embedder, {"押金.md": "押金在退房后七天内退还。"}, language="zh")


def test_a_word_is_looked_for_by_its_english_name(english):
    assert set(weigh_subject("押金是多少？", english).forms["押金"]) == {"deposit"}


def test_a_chinese_question_finds_an_english_page_by_words_alone(english, embedder):
    asked = take_literally("厨房什么时候打扫？", english, embedder, "keyword")
    assert find_hits(asked, english, 1)[0].path == "kitchen.md"


def test_where_all_pages_are_english_a_word_without_a_name_there_is_not_asked_for(english):
    assert set(weigh_subject("押金的利率", english).weights) == {"押金"}


def test_a_word_that_a_chinese_page_holds_is_asked_for_as_it_is(both):
    asked = weigh_subject("押金的厨房", both)
    assert "押金" not in asked.forms
    assert set(asked.forms["厨房"]) == {"kitchen"}


def test_where_some_pages_are_chinese_a_word_without_a_name_is_asked_for(both):
    assert "利率" in weigh_subject("押金的利率", both).weights
