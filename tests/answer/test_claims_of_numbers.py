"""Numbers of a claim: those of a row, and what follows from others by one step."""

import pytest

from kb.answer.check.claims import check


def test_a_number_belongs_to_its_row_and_column():
    table = "| Item | Price EUR | Weight kg |\n| --- | --- | --- |\n| Desk | 420 | 38 |\n| Chair | 185 | 12 |"
    assert check("The desk costs €420 and weighs 38 kg.", table).supported
    assert not check("The desk weighs 420 kg.", table).supported
    assert not check("The desk costs 185 euros.", table).supported


def test_a_columns_scale_and_hours_with_one_sign_are_read():
    table = "Figures in EUR million\n\n| Item | 2024 | 2023 |\n| --- | --- | --- |\n| Revenue | 184.2 | 171.9 |"
    assert check("Revenue was EUR 184.2 million.", table).supported
    assert not check("Revenue was EUR 18.42 million.", table).supported
    window = "Announced maintenance on Sundays between 01:00 and 05:00 does not count as downtime."
    assert check("Maintenance between 1 and 5 a.m. on Sundays does not count as downtime.", window).supported
    assert check("Die Wartung läuft von 1 bis 5 Uhr.", "Die Wartung läuft von 01:00 bis 05:00 Uhr.").supported


def test_a_cells_own_scale_stands_between_its_number_and_the_unit_of_its_column():
    table = "| Quarter | Revenue EUR |\n|---|---|\n| Q4 2020 | 5 million |\n| Q3 2020 | 4 million |"
    assert check("Revenue in Q4 2020 was EUR 5 million.", table).supported
    assert not check("Revenue in Q3 2020 was EUR 5 million.", table).supported


def test_a_rows_unit_may_have_a_column_of_its_own_and_its_subject_stand_above_the_table():
    table = (
        "Soil analysis of field 7, May 2025.\n\n| Element | Result | Unit | Limit |\n|---|---|---|---|\n"
        "| Cadmium | 0.12 | mg/kg | 0.5 |\n| Lead | 31 | mg/kg | 70 |"
    )
    assert check("The lead content of field 7 was 31 mg/kg.", table).supported
    assert check("The cadmium content of field 7 was 31 mg/kg.", table).fault
    assert check("The lead content of field 7 was 31 g/kg.", table).fault == "number"


@pytest.mark.parametrize(
    ("total", "supported"), [("1,280", True), ("1,200", False), ("324", False)], ids=["product", "another", "sum"]
)
def test_what_comes_so_many_times_may_be_told_as_its_product(total, supported):
    passage = "The lift is serviced 4 times a year; each service costs EUR 320."
    assert check(f"Servicing the lift costs EUR {total} a year.", passage).supported is supported


@pytest.mark.parametrize(
    ("claim", "passage", "supported"),
    [
        ("Sales rose by 40 boxes.", "Sales went from 310 to 350 boxes.", True),
        ("Sales rose by 30 boxes.", "Sales went from 310 to 350 boxes.", False),
        ("Zusammen kosten Messer und Brett 54 Euro.", "Das Messer kostet 38 Euro. Das Brett kostet 16 Euro.", True),
        ("物业费每平方米上涨0.3元。", "物业费由每平方米2.1元调至2.4元。", True),
        ("Together the stalls take 9 kg.", "Of 16 stalls each takes 7 kg.", False),  # of two units
        ("Teammates get 5 days.", "Teammates get 30 days. Contractors get 25 days.", False),  # no step is told
    ],
)
def test_the_sum_or_the_difference_of_two_numbers_need_not_be_written_out(claim, passage, supported):
    assert check(claim, passage).supported == supported


def test_a_sum_of_many_numbers_is_chance():
    def stops(*kilometres: int) -> str:
        return f"The stops are {', '.join(f'{each} km' for each in kilometres)} from the depot."

    claim = "The tour to two stops comes to 1,500 km."
    assert check(claim, f"There are two stops. {stops(100, 1400)}").supported
    assert check(claim, f"There are two stops. {stops(*range(100, 1500, 100))}").fault == "number"


