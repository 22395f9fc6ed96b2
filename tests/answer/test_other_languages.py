"""Without a chat model: a question in another language than the pages'."""

import pytest
from filled import filled

from kb.types import Answer

FILES = {
    "Badeordnung.md": "# Badeordnung des Freibads Talwiese\n\n"
    "Hunde dürfen nicht mit auf das Gelände.\n\nDas Becken ist von 9 bis 20 Uhr geöffnet.\n\n"
    "Die Kabinen werden jeden Abend gereinigt.\n\nEine Liege kostet 4 Euro am Tag.\n",
    "Vertrag.md": "# Pachtvertrag\n\nDie Pacht beträgt 900 Euro im Monat.\n\nDer Kiosk schließt im Winter.\n",
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    with filled(tmp_path_factory.mktemp("foreign"), FILES) as base:

        def ask(question: str) -> Answer:
            *_, answer = base.ask(question)
            assert isinstance(answer, Answer)
            return answer

        yield ask


@pytest.mark.parametrize(
    ("question", "quote"),
    [("Are dogs allowed?", "Hunde dürfen nicht mit"), ("可以带狗进去吗？", "Hunde dürfen nicht mit")],
)
def test_what_a_page_says_in_another_language_is_quoted(asked, question, quote):
    answer = asked(question)
    assert not answer.refused
    assert quote in answer.text


@pytest.mark.parametrize("question", ["Who won the 1987 chess championship?", "哪里可以买到火车票？"])
def test_what_no_page_says_in_any_language_is_refused(asked, question):
    assert asked(question).refused
