"""Who signed a document and when: the lines below its text, which have none of the question's words."""

import pytest
from filled import filled

FILES = {
    "Boat lease.md": "# Boat lease\n\nThe lessee keeps the boat in good order.\n\n"
    "The lease may be ended within a month.\n\n"
    "Kiel, 14 May 2024\n\nFor the club: Arvid Lund, Chairman\n\nAnnex\n\n| Part | Count |\n|---|---|\n| Oar | 2 |\n",
    "Bootsordnung.md": "# Bootsordnung\n\nBoote sind abends zu reinigen.\n\nSchäden sind sofort zu melden.\n\n"
    "Kiel, 2. Juni 2023\n\nJörg Weidemann, Vorstand\n",
    "关于停水的通知.txt": "关于停水的通知\n\n因管道检修，自2025年9月1日起每周一停水两小时。\n\n后勤处\n2025年8月20日\n",
}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who signed the boat lease?", "Arvid Lund, Chairman"),
        ("When was the boat lease signed?", "14 May 2024"),
        ("Wer hat die Bootsordnung unterschrieben?", "Jörg Weidemann, Vorstand"),
        ("停水的通知哪天发的", "2025年8月20日"),
    ],
)
def test_the_last_lines_tell_who_signed_and_when(tmp_path, question, told):
    with filled(tmp_path, FILES) as base:
        *_, answer = base.ask(question)
    assert told in answer.text
    assert told in answer.citations[0].quote


def test_lines_that_a_page_breaks_within_a_sentence_are_none(tmp_path):
    text = "The boat is leased.\n\nKiel, 14 May 2024\nArvid Lund, Chairman\n\nThe manager keeps a key\nand a spare.\n"
    with filled(tmp_path, {"Boat lease.txt": text}) as base:
        *_, answer = base.ask("Who signed the boat lease?")
    assert [one.quote for one in answer.citations] == ["Kiel, 14 May 2024\nArvid Lund, Chairman"]


def test_of_a_document_that_is_not_there_nobody_is_told(tmp_path):
    with filled(tmp_path, FILES) as base:
        *_, answer = base.ask("Who signed the insurance policy of the museum?")
    assert answer.refused


def test_a_document_without_such_lines_is_asked_as_ever(tmp_path):
    with filled(tmp_path, {"Notes.md": "# Notes\n\nThe lease was signed by Arvid Lund on 3 June 2021.\n"}) as base:
        *_, answer = base.ask("Who signed the lease?")
    assert "Arvid Lund" in answer.text