@pytest.mark.parametrize(
    ("claim", "passage", "supported"),
    [
        ("A purchase of $7,500 goes to the board.", "Purchases of at least $5,000 go to the board.", True),
        ("A purchase of $2,500 goes to the board.", "Purchases of at least $5,000 go to the board.", False),
        ("Für 40 Euro braucht man keine Freigabe.", "Bis zu 50 Euro ist keine Freigabe nötig.", True),
        ("12天内提交的申请会受理。", "申请应在15天内提交，逾期不受理。", False),
        ("You get 25 days.", "You get at most 30 days.", False),  # another number in the same words
    ],
)
def test_a_case_under_a_limit_of_the_source_may_have_a_number_of_its_own(claim, passage, supported):
    assert check(claim, passage).supported == supported


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("Die Zimmer erhielten die Note 2,2.", ""),
        ("Die Zimmer erhielten die Note 1,6.", "elsewhere"),
        ("Das Frühstück erhielt die Note 1,6.", ""),
    ],
)
def test_a_number_of_another_row_is_said_of_something_else(claim, fault):
    rows = "Bereich: Frühstück; Note: 1,6; Vorjahr: 1,9\nBereich: Zimmer; Note: 2,2; Vorjahr: 2,1"
    assert check(claim, rows).fault == fault


def test_a_chinese_row_keeps_its_own_number():
    rows = "品名:橡木板;长度:2米;价格:38元\n品名:松木板;长度:3米;价格:25元"
    assert check("松木板的价格是25元。", rows).supported
    assert check("松木板的价格是38元。", rows).fault == "elsewhere"


def test_a_number_of_another_row_may_be_said_of_it_below_the_rows():
    rows = "Bereich: Frühstück; Note: 1,6; Vorjahr: 1,9\nBereich: Zimmer; Note: 2,2; Vorjahr: 2,1"
    said = "Die Zimmer erhielten im Mai die Note 1,6."
    assert check(said, rows).fault == "elsewhere"
    assert check(said, f"{rows}\n{said}").supported


