import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.thinking import ThinkSplitter
from kb.types import Thinking, Token


def said(pieces):
    splitter = ThinkSplitter()
    events = [event for piece in pieces for event in splitter.feed(piece)] + list(splitter.end())
    thinking = "".join(event.text for event in events if isinstance(event, Thinking))
    return thinking, "".join(event.text for event in events if isinstance(event, Token))


@pytest.mark.parametrize(
    ("pieces", "thinking", "answer"),
    [
        (["<think>why</think>\n\nParis"], "why", "Paris"),
        (["<thi", "nk>", "wh", "y</", "think", ">", "\n", "\nPa", "ris"], "why", "Paris"),
        (["Paris <think>sure?</think> yes"], "sure?", "Paris yes"),
        (["<thinking>a</thinking>b"], "a", "b"),
        (["<think>never ends"], "never ends", ""),
        (["half an answer</think>the rest"], "", "half an answerthe rest"),
        (["2 < 3 and <b>bold</b> <", "3"], "", "2 < 3 and <b>bold</b> <3"),
        (["ends with <thi"], "", "ends with <thi"),
        ([""], "", ""),
    ],
)
def test_thinking_is_told_from_the_answer_wherever_the_pieces_break(pieces, thinking, answer):
    assert said(pieces) == (thinking, answer)


@given(st.lists(st.integers(0, 40)))
def test_where_the_pieces_break_makes_no_difference(cuts):
    text = "<think>a < b</think>\nAn <i>answer</i> <think>more</think>."
    borders = [0, *sorted(cut % len(text) for cut in cuts), len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise(borders)]
    assert said(pieces) == ("a < bmore", "An <i>answer</i> .")
