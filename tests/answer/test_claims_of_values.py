"""Values of a claim: whose they are in its source, and what the verdict names instead."""

import pytest

from kb.answer.check.claims import check

TRAINING = (
    "The points are for attendance (20 %), the essay (50 %) and the talk (30 %). Trainers answer within three days,"
    " Payroll within eight. The system sends a note 40 days before the deadline and a summons 10 days before it."
)
RATES = "Die Erstattung beträgt 300 Euro je Kurs und 900 Euro je Abteilung."
HALLS = "| Hall | Morning | Evening |\n|---|---|---|\n| Cedar | 310 EUR | 540 EUR |\n| Maple | 220 EUR | 395 EUR |"
班次 = "早班从上午八点开始，晚班从下午四点开始。"


@pytest.mark.parametrize(
    ("passage", "claim", "said", "claimed"),
    [
        (TRAINING, "The talk counts for 50 % of the points.", "30 %", "50 %"),
        (TRAINING, "Payroll answers within three days.", "eight", "three days"),
        (TRAINING, "The system sends a summons 40 days before the deadline.", "10 days", "40 days"),
        (RATES, "Je Abteilung beträgt die Erstattung 300 Euro.", "900 Euro", "300 Euro"),
        (HALLS, "In the evening the Cedar hall costs 310 euros.", "540 EUR", "310 euros"),
        (班次, "早班从下午四点开始。", "上午八点", "下午四点"),
    ],
)
def test_a_value_of_something_else_is_told_with_the_one_that_stands_there(passage, claim, said, claimed):
    verdict = check(claim, passage)
    assert (verdict.fault, verdict.unclear) == ("elsewhere", False)
    assert said in verdict.reason and claimed in verdict.reason


@pytest.mark.parametrize(
    ("passage", "claim"),
    [
        (TRAINING, "The essay counts for 50 % of the points."),
        (TRAINING, "Trainers answer within three days."),
        (TRAINING, "The system sends a note 40 days before the deadline."),
        (RATES, "Je Kurs beträgt die Erstattung 300 Euro."),
        (HALLS, "In the morning the Cedar hall costs 310 euros."),
        (班次, "晚班从下午四点开始。"),
        (
            "For each day of delay the firm pays 0.5 % of the price.",
            "For four days of delay the firm pays 2 % of the price.",
        ),
    ],
)
def test_a_value_of_its_own_is_not_doubted(passage, claim):
    assert check(claim, passage).supported


def test_a_number_without_a_unit_that_stands_elsewhere_may_be_a_count_or_a_part_of_a_name():
    passage = "Model K 4 has a lamp.\nAll others can be given a lamp later, but no horn."
    assert check("The K 4 can be given a lamp later, but no horn.", passage).fault != "number"
    assert check("Adding six lamps can be done later.", "Lamps can be added later.\nSix people work here.").unclear


def test_what_stands_for_a_number_is_of_its_kind_and_a_number():
    backup = "Backups are kept for 21 days."
    assert "21 days" not in check("Backups take 40 minutes.", backup).reason
    assert "21 days" in check("Backups are kept for 20 days.", backup).reason


def test_what_the_first_line_names_is_no_missing_name():
    passage = "From: Mara Quist. Subject: Tools. Drills are lent for three days; longer loans need my consent."
    assert check("Longer loans need Mara's consent.", passage).fault != "name"
