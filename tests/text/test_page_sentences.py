"""Sentences of a page, read once, are those of the page, whatever part of it is asked for."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text.page_sentences import PageSentences
from kb.text.sentences import split_sentences

WORDS = [
    *["word ", "Wort", "z. B. ", "Dr. ", "No. 7 ", "Step 1. ", "x" * 45, "? no ", "“Is it?” he asked. ", "12."],
    *[
        ". ",
        ".",
        "!",
        "...",
        "…",
        "。",
        "，",
        "！」",
        "。」と",
        "\n",
        "\n\n",
        " \n  \n",
        "    ",
        "\t",
        "| a | b |\n",
        "# ",
    ],
    "A long line that was wrapped by the mail program at sixty columns or\n",
    "and goes on in small letters until it comes to an end, as lines do.\n",
]


@settings(max_examples=300, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), max_size=40), draw=st.integers(0, 10**9))
def test_what_begins_and_ends_in_any_part_are_the_sentences_of_the_whole(words, draw):
    text, chosen = "".join(words), random.Random(draw)
    sentences, spans = PageSentences(text, 0, len(text)), split_sentences(text)
    assert sentences.list_starts(0, len(text)) == [span.start for span in spans]
    for _ in range(6):
        begin, stop = sorted(chosen.choices(range(len(text) + 1), k=2))
        assert sentences.list_starts(begin, stop) == [span.start for span in spans if begin <= span.start < stop]
        inner = [text[max(begin, span.start) : min(stop, span.end)] for span in spans]
        ends = [min(stop, span.end) for span in spans if begin < span.end and span.start < stop]
        told = sentences.list_ends(begin, stop)
        assert told[:-1] == ends[: len(told[:-1])]
        assert len(told) == sum(bool(piece.strip()) for piece in inner)


@pytest.mark.parametrize(
    ("start", "end", "starts", "ends"),
    [
        (0, 33, [0, 13, 27], [12, 26, 33]),
        (4, 33, [13, 27], [12, 26, 33]),  # a part may begin in the middle of a sentence
        (0, 20, [0, 13], [12, 19]),  # and end there; the blank before its end is left out
        (12, 13, [], []),
        (5, 5, [], []),
    ],
)
def test_the_last_sentence_of_a_part_ends_with_what_lies_in_it(start, end, starts, ends):
    sentences = PageSentences("One is here. Two is there. Three.", 0, 33)
    assert sentences.list_starts(start, end) == starts
    assert sentences.list_ends(start, end) == ends


def test_of_a_part_of_a_text_places_are_those_of_the_whole_text():
    sentences = PageSentences("One is here. Two is there. Three.", 13, 33)
    assert sentences.list_starts(0, 33) == [13, 27]
    assert sentences.list_ends(0, 33) == [26, 33]
