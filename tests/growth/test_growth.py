"""What once took time by the square of a text's length, or went back and forth in it.

All pairs, for a quarter of an hour or more: `.venv/bin/python -m tests.growth`.
"""

from __future__ import annotations

import pytest
from growth.measuring import measured

LINEAR = 1.5
PAIRS = [
    ("builtin.known_share", "letters and dots"),
    ("tokens.most_tokens", "one capital"),
    ("sentences.sentences", "dots, then a letter"),
    ("sentences.ends_sentence", "line ends"),
    ("expected.says_how_much", "different numbers"),
    ("followup.refers_to_history", "a question of many pronouns"),
    ("followup.by_rule", "and, then spaces"),
    ("claims.content_terms", "grouped digits"),
    ("claims.clause_of", "capitals and hyphens"),
    ("claims.clauses", "different dates"),
    ("claims.names_in", "digits"),
    ("claims.poles", "comparisons"),
    ("claims.find_other_value, many claims", "different prices"),
    ("claims.nearest, passage", "fences"),
    ("reply.Reply", "a refusal, then words"),
    ("reply.Reply", "dots, then a letter"),
    ("wrap.Wrap", "surrogate halves"),
    ("conversation, of an assistant", "thinking"),
    ("sources.without_list", "spaces, then a letter"),
    ("sources.without_list", "a source and links"),
    ("sources.without_list", "line ends, then a letter"),
    ("validity.validity", "opening parentheses"),
]


@pytest.mark.parametrize(("function", "kind"), PAIRS)
def test_time_grows_with_the_length_of_what_is_read(function, kind):
    # Eight times the length takes eight times as long where all is well, and 64 times where it is not. Best of three:
    # other programs share the machine.
    growth = measured(function, kind, (2_000, 16_000), limit=3.0, tries=3, enough=LINEAR)
    assert growth.exponent < LINEAR, growth
