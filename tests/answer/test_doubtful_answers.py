"""Where words and cosines do not tell whether a statement answers, that is said above the quotes; it is no refusal."""

import pytest
from filled import TEAM_FILES

from kb.knowledge_base import KnowledgeBase
from kb.types import Answer

FILES = TEAM_FILES


def ask(base: KnowledgeBase, question: str) -> Answer:
    *_, answer = base.ask(question)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Who books the flight to Shanghai?",
            "It is not certain that the documents say this. What comes nearest, word for word:",
        ),
        (
            "Wer bucht den Flug nach Shanghai?",
            "Es ist nicht sicher, dass das in den Dokumenten steht. Was dem am nächsten kommt, wörtlich:",
        ),
        ("公司买电脑要几天？", "不能确定文档里有答案。最接近的原文："),
    ],
)
def test_what_only_comes_near_is_quoted_as_such(base, question, said):
    answer = ask(base, question)
    assert answer.text.startswith(f"{said}\n- ")
    assert (answer.refused, answer.certain) == (False, False)
    assert answer.citations


def test_what_the_documents_say_is_quoted_without_a_doubt(base):
    answer = ask(base, "How many days of paid leave do teammates get a year?")
    assert answer.text.startswith("From the documents, word for word:\n")
    assert answer.certain


def test_what_nothing_comes_near_to_is_refused(base):
    answer = ask(base, "Which airline do we fly with?")
    assert (answer.refused, answer.certain, answer.text) == (True, True, "Not in these documents.")


def test_a_thanks_in_words_that_were_not_known_before_is_no_doubtful_answer(base):
    answer = ask(base, "What kinds of questions are you able to help me with?")
    assert answer.certain and not answer.citations
