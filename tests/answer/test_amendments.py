"""Without a chat model: what an amendment says comes before what it changes, however it says so."""

import pytest

FILES = {
    "Charter.md": "# Charter of the Rowing Society Elm Lock\n\nAdopted 4 March 2017\n\n"
    "Rule 6. The annual subscription is $210.\n\nRule 7. The council has eight members.\n\n"
    "Rule 8. Boats are returned by 20:00.\n",
    "Resolution 2023-4.txt": "RESOLUTION 2023-4\nRowing Society Elm Lock, 9 May 2023\n\n"
    "The Charter is modified as follows:\n\n(a) In Rule 6, for “$210” read “$245”.\n\n"
    "(b) In Rule 7 the word “eleven” is substituted for the word “eight”.\n\n(c) Rule 8 is unaffected.\n",
    "Hausordnung.md": "# Hausordnung des Wohnheims Lindenhof\n\nStand: 2. Mai 2018\n\n## 3. Ruhezeiten\n\n"
    "Ruhe ist von 22 bis 6 Uhr.\n\n## 4. Waschküche\n\nEine Wäsche kostet 2 Euro.\n",
    "Änderung der Hausordnung.txt": "Änderung der Hausordnung\n\nGültig ab 1. Juni 2023\n\n"
    "In Nummer 3 wird die Angabe „22 bis 6 Uhr“ durch „23 bis 7 Uhr“ ersetzt.\n\nNummer 4 bleibt unverändert.\n",
    "BV Fahrräder.md": "# Betriebsvereinbarung Diensträder\n\nStand: 4. Mai 2020\n\n## § 2 Ausleihe\n\n"
    "(1) Ein Dienstrad wird für drei Wochen ausgeliehen.\n\n(2) Ein Helm wird gestellt.\n\n## § 5 Kosten\n\n"
    "(1) Ein Dienstrad kostet 14 Euro im Monat.\n",
    "BV Änderung.txt": "Erste Änderung der Betriebsvereinbarung Diensträder\n\n9. Juni 2023\n\n"
    "1. In § 2 Absatz 1 tritt „fünf“ ein für „drei“. Absatz 2 bleibt gleich.\n\n2. § 3 Absatz 1 wird geändert.\n",
    "车辆管理制度.md": "# 车辆管理制度\n\n自2021年3月1日起施行。\n\n"
    "第三条 私车公用补贴每公里1.2元。\n\n第四条 停车证每月80元。\n",
    "关于修改车辆管理制度的决定.txt": "关于修改《车辆管理制度》的决定\n\n2024年2月1日\n\n"
    "一、第三条中的“1.2元”替换为“1.5元”。\n",
    "notice.eml": "From: office@lindenhof.example\nTo: all@lindenhof.example\n"
    "Date: Mon, 06 Jan 2025 09:00:00 +0100\nSubject: Gate and bins\n\n"
    "With effect from 1 February the code of the gate is 5520.\n",
    "Guide.md": "# Guide for guests\n\nLast updated: 3 April 2022\n\nThe code of the gate is 1904.\n",
    "Visits.md": "# Visits\n\nLast updated: 4 May 2021\n\nThe ward is open to guests until 6 pm.\n",
    "Notice to all.eml": "From: ward@lindenhof.example\nTo: all@lindenhof.example\n"
    "Date: Mon, 03 Feb 2025 09:00:00 +0100\nSubject: Guests\n\nThe ward will be open to guests until 8 pm.\n",
    "Shares.md": "# Shares\n\nShares of staff vest over six years, from the first day on.\n",
    "Pay.md": "# Pay\n\nShares of staff vest over six years; four years will be usual elsewhere from now on.\n",
    "Beiträge.md": "# Beiträge\n\nStand: 4. Mai 2016\n\n"
    "Der ermäßigte Beitrag für Studenten ist 10 Euro im Monat und wird auf Antrag gewährt.\n",
    "Protokoll der Sitzung.md": "# Protokoll der Sitzung vom 8. Oktober 2016\n\n## TOP 6. Beiträge der Studenten\n\n"
    "Der Antrag wird einstimmig angenommen.\n",
    "Lease Aspen.md": "# Lease Aspen House\n\ndated 5 May 2019\n\nThe deposit is EUR 3,000.\n",
    "Lease Birch.md": "# Lease Birch House\n\ndated 5 May 2021\n\nThe deposit is EUR 4,000.\n",
}


@pytest.mark.parametrize(
    ("question", "new", "old"),
    [
        ("What is the annual subscription?", "read “$245”", "The annual subscription is $210"),
        ("How many members does the council have?", "“eleven” is substituted", "The council has eight members"),
        ("Von wann bis wann ist Ruhe?", "„23 bis 7 Uhr“ ersetzt", "Ruhe ist von 22 bis 6 Uhr"),
        ("Für wie viele Wochen wird ein Dienstrad ausgeliehen?", "„fünf“ ein für „drei“", "für drei Wochen"),
        ("私车公用补贴每公里多少钱？", "替换为“1.5元”", "补贴每公里1.2元"),
        ("What is the code of the gate?", "5520", "1904"),
        ("Until when may the ward be visited?", "8 pm", "6 pm"),
    ],
)
def test_an_amendment_comes_before_what_it_changes(lines, question, new, old):
    first, *_, last = lines(question)
    assert new in first
    assert old in last
    assert last.startswith(("- older (", "- älter (", "- 旧 ("))


def test_what_an_amendment_leaves_as_it_is_is_told_as_it_is(lines):
    assert lines("Was kostet eine Wäsche?")[0].startswith("- 4. Waschküche: “Eine Wäsche kostet 2 Euro.”")


def test_a_paragraph_of_the_same_number_in_another_clause_is_not_changed(lines):
    assert lines("Was kostet ein Dienstrad im Monat?")[0].startswith("- § 5 Kosten: “(1) Ein Dienstrad kostet 14 Euro")


def test_a_later_contract_of_another_matter_replaces_nothing(lines):
    assert not [line for line in lines("How much is the deposit of Aspen House?") if "older" in line]


def test_of_two_documents_that_bear_no_date_neither_is_the_older(lines):
    told = lines("Over how many years do shares of staff vest?")
    assert len(told) == 2
    assert not [line for line in told if "older" in line]


def test_minutes_that_adopt_a_motion_tell_no_other_fee(lines):
    told = lines("ermäßigter Beitrag für Studenten")
    assert "10 Euro" in told[0]
    assert not [line for line in told if "älter" in line]


def test_a_german_noun_is_no_name_that_words_could_not_ask_for(lines):
    assert "2 Euro" in lines("Wie hoch sind die Kosten einer Wäsche?")[0]