def test_numbers_far_from_each_other_are_no_sum():
    passage = (
        "Full-time staff have 28 days of paid leave. Part-time staff have a share of it. Ask your lead for the form. "
        "The form goes to payroll. The office closes for 12 days in winter."
    )
    assert check("You have 40 days of paid leave.", passage).fault == "number"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("You get 32 cents per kilometre.", "Mileage: EUR 0.32 per kilometre."),
        ("Der Grundpreis beträgt 0,425 Euro je Kilo.", "Der Grundpreis beträgt 42,5 Cent je Kilo."),
        ("Der Verkauf brachte zwölf Millionen Euro.", "Der Verkauf brachte 12 Mio. Euro."),
        ("Gegossen wird vor neun Uhr.", "Gegossen wird vor 9 Uhr."),
        ("Das Tor schließt um sieben Uhr abends.", "Das Tor schließt um 19:00 Uhr."),
        ("The gate closes at seven o'clock.", "The gate closes at 7 p.m."),
        ("Guests arrive after six in the evening.", "Guests arrive after 18:00."),
        ("最早下午两点可以入住。", "最早14:00可以入住。"),
        ("Der Schein gilt bis zum 10. August.", "Der Schein gilt bis zum 10.8. und läuft dann ab."),
        ("Die Kantine ist ab dem 4. August zu.", "Die Kantine ist vom 4. bis einschließlich 8. August zu."),
        ("The fair opens on 13 October.", "The fair is open 13 to 17 October."),
        ("The fair is open until 17 October.", "The fair is open October 13–17."),
        ("活动到10月5日结束。", "活动10月3日至5日举行，5日结束。"),
        ("这个零件不允许喷漆。", "零件加工后不得喷漆。"),
        ("The backup starts at half past one at night.", "The backup starts every night at 01:30."),
        ("The shop opens at a quarter to nine.", "The shop opens at 8:45."),
        ("Der Bus fährt um halb zehn.", "Der Bus fährt um 9:30 Uhr."),
        ("Der Wagen muss im November 2026 zur Prüfung.", "Der Wagen muss 11/2026 zur Prüfung."),
        ("Logdateien werden nach zwei Wochen rotiert.", "log:\n  rotate_days: 14\n  level: info"),
        ("发布会在星期日14:00举行。", "发布会在周日下午两点举行。"),
        ("上午10点的温度是26.8度。", "时间:10:00;温度:26.8度"),
        ("Revenue in Q4 2020 was EUR 5 million.", "Revenue was EUR 5 million in the fourth quarter of 2020."),
        ("Sales fell in the third quarter.", "Sales fell in 3Q."),
        ("Im Q3 2020 stieg der Umsatz.", "Der Umsatz stieg im 3. Quartal 2020."),
        ("Der Umsatz stieg im dritten Quartal.", "Der Umsatz stieg in Q3."),
        ("第三季度收入增加。", "三季度收入增加。"),
        ("Im Mai 2020 betrug der Umsatz 5 Mio. Euro.", "Der Umsatz im Mai 2020 betrug 5 Mio. Euro."),
    ],
)
def test_a_number_or_date_may_be_written_in_another_way(claim, passage):
    assert check(claim, passage).supported


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("You get 32 cents per kilometre.", "Mileage: EUR 0.23 per kilometre."),
        ("Gegossen wird vor neun Uhr.", "Gegossen wird vor 8 Uhr."),
        ("Der Schein gilt bis zum 10. September.", "Der Schein gilt bis zum 10.8. und läuft dann ab."),
        ("The lease begins on 2 April.", "4.2. The lease begins with the handover."),
        ("The fair opens on 12 October.", "The fair is open 13 to 17 October."),
        ("Revenue in Q3 2020 was EUR 5 million.", "Revenue was EUR 5 million in the fourth quarter of 2020."),
        ("Der Umsatz stieg im dritten Quartal.", "Der Umsatz stieg in Q4."),
        ("第二季度收入增加。", "Q3收入增加。"),
    ],
)
def test_another_number_or_date_is_doubted_however_it_is_written(claim, passage):
    assert check(claim, passage).fault == "number"


@pytest.mark.parametrize(
    ("claim", "passage", "supported"),
    [
        ("Two guests pay 5.60 euros a night.", "The tax is 2.80 euros per guest and night.", True),
        ("Two guests pay 5.80 euros a night.", "The tax is 2.80 euros per guest and night.", False),
        ("A member pays 72 euros for the hall.", "The hall costs 80 euros; a member pays 10 % less.", True),
        ("A member pays 75 euros for the hall.", "The hall costs 80 euros; a member pays 10 % less.", False),
        ("停水共8小时。", "停水时间为9:00至17:00。", True),
        ("停水共7小时。", "停水时间为9:00至17:00。", False),
        ("He led the forge for 41 years.", "He took over the forge in 1931 and gave it up in 1972.", True),
        ("He led the forge for 40 years.", "He took over the forge in 1931 and gave it up in 1972.", False),
        ("The three courts take 30 players.", "The courts take 8 players, 10 players and 12 players.", True),
    ],
    ids=[
        "multiple", "no multiple", "share", "no share", "hours", "other hours", "years", "other years", "sum of three"
    ],
)  # fmt: skip
def test_what_follows_by_one_step_need_not_be_written_out(claim, passage, supported):
    assert check(claim, passage).supported is supported


def test_a_short_claims_verdict_is_told_in_the_language_of_its_source():
    source = "Die Wahl findet am 14. und am 16. Mai im Schulungsraum statt. Sie ist nicht öffentlich."
    assert check("Wahltermin 12. Mai.", source).reason.startswith("unklar")


def test_a_number_behind_a_range_of_two_whole_dates_stands_where_it_stands():
    assert check("The course took three days.", "Course, Sep 25-Oct 2, days: three").supported
