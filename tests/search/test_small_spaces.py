"""A space of a few paragraphs: that it lacks a word of the question says little."""

from pathlib import Path

import pytest
from library import fill

from kb.search.query import understand_question
from kb.search.search import find_best_hits
from kb.search.similarity import Nearness
from kb.search.sufficiency import weigh_evidence
from kb.store.home import Home

TRAVEL = {"差旅.md": "一线城市住宿费每晚最高报销650元。报销单须在出差结束后30天内提交。"}


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("报销单什么时候交？", True),
        ("住宿费多少？", True),
        ("住宿费最高报销多少？ 那报销单什么时候交？", True),
        ("那报销单什么时候交？ 住宿费", True),
        ("年假有几天？", False),
        ("住房公积金的比例是什么？", False),
        ("什么时候？", False),
    ],
)
def test_what_its_only_document_says_is_found_and_nothing_else(tmp_path: Path, embedder, question, there):
    with Home.open(tmp_path) as home:
        store = fill(home.space("default", create=True), embedder, TRAVEL)
        nearness = Nearness(understand_question(question, store, embedder), store)
        assert bool(weigh_evidence(nearness, find_best_hits(nearness, store, 3))) == there
