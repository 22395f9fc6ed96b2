"""Does a passage say what a sentence claims?"""

import pytest

from kb.claims import check, states_something

PASSAGE = (
    "Teammates get 30 days of paid leave a year. Alice reports to Bob. Contractors are not eligible for the bonus. "
    "Keith Gordon is an actor. He was born on February 3, 1961. The budget is 1,250,000 euros. "
    "员工每年享有三十天带薪假期。试用期员工不能申请年终奖。"
)


@pytest.mark.parametrize(
    "claim",
    [
        "Teammates get 30 days of paid leave.",
        "Teammates get thirty days of paid leave a year.",
        "Alice reports to Bob.",
        "Contractors are not eligible for the bonus.",
        "Contractors don't get the bonus.",
        "Keith Gordon was born on 3 February 1961.",
        "The budget is 1 250 000 euros.",
        "员工每年有30天带薪假期。",
        "试用期员工不能申请年终奖。",
        "- Teammates get 30 days of paid leave",
    ],
)
def test_what_the_passage_says_is_supported(claim):
    assert check(claim, PASSAGE).supported


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("Teammates get 20 days of paid leave.", "number"),
        ("The budget is 1,250 euros.", "number"),
        ("员工每年有20天带薪假期。", "number"),
        ("Carol reports to Bob.", "name"),
        ("Contractors get 30 days of paid leave.", "negation"),
        ("Alice was born in 1961.", "number"),
        ("Bob reports to Alice.", "order"),
        ("Contractors are eligible for the bonus.", "negation"),
        ("员工每年没有带薪假期。", "negation"),
        ("试用期员工可以申请年终奖。", "negation"),
        ("The moon is made of cheese.", "words"),
    ],
)
def test_what_it_does_not_say_is_not_and_the_reason_is_named(claim, reason):
    verdict = check(claim, PASSAGE)
    assert (verdict.supported, verdict.reason) == (False, reason)


def test_the_nearest_sentence_is_pointed_at():
    span = check("Alice reports to Bob.", PASSAGE).span
    assert PASSAGE[span.start : span.end] == "Alice reports to Bob."


def test_title_and_table_header_supply_words_and_numbers_but_no_quote():
    verdict = check(
        "In 2026 the climate chamber costs 185,000 EUR.", "| Climate chamber | 185000 |", "| Item | EUR 2026 |"
    )
    assert verdict.supported
    assert (verdict.span.start, verdict.span.end) == (0, 28)


def test_words_of_two_languages_are_not_compared_but_their_numbers_are():
    assert check("年假是28天。", "Everyone has 28 days of paid leave a year.").supported
    assert not check("年假是30天。", "Everyone has 28 days of paid leave a year.").supported
    assert not check("年假很长。", "Everyone has 28 days of paid leave a year.").supported


@pytest.mark.parametrize("sentence", ["Here is what I found:", "Is that so?", "Yes.", "", "---", "好的。"])
def test_introductions_questions_and_scraps_state_nothing(sentence):
    assert not states_something(sentence)
