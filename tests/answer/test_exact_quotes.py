"""Without a chat model: which sentences are quoted."""

from pathlib import Path

import pytest

import kb
from ingest.pipeline import ingest
from kb.answer.expected import asks_how_much, measure_fit, says_how_much
from kb.settings import load
from kb.types import Answer

FILES = {
    "phones.md": "# Mobile phones\n\nThe company pays me and you for the use of a phone at work.\n\n"
    "Each month 75 dollars are added to the salary.\n",
    "slack.md": "# Slack\n\n## How long messages are kept\n\nMessages in channels should be short and to the point.\n\n"
    "Public ones: 18 months. Private ones: 3 months.\n",
    "checks.md": "# Background checks\n\nHow far back do our background checks look? Seven years, in every country.\n\n"
    "The checks are made by a partner.\n",
    "moving.md": "# Moving\n\nTeammates may not work from the following countries:\n\n- Cuba\n- Iran\n- Syria\n\n"
    "A visa is the teammate's own affair.\n",
    "宿舍.md": "# 宿舍\n\n宿舍有公共浴室和写字桌。\n\n公共浴室热水供应时间为6:30到23:30。\n",
}


@pytest.fixture(scope="module")
def quotes(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("quotes")
    for name, text in FILES.items():
        (folder / "docs").mkdir(exist_ok=True)
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as base:
        store = base.store(create=True)
        for _ in ingest([folder / "docs"], store, base.embedder(store)):
            pass

        def quoted(question: str) -> list[str]:
            *_, answer = base.ask(question)
            assert isinstance(answer, Answer)
            return [" ".join(citation.quote.split()) for citation in answer.citations]

        yield quoted


def test_who_asks_how_much_is_quoted_the_sentence_with_the_amount(quotes):
    quoted = quotes("How much does the company pay me for the use of a phone at work?")
    assert quoted[0].endswith(" Each month 75 dollars are added to the salary.")


def test_a_sentence_is_read_below_its_headings(quotes):
    [first, *_] = quotes("How long are messages kept in public Slack channels?")
    assert "Public ones: 18 months." in first


def test_a_question_is_quoted_with_its_answer(quotes):
    quoted = quotes("How far back do background checks look?")
    assert quoted[0] == "How far back do our background checks look? Seven years, in every country."
    assert "Seven years, in every country." not in quoted


def test_the_beginning_of_a_list_is_quoted_with_the_list(quotes):
    [first, *_] = quotes("Which countries am I not allowed to work from?")
    assert first.startswith("Teammates may not work from the following countries: - Cuba - Iran - Syria")


def test_an_amount_is_found_in_chinese_too(quotes):
    assert quotes("公共浴室几点供应热水？")[0] == "公共浴室热水供应时间为6:30到23:30。"


@pytest.mark.parametrize(
    ("question", "how_much"),
    [
        ("How many days of leave do I get?", True),
        ("When is pay day?", True),
        ("What percentage does the company match?", True),
        ("年假有几天？", True),
        ("报销单什么时候交？", True),
        ("Who is my manager?", False),
        ("How do I get a laptop?", False),
        ("谁批准请假？", False),
    ],
)
def test_questions_for_an_amount_or_a_time_are_known(question, how_much):
    assert asks_how_much(question) == how_much


@pytest.mark.parametrize(
    ("text", "how_much"),
    [
        ("Within thirty days of the return.", True),
        ("It is due on 1 March.", True),
        ("员工每年享有三十天带薪假期。", True),
        ("Ask your manager first.", False),
        ("由部门经理批准。", False),
    ],
)
def test_amounts_and_times_are_known_however_they_are_written(text, how_much):
    assert says_how_much(text) == how_much


@pytest.mark.parametrize(
    ("question", "text", "worth"),
    [
        ("Wie lange ist die Frist?", "Die Frist beträgt sechs Wochen.", 1.0),
        ("Wie lange ist die Frist?", "Sie endet nach 30 Werktagen.", 1.0),
        ("Was kostet der Ausweis?", "Der Ausweis kostet 9,80 EUR.", 1.0),
        ("Wie teuer ist der Ausweis?", "Raum 12 ist offen.", 0.6),
        ("Wer zahlt den Ausweis?", "Der Ausweis kostet 9,80 EUR.", 0.0),
    ],
)
def test_a_german_question_is_fitted_by_the_kind_of_thing_that_it_asks_for(question, text, worth):
    assert measure_fit(question, text) == worth
