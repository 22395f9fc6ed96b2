import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.long_texts import combine_vectors, split_in_half, unit
from kb.errors import EngineBroken
from kb.text.scripts import replace_surrogates


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One thing.\n\nAnother thing. And more.", "One thing.\n\n"),
        ("First sentence here. Second sentence here.", "First sentence here. "),
        ("第一句话在这里。第二句话在这里。", "第一句话在这里。"),
        ("We think that Dr. Weber knows of this. He is in.", "We think that Dr. Weber "),
        ("alpha beta gamma delta", "alpha beta "),
        ("abcdefgh", "abcd"),
    ],
)
def test_a_text_is_cut_at_the_best_border_near_its_middle(text, first):
    assert split_in_half(text) == (first, text[len(first) :])


@given(st.text(min_size=2))
def test_both_halves_have_something_and_nothing_is_lost(text):
    first, second = split_in_half(text)
    assert first and second and first + second == text


def test_vectors_of_halves_are_averaged_by_weight_and_made_unit_length():
    combined = combine_vectors([numpy.array([1, 0], numpy.float32), numpy.array([0, 1], numpy.float32)], [3, 1])
    assert combined == pytest.approx(numpy.array([3, 1]) / 10**0.5)


@pytest.mark.parametrize("row", [[0.0, 0.0], [float("nan"), 1.0], [float("inf"), 1.0]])
def test_a_vector_without_direction_is_an_error(row):
    with pytest.raises(EngineBroken):
        unit([[1.0, 0.0], row])


def test_lone_surrogates_do_not_reach_an_engine():
    assert replace_surrogates("a\ud800b") == "a?b"
