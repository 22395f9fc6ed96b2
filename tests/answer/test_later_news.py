"""Without a chat model: what later minutes, mails and memoranda say of the same thing is told first, with its date."""

import pytest
from filled import filled, read_quotes

FILES = {
    "Guide handbook.md": "# Guide handbook\n\nEdition of March 2024\n\n"
    "## 3. Tours\n\nTours of eight or more guests cost £4.20 per head if booked a day ahead.\n\n"
    "## 5. Bicycles\n\nRiding your own bicycle is paid at 12p a mile; repairs are not reimbursed.\n\n"
    "No bicycle is parked in the porch between November and February.\n\n"
    "## 8. Lockers\n\n"
    "Lost keys of a locker are left in the wooden tray beside the boiler of the old dairy.\n",
    "Committee 2025-02-11.md": "# Minutes of the committee, 11 February 2025\n\n## Tours\n\n"
    "The tour charge is raised to £5.60 a head; the smallest tour goes from eight guests to ten.\n\n"
    "## Boiler\n\nThe boiler was swept in January.\n",
    "Memorandum.md": "# Memorandum: changes to the guide handbook\n\nDate: 4 May 2025\n\n"
    "The guide handbook is changed.\n\n"
    "## Bicycle allowance (section 5)\n\nThe bicycle rate rises to 20p a mile for the first 900 miles of a season.\n",
    "Dairy.eml": "From: Una Holt <una@orchard.example>\nTo: all@orchard.example\nSubject: Keys\n"
    "Date: Tue, 3 Jun 2025 09:15:00 +0000\n\n"
    "Lost keys of a locker will be kept in the tin of the gardener, not in the wooden tray beside the boiler.\n",
}


@pytest.mark.parametrize(
    ("question", "new", "date", "old"),
    [
        ("What does a booked tour cost per head?", "raised to £5.60 a head", "(2025-02-11)", "£4.20 per head"),
        ("Riding your own bicycle: what is paid a mile?", "rises to 20p a mile", "(2025-05-04)", "12p a mile"),
        (
            "Which tray of the old dairy are lost keys left in?",
            "the tin of the gardener",
            "(2025-06-03)",
            "boiler of the old",
        ),
    ],
)
def test_later_news_of_the_same_thing_comes_first_with_its_date(lines, question, new, date, old):
    told = lines(question)
    assert new in told[0] and date in told[0]
    assert any(old in line for line in told[1:])


def test_a_change_that_names_the_old_value_is_told_though_it_answers_less_well(tmp_path):
    files = {
        "Crane rules.md": "# Crane rules\n\nEdition of May 2023\n\n## 4. Wind\n\n"
        "The crane is not used in gusts above 31 knots, nor is a load put off for weather charged again by the quay.\n",
        "2024-10-02 quay meeting.md": "# Minutes of the quay meeting, 2 October 2024\n\n## Quay\n\n"
        "Since the broken mast of Tern the crane rests at 24 knots from November, no longer at 31.\n",
    }
    with filled(tmp_path, files) as base:
        first, second = read_quotes(base, "knots of gusts at the quay crane")[:2]
    assert "no longer at 31" in first and "(2024-10-02)" in first
    assert "above 31 knots" in second


def test_news_does_not_make_the_rest_of_a_section_older(lines):
    told = lines("When is no bicycle parked in the porch?")
    assert "between November and February" in told[0]
    assert not [line for line in told if "porch" in line and "older" in line]


def test_later_news_of_something_else_is_not_told_first(lines):
    assert "wooden tray" not in lines("When was the boiler swept?")[0]


@pytest.mark.parametrize(
    ("name", "news", "told"),
    [
        ("news/2025-10.md", "From 1 November 2025 the kiln stays hot for 14 hours.", "for 14 hours"),
        ("Oktober.md", "Ab dem 1. November 2025 bleibt der Ofen der Töpferei 14 Stunden heiß.", "14 Stunden"),
        ("announcements/2025-10.md", "The kiln stays hot for 14 hours.", "for 14 hours"),
    ],
)
def test_what_holds_from_a_day_on_and_what_a_folder_of_announcements_says_is_news(tmp_path, name, news, told):
    files = {
        "Pottery.md": "# Pottery\n\nWritten on 5 February 2024.\n\n## Kiln\n\nThe kiln stays hot for 9 hours. "
        "Der Ofen der Töpferei bleibt 9 Stunden heiß.\n",
        name: f"# October 2025\n\n## 9 October 2025: kiln\n\nClay is getting dear. {news}\n",
    }
    question = "Wie lange bleibt der Ofen der Töpferei heiß?" if "Ofen" in news else "How long does the kiln stay hot?"
    with filled(tmp_path, files) as base:
        assert told in read_quotes(base, question)[0]


def test_what_a_mail_repeats_of_the_one_it_answers_is_told_as_older(tmp_path):
    mail = (
        "From: Jens <jens@mill.example>\nTo: all@mill.example\nSubject: Re: office move\n"
        "Date: Mon, 2 Jun 2025 09:12:00 +0200\n\nThe move to the new office is on 18 August 2025.\n\n"
        "On 26 May 2025 Ann wrote:\n> The move to the new office is on 4 August 2025.\n"
    )
    with filled(tmp_path, {"move.eml": mail}) as base:
        lines = read_quotes(base, "When is the move to the new office?")
    assert "18 August" in lines[0]
    assert [line for line in lines if "on 4 August" in line] == [lines[-1]]
    assert lines[-1].startswith("- older: On 26 May 2025 Ann wrote:")


def test_a_chinese_date_may_have_blanks(tmp_path):
    files = {
        "温度标准.md": "# 温度标准\n\n2023年11月6日\n\n系统测得库温超出允许波动并持续 30 分钟，自动发送短信。\n",
        "通知.md": "# 通知\n\n日期：2025 年 9 月 30 日\n\n库温超出允许波动持续 15 分钟即发短信。\n",
    }
    with filled(tmp_path, files) as base:
        assert "15 分钟" in read_quotes(base, "库温超出多长时间系统会发短信？")[0]
