"""Figures that are asked for by name and computed from others."""

import pytest

from kb.search.query import take_literally
from kb.search.ratios import parts_of


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Has Acme's quick ratio improved?", "total current liabilities"),
        ("How do the gross margins of 2022 and 2021 compare?", "gross profit"),
        ("Is it a capital-intensive business?", "property, plant and equipment"),
        ("What was the EBITDA?", "depreciation and amortization"),
        ("公司2023年的毛利率是多少？", "营业成本"),
    ],
)
def test_a_ratio_is_sought_by_what_it_is_computed_from(question, part):
    assert part in parts_of(question)


@pytest.mark.parametrize("question", ["How quick is the ratio of staff to guests?", "What is the margin?", "几天假？"])
def test_a_question_that_names_no_ratio_is_left_alone(question):
    assert parts_of(question) == ""


def test_the_parts_weigh_less_than_the_questions_own_words_and_count_as_found_words_of_no_answer(library, embedder):
    asked = take_literally("What is the operating margin of Acme?", library, embedder)
    assert set(asked.wanted.weights) == {"oper", "margin", "acm"}
    assert {"incom", "revenu", "statement"} <= asked.sought.weights.keys() - asked.wanted.weights.keys()
    assert asked.sought.weights["acm"] == asked.wanted.weights["acm"]
    assert (
        asked.sought.weights["statement"]
        == take_literally("statement", library, embedder).wanted.weights["statement"] / 2
    )
