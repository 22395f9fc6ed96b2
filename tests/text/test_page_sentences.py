"""Sentences of parts of a page, read once, begin where those of each part read for itself begin."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text.page_sentences import PageSentences
from kb.text.sentences import iterate_starts, split_sentences

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


def starts_alone(text: str, start: int, end: int) -> list[int]:
    return [start + at for at in iterate_starts(text[start:end])]


@settings(max_examples=300, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), max_size=40), draw=st.integers(0, 10**9))
def test_the_sentences_of_any_part_begin_and_end_as_in_the_part_alone(words, draw):
    text, chosen = "".join(words), random.Random(draw)
    start, end = sorted(chosen.choices(range(len(text) + 1), k=2))
    for first, last, within in ((0, len(text), PageSentences(text, 0, len(text))), (start, end, None)):
        sentences = within or PageSentences(text, start, end)
        for _ in range(6):
            begin, stop = sorted(chosen.choices(range(first, last + 1), k=2))
            assert list(sentences.iterate_starts(begin, stop)) == starts_alone(text, begin, stop)
            ends = [begin + span.end for span in split_sentences(text[begin:stop])]
            assert sentences.list_ends(begin, stop) == ends


@pytest.mark.parametrize(
    ("text", "start", "end", "begins"),
    [
        ("One is here. Two is there. Three.", 0, 33, [0, 13, 27]),
        ("One is here. Two is there. Three.", 4, 33, [4, 13, 27]),
        ("Fees incl. VAT. Next", 0, 20, [0, 16]),
        ("Fees incl. VAT. Next", 5, 20, [5, 16]),
        ("He left... Then it rained.", 8, 26, [8, 11]),  # within the dots
        ("他说：“可以。”然后走了。", 3, 13, [3, 8]),
        ("Ja。」と….Wort", 0, 7, [0]),  # what is one mark at the end of a part
        ("", 0, 0, []),
    ],
)
def test_a_part_may_begin_in_the_middle_of_a_sentence(text, start, end, begins):
    assert list(PageSentences(text, 0, len(text)).iterate_starts(start, end)) == begins


def test_sentences_may_be_read_from_the_middle_of_a_run_of_marks_on():
    text = "word .? no word"
    assert list(PageSentences(text, 6, len(text)).iterate_starts(6, len(text))) == [6, 8]
