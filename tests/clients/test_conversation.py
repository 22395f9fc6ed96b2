from __future__ import annotations

import pytest

from api.compat import fields
from api.compat.fields import Unusable
from api.compat.messages import ClientQuestion, conversation
from kb.types import Message


def test_the_last_words_of_the_user_are_the_question():
    messages = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": "One?"},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "content": "42", "tool_call_id": "x"},
        {"role": "assistant", "content": [{"type": "output_text", "text": "One [1]."}]},
        {"role": "user", "content": [{"type": "text", "text": "Two?"}, {"type": "image_url", "image_url": {}}]},
        {"role": "assistant", "content": "Tw"},
        {"role": "system", "content": "In French."},
    ]
    assert conversation(messages) == ClientQuestion(
        "Two?", (Message("user", "One?"), Message("assistant", "One.")), "Be brief.\n\nIn French."
    )


@pytest.mark.parametrize(
    "thought",
    ["<think>Hm.</think>\n", '<details type="reasoning" done="true">\n<summary>Thought</summary>\n</details>\n'],
)
def test_what_a_model_thought_is_no_part_of_its_answer(thought):
    messages = [{"content": "One?"}, {"role": "assistant", "content": f"{thought}One."}, {"content": "Two?"}]
    assert conversation(messages).history == (Message("user", "One?"), Message("assistant", "One."))


@pytest.mark.parametrize("messages", [None, [], {}, "x", [1], [{"role": "system", "content": "x"}], [{"content": " "}]])
def test_without_a_question_there_is_nothing_to_do(messages):
    with pytest.raises(Unusable):
        conversation(messages)


def test_half_a_surrogate_pair_is_no_text():
    assert fields.read_text("a\ud800b") == "a\ufffdb"


@pytest.mark.parametrize("given", [None, "1", True, float("nan"), float("inf"), [], {}])
def test_what_is_no_number_counts_as_not_given(given):
    assert fields.read_number(given, 0, 2) is None
    assert fields.read_whole(given) is None
    assert fields.read_count(given) is None


def test_numbers_are_moved_into_their_range():
    assert fields.read_number(5, 0, 2) == 2.0
    assert (fields.read_count(0), fields.read_count(-2), fields.read_count(7.0), fields.read_count(7.5)) == (
        None,
        None,
        7,
        None,
    )
    assert fields.read_whole(-3) == -3


def test_stops_are_one_text_or_several():
    assert fields.read_texts("END") == ("END",)
    assert fields.read_texts(["a", "", None, 3, "b"]) == ("a", "b")
    assert fields.read_texts(None) == ()
