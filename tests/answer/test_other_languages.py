"""Without a chat model: a question in another language than the pages'."""

import numpy
import pytest
from filled import asking, filled

from kb.search.language_bias import LanguageBias
from kb.search.query import understand_question
from kb.types import Answer

FILES = {
    "Badeordnung.md": "# Badeordnung des Freibads Talwiese\n\n"
    "Hunde dürfen nicht mit auf das Gelände.\n\nDas Becken ist von 9 bis 20 Uhr geöffnet.\n\n"
    "Die Kabinen werden jeden Abend gereinigt.\n\nEine Liege kostet 4 Euro am Tag.\n",
    "Vertrag.md": "# Pachtvertrag\n\nDie Pacht beträgt 900 Euro im Monat.\n\nDer Kiosk schließt im Winter.\n",
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    with asking(tmp_path_factory.mktemp("foreign"), FILES) as ask:
        yield ask


def test_what_a_page_says_in_another_language_is_quoted(asked):
    answer = asked("Are dogs allowed?")
    assert not answer.refused
    assert "Hunde dürfen nicht mit" in answer.text


def test_a_question_in_another_language_than_the_pages_is_heard_by_the_model_of_many_languages_alone(tmp_path):
    with filled(tmp_path, FILES) as base:
        store = base.store()
        vector = understand_question("Are dogs allowed in the pool?", store, base.embedder(store)).vector
        assert numpy.linalg.norm(vector[:384]) == pytest.approx(1.0)
        assert numpy.linalg.norm(vector[384:]) == 0.0


@pytest.mark.parametrize("question", ["Who won the 1987 chess championship?", "哪里可以买到火车票？"])
def test_what_no_page_says_in_any_language_is_refused(asked, question):
    assert asked(question).refused


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Are dogs allowed in the outdoor pool?", "Hunde dürfen nicht mit auf das Gelände"),
        ("When does the outdoor swimming pool open?", "Das Freibad öffnet um 9 Uhr."),
    ],
)
def test_a_page_in_another_language_answers_beside_pages_in_the_questions_own(beside, question, quote):
    *_, answer = beside.ask(question)
    assert isinstance(answer, Answer)
    assert quote in answer.text


@pytest.mark.parametrize(
    "question", ["How much does parking cost at the swimming pool?", "What does it cost to park at the pool?"]
)
def test_what_comes_nearer_in_another_language_is_quoted_before_what_says_the_questions_words(beside, question):
    *_, answer = beside.ask(question)
    assert isinstance(answer, Answer)
    nearer, said = "Das Parken am Freibad kostet 3 Euro am Tag.", "Parking at the office costs nothing."
    assert -1 < answer.text.find(nearer) < answer.text.find(said)


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory):
    office = [
        "Leave must be requested three days ahead.",
        "Expense reports are handed in every Friday.",
        "Meeting rooms have to be booked.",
        "Laptops are given out by the IT desk.",
        "Visitors sign in at the front desk.",
        "Parking at the office costs nothing.",
    ]
    pool = [
        "Das Freibad öffnet um 9 Uhr.",
        "Im Becken gilt Badekappenpflicht.",
        "Eine Liege kostet 4 Euro am Tag.",
        "Hunde dürfen nicht mit auf das Gelände des Freibads.",
        "Die Kabinen werden abends gereinigt.",
        "Das Parken am Freibad kostet 3 Euro am Tag.",
    ]
    english, german = (
        "These rules are for all who work here.",
        "Diese Regeln gelten für alle Gäste, die das Bad besuchen.",
    )
    files = {f"Office {at}.md": f"# Office rules\n\n{english}\n\n{text}\n" for at, text in enumerate(office)}
    files |= {f"Bad {at}.md": f"# Badeordnung des Freibads\n\n{german}\n\n{text}\n" for at, text in enumerate(pool)}
    with filled(tmp_path_factory.mktemp("beside"), files) as base:
        yield base


def test_what_tells_two_languages_apart_is_taken_out_of_a_question():
    english, chinese = numpy.array([[1.0, 0.0, 0.5]] * 5), numpy.array([[0.0, 1.0, 0.5]] * 5)
    freed = LanguageBias([english, chinese]).remove(numpy.array([0.5, 0.1, 0.8]))
    assert numpy.allclose(freed, numpy.array([0.3, 0.3, 0.8]) / numpy.linalg.norm([0.3, 0.3, 0.8]))


def test_of_a_few_pages_nobody_tells_languages_apart():
    question = numpy.array([0.6, 0.0, 0.8])
    few, enough = numpy.array([[1.0, 0.0, 0.0]] * 4), numpy.array([[0.0, 1.0, 0.0]] * 5)
    assert LanguageBias([few, enough]).remove(question) is question


def test_a_voice_that_is_not_heard_stays_so_whatever_was_asked_before():
    bias = LanguageBias([numpy.array([[1.0, 0.2, 0.5]] * 5), numpy.array([[0.0, 1.0, 0.5]] * 5)])
    assert bias.remove(numpy.array([0.5, 0.1, 0.8])).all()
    assert bias.remove(numpy.array([0.6, 0.0, 0.8])).tolist() == [0.0, 0.0, 1.0]
