"""What is not certain to answer is quoted with spare statements behind it."""

from dataclasses import replace

import pytest
from library import fill

from kb.answer.quotes.quotes import choose_quotes
from kb.answer.selection.selection import Choice, rank_statements
from kb.search.query import understand_question
from kb.search.search import find_best_hits
from kb.search.similarity import Nearness
from kb.store.home import Home
from kb.store.store import Store

THINGS = ["red boats", "blue vans", "green bikes", "black cabs", "white trucks", "grey buses", "brown carts"]
QUESTION = "Where are the vehicles kept?"


@pytest.fixture
def store(tmp_path, embedder):
    with Home.open(tmp_path) as home:
        halls = {f"{each}.md": f"The {each} are kept in hall {n} of the depot." for n, each in enumerate(THINGS)}
        yield fill(home.space(), embedder, halls)


@pytest.fixture
def found(store, embedder) -> list[Choice]:
    """Seven statements that are as good."""
    nearness = Nearness(understand_question(QUESTION, store, embedder), store)
    ranked = rank_statements(nearness.asked, find_best_hits(nearness, store, 7), store, embedder)
    assert len(ranked) == 7
    return [replace(one, score=1.0) for one in ranked]


def spare(found: list[Choice], store: Store, *, certain: bool) -> list[bool]:
    return [quote.spare for quote in choose_quotes(found, store, certain=certain)]


def test_where_it_is_certain_four_statements_are_quoted(found, store):
    assert spare(found, store, certain=True) == [False] * 4


def test_where_it_is_not_two_spare_ones_come_behind_them(found, store):
    assert spare(found, store, certain=False) == [False] * 4 + [True] * 2


def test_spare_ones_may_be_worth_two_thirds_of_the_first_and_others_three_quarters(found, store):
    scores = [1.0, 0.76, 0.74, 0.67, 0.66, 0.65, 0.64]
    ranked = [replace(one, score=score) for one, score in zip(found, scores, strict=True)]
    assert spare(ranked, store, certain=True) == [False] * 2
    assert spare(ranked, store, certain=False) == [False] * 2 + [True] * 2
