"""Whether what was found is enough to answer."""

import pytest

from kb.search.query import understand_question
from kb.search.search import find_best_hits
from kb.search.similarity import Nearness
from kb.search.sufficiency import Evidence, count_words, weigh_evidence


def decide(question, store, embedder):
    nearness = Nearness(understand_question(question, store, embedder), store)
    return weigh_evidence(nearness, find_best_hits(nearness, store, 8))


@pytest.mark.parametrize(
    "question",
    [
        "How many days of paid leave do teammates get?",
        "How much of a hotel night in Shanghai is refunded?",
        "How many weeks of parental leave are there?",
        "How many pepole does Acme employ?",
        "员工每年有几天带薪假期？",
        "圖書館早上幾點開放？",
    ],
)
def test_what_the_documents_say_is_answered(library, embedder, question):
    assert decide(question, library, embedder)


@pytest.mark.parametrize(
    "question",
    [
        "What is the melting point of tungsten carbide?",
        "Which trade union represents the engineers?",
        "Who won the football match on Sunday?",
        "Is there a dress code for visitors?",
        "哪家银行提供最低的房屋贷款利率？",
    ],
)
def test_what_the_documents_do_not_say_is_refused(library, embedder, question):
    assert not decide(question, library, embedder)


def test_nothing_found_is_not_enough(library, embedder):
    nearness = Nearness(understand_question("How many days of paid leave?", library, embedder), library)
    assert not weigh_evidence(nearness, [])


def test_a_text_in_another_language_is_not_expected_to_say_the_questions_words(library, embedder):
    said = ["The teammates get thirty days of paid leave."]
    german = Nearness(understand_question("Wie viele Urlaubstage haben wir im Jahr?", library, embedder), library)
    english = Nearness(understand_question("How many holidays do we have in a year?", library, embedder), library)
    assert (count_words(german, 0.0, said), count_words(english, 0.0, said)) == (0.45, 0.0)
    assert (count_words(german, 0.6, said), count_words(english, 0.6, said)) == (0.6, 0.6)


def test_a_model_is_asked_where_two_sentences_say_the_question_whatever_cosines_say():
    assert Evidence(found=0.9, needed=4.3, covered=0.5).worth_asking
    assert not Evidence(found=0.9, needed=4.3, covered=0.3).worth_asking
    assert not Evidence(found=0.9, needed=4.3, covered=1.0)
