"""What a passage is worth, by words and by meaning."""

import numpy
import pytest

from kb.search.scoring import (
    Background,
    ByWords,
    Wanted,
    estimate_background,
    fuse_scores,
    score_by_words,
    share_of_ideal,
    weigh_terms,
)
from kb.text.terms import TermCounts


def test_a_rare_word_tells_more_than_a_common_one():
    weights = weigh_terms(["acme", "revenue", "nowhere"], {"acme": 2, "revenue": 400}, 1000).weights
    assert weights["nowhere"] > weights["acme"] > weights["revenue"] > 0


def test_a_passage_covers_the_share_of_the_question_that_it_holds():
    [both, one, none] = score_by_words(
        Wanted({"acme": 3.0, "revenue": 1.0}),
        [TermCounts(2, {"acme": 1, "revenue": 1}), TermCounts(2, {"acme": 1}), TermCounts(2, {})],
    )
    assert (both.covered, one.covered, none.covered) == (1.0, 0.75, 0.0)
    assert both.bm25 > one.bm25 > none.bm25 == 0.0


def test_a_cut_of_chinese_that_no_passage_holds_makes_the_others_count_no_less():
    [one, none] = score_by_words(Wanted({"年假": 3.0, "假几": 9.0}), [TermCounts(2, {"年假": 1}), TermCounts(2, {})])
    assert (one.covered, none.covered) == (1.0, 0.0)


def test_a_word_that_no_passage_holds_is_asked_for_all_the_same():
    [one, none] = score_by_words(Wanted({"acme": 3.0, "fy2022": 9.0}), [TermCounts(2, {"acme": 1}), TermCounts(2, {})])
    assert (one.covered, none.covered) == (0.25, 0.0)


def test_the_same_words_in_a_shorter_passage_are_worth_more():
    [short, long] = score_by_words(Wanted({"acme": 3.0}), [TermCounts(2, {"acme": 1}), TermCounts(9, {"acme": 1})])
    assert short.bm25 > long.bm25


def test_a_cosine_is_measured_against_what_just_any_chunk_has():
    sample = numpy.array([[0.6, 0.8], [0.8, 0.6], [0.7, 0.714]], numpy.float32).repeat(40, axis=0)
    usual = estimate_background(numpy.array([1.0, 0.0], numpy.float32), sample, Background(0.0, 0.1))
    assert usual.standardise(0.7) == pytest.approx(0.6, abs=0.1)
    assert usual.standardise(0.95) > 2.5


def test_an_embedder_that_knows_nothing_of_the_question_has_no_say():
    assert fuse_scores(ByWords(10.0, 0.5), 9.0, known=0.0) == 5.0
    assert fuse_scores(ByWords(10.0, 0.5), 9.0, known=0.5) < fuse_scores(ByWords(10.0, 0.5), 9.0, known=1.0)


def test_a_few_matching_words_of_many_weigh_less_than_their_bm25():
    assert fuse_scores(ByWords(10.0, 0.2), 0.0, 1.0) < fuse_scores(ByWords(6.0, 0.9), 0.0, 1.0)


def test_the_score_is_a_share_of_what_a_perfect_passage_would_have():
    question = Wanted({"acme": 3.0, "revenue": 1.0})
    usual = Background(0.1, 0.1)
    assert share_of_ideal(0.0, question, usual, 1.0) == 0.0
    assert share_of_ideal(-3.0, question, usual, 1.0) == 0.0
    assert share_of_ideal(18.0, question, usual, 1.0) == pytest.approx(0.5)
    assert share_of_ideal(1000.0, question, usual, 1.0) == 1.0
    assert share_of_ideal(1.0, Wanted({}), usual, 0.0) == 0.0


def test_what_is_usual_counts_beside_what_a_space_of_like_pages_shows():
    alike = Background(0.4, 0.1).temper(Background(0.22, 0.04))
    assert alike.mean == pytest.approx(0.34)
    assert alike.spread == pytest.approx(0.0849, abs=0.0001)
