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
from kb.text.term_table import tabulate_counts
from kb.text.terms import TermCounts


def test_a_rare_word_tells_more_than_a_common_one():
    weights = weigh_terms(["acme", "revenue", "nowhere"], {"acme": 2, "revenue": 400}, 1000).weights
    assert weights["nowhere"] > weights["acme"] > weights["revenue"] > 0


def score(weights: dict[str, float], *passages: TermCounts):
    """BM25, and the share that is covered, of each."""
    bm25, covered = score_by_words(Wanted(weights), tabulate_counts(passages, weights))
    return list(zip(bm25.tolist(), covered.tolist(), strict=True))


def test_a_passage_covers_the_share_of_the_question_that_it_holds():
    weights = {"acme": 3.0, "revenue": 1.0}
    [both, one, none] = score(
        weights, TermCounts(2, {"acme": 1, "revenue": 1}), TermCounts(2, {"acme": 1}), TermCounts(2, {})
    )
    assert (both[1], one[1], none[1]) == (1.0, 0.75, 0.0)
    assert both[0] > one[0] > none[0] == 0.0


def test_a_cut_of_chinese_that_no_passage_holds_makes_the_others_count_no_less():
    [one, none] = score({"年假": 3.0, "假几": 9.0}, TermCounts(2, {"年假": 1}), TermCounts(2, {}))
    assert (one[1], none[1]) == (1.0, 0.0)


def test_a_word_that_no_passage_holds_is_asked_for_all_the_same():
    [one, none] = score({"acme": 3.0, "fy2022": 9.0}, TermCounts(2, {"acme": 1}), TermCounts(2, {}))
    assert (one[1], none[1]) == (0.25, 0.0)


def test_the_same_words_in_a_shorter_passage_are_worth_more():
    [short, long] = score({"acme": 3.0}, TermCounts(2, {"acme": 1}), TermCounts(9, {"acme": 1}))
    assert short[0] > long[0]


def test_a_passage_says_a_word_by_its_other_forms_as_far_as_they_are_worth():
    wanted = Wanted({"rent": 2.0, "deposit": 2.0}, {"rent": {"lease": 0.5, "tenancy": 0.75}})
    passages = [TermCounts(4, {"rent": 1}), TermCounts(4, {"lease": 2, "tenancy": 1}), TermCounts(4, {"deposit": 1})]
    bm25, covered = score_by_words(wanted, tabulate_counts(passages, wanted.terms))
    assert covered.tolist() == [0.5, 0.375, 0.5]
    assert bm25.tolist() == pytest.approx([2.0, 2 * 1.75 * 2.2 / (1.75 + 1.2), 2.0])


def test_of_no_question_and_of_no_passages_nothing_is_scored():
    assert score({}, TermCounts(2, {"acme": 1})) == [(0.0, 0.0)]
    assert score({"acme": 3.0}) == []


def test_a_cosine_is_measured_against_what_just_any_chunk_has():
    sample = numpy.array([[0.6, 0.8], [0.8, 0.6], [0.7, 0.714]], numpy.float32).repeat(40, axis=0)
    usual = estimate_background(numpy.array([1.0, 0.0], numpy.float32), sample, Background(0.0, 0.1))
    assert usual.standardise(0.7) == pytest.approx(0.6, abs=0.1)
    assert usual.standardise(0.95) > 2.5


def fuse(words: list[float], meaning: float, known: float) -> float:
    bm25, covered = (numpy.array([value]) for value in words)
    [fused] = fuse_scores(ByWords(bm25, covered), numpy.array([meaning]), known)
    return fused


def test_an_embedder_that_knows_nothing_of_the_question_has_no_say():
    assert fuse([10.0, 0.5], 9.0, known=0.0) == 5.0
    assert fuse([10.0, 0.5], 9.0, known=0.5) < fuse([10.0, 0.5], 9.0, known=1.0)


def test_a_few_matching_words_of_many_weigh_less_than_their_bm25():
    assert fuse([10.0, 0.2], 0.0, 1.0) < fuse([6.0, 0.9], 0.0, 1.0)


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
