"""Without a chat model: which sentences are quoted."""

from pathlib import Path

import pytest
from filled import filled

import kb
from ingest.pipeline import ingest
from kb.answer.selection.expected import asks_how_much, lacks_form, measure_fit, says_how_much
from kb.settings import load
from kb.types import Answer

FILES = {
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
    assert "公共浴室热水供应时间为6:30到23:30。" in quotes("公共浴室几点供应热水？")[0]


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
        ("Was kostet der Ausweis?", "Der Ausweis kostet 9,80 EUR.", 0.6),
        ("Wie teuer ist der Ausweis?", "Raum 12 ist offen.", 0.6),
        ("Wer zahlt den Ausweis?", "Der Ausweis kostet 9,80 EUR.", 0.0),
    ],
)
def test_a_german_question_is_fitted_by_the_kind_of_thing_that_it_asks_for(question, text, worth):
    assert measure_fit(question, text) == worth


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "What is the caretaker's phone number?",
            "The caretaker, Ida Holm, is there from 8:00 to 12:00 since 2021-04-01.",
        ),
        ("Handynummer vom Hausmeister", "Hausmeister ist Jan Veit, Ostweg 14."),
        ("仓库管理员的手机号是多少", "仓库管理员：罗小满，入职日期 2019-03-18，工号 C0457。"),
        ("Ida Holm's phone number", "To: Ida Holm Date: Tue, 04 Mar 2025 09:12:00 +0100 Subject: Notice BRT-2025-003"),
        ("Wie lautet die Mailadresse der Bücherei?", "Die Bücherei ist dienstags geöffnet."),
    ],
)
def test_what_has_a_form_of_its_own_is_not_told_by_a_text_without_it(question, text):
    assert lacks_form(question, [text])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the caretaker's phone number?", "Caretaker: Ida Holm, +47 555 12 340."),
        ("phone number of the caretaker", "Telephone 4417, mornings only."),
        ("phone number of the caretaker", "You reach Ida Holm on extension 417."),
        ("Handynummer vom Hausmeister", "Name: Jan Veit; Mobil: 0170 5550123"),
        ("仓库管理员的手机号是多少", "姓名: 罗小满; 手机: 13800000457"),
        ("罗小满的分机号", "罗小满 分机 6150"),
        ("Wie lautet die Mailadresse der Bücherei?", "Schreiben Sie an buecherei@uferau.example."),
        ("Who has to know my new phone number?", "Tell the office of any change."),
        ("手机多少钱", "每部1500元。"),
        ("换了手机号要通知谁", "请到人事部登记。"),
        ("What does a phone cost?", "Each costs 40 euros."),
    ],
)
def test_what_has_the_form_or_is_asked_about_otherwise_is_told(question, text):
    assert not lacks_form(question, [text])


def test_a_phone_number_that_nobody_tells_is_refused(tmp_path):
    files = {
        "Staff.md": "# Staff of the boathouse\n\nThe caretaker of the boathouse is Ida Holm.\n\nThe cook is Per Lie.\n"
    }
    with filled(tmp_path, files) as base:
        *_, who = base.ask("Who is the caretaker of the boathouse?")
        *_, number = base.ask("What is the phone number of the caretaker of the boathouse?")
    assert "Ida Holm" in who.text
    assert number.refused
