"""Does a passage say what a sentence claims?"""

import pytest

import kb
from kb.answer.check.claims import check
from kb.answer.check.statements import states_something

PASSAGE = (
    "Teammates get 30 days of paid leave a year. Alice reports to Bob. Contractors are not eligible for the bonus. "
    "Keith Gordon is an actor. He was born on February 3, 1961. The budget is 1,250,000 euros. "
    "员工每年享有三十天带薪假期。试用期员工不能申请年终奖。"
)


@pytest.mark.parametrize(
    "claim",
    [
        "Teammates get 30 days of paid leave.",
        "Teammates get thirty days of paid leave a year.",
        "Alice reports to Bob.",
        "Contractors are not eligible for the bonus.",
        "Contractors don't get the bonus.",
        "Keith Gordon was born on 3 February 1961.",
        "The budget is 1 250 000 euros.",
        "员工每年有30天带薪假期。",
        "试用期员工不能申请年终奖。",
        "- Teammates get 30 days of paid leave",
    ],
)
def test_what_the_passage_says_is_supported(claim):
    assert check(claim, PASSAGE).supported


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("Teammates get 20 days of paid leave.", "number"),
        ("The budget is 1,250 euros.", "number"),
        ("员工每年有20天带薪假期。", "number"),
        ("Carol reports to Bob.", "name"),
        ("Contractors get 30 days of paid leave.", "elsewhere"),
        ("Alice was born in 1961.", "number"),
        ("Contractors are eligible for the bonus.", "negation"),
        ("员工每年没有带薪假期。", "negation"),
        ("试用期员工可以申请年终奖。", "negation"),
        ("The moon is made of cheese.", "words"),
    ],
)
def test_what_it_does_not_say_is_not_and_the_fault_is_named(claim, fault):
    verdict = check(claim, PASSAGE)
    assert (verdict.supported, verdict.fault) == (False, fault)


def test_the_nearest_sentence_is_pointed_at():
    span = check("Alice reports to Bob.", PASSAGE).span
    assert PASSAGE[span.start : span.end] == "Alice reports to Bob."


def test_title_and_table_header_supply_words_and_numbers_but_no_quote():
    verdict = check(
        "In 2026 the climate chamber costs 185,000 EUR.", "| Climate chamber | 185000 |", "| Item | EUR 2026 |"
    )
    assert verdict.supported
    assert (verdict.span.start, verdict.span.end) == (0, 28)


def test_words_of_two_languages_are_not_compared_but_their_numbers_are():
    assert check("年假是28天。", "Everyone has 28 days of paid leave a year.").supported
    assert not check("年假是30天。", "Everyone has 28 days of paid leave a year.").supported
    assert not check("年假很长。", "Everyone has 28 days of paid leave a year.").supported


@pytest.mark.parametrize("sentence", ["Here is what I found:", "Is that so?", "Yes.", "", "---", "好的。"])
def test_introductions_questions_and_scraps_state_nothing(sentence):
    assert not states_something(sentence)


@pytest.mark.parametrize(
    ("claim", "passage", "fault"),
    [
        ("Employees must carry over five days.", "Employees may carry over five days.", "modality"),
        ("员工必须申请调休。", "员工可以申请调休。", "modality"),
        ("Mitarbeiter müssen den Parkplatz nutzen.", "Mitarbeiter dürfen den Parkplatz nutzen.", "modality"),
    ],
)
def test_must_and_may_are_not_the_same(claim, passage, fault):
    assert check(claim, passage).fault == fault


@pytest.mark.parametrize(
    ("claim", "passage", "reason"),
    [
        ("Teammates get 30 days of paid leave.", PASSAGE, "says so"),
        ("Teammates get 20 days of paid leave.", PASSAGE, "says otherwise: 30 days, not 20 days"),
        ("员工每年有20天带薪假期。", PASSAGE, "说法不同：是三十天，不是20天"),
        ("Die Frist dafür ist 20 Tage.", "Die Frist dafür ist 30 Tage.", "sagt es anders: 30 Tage, nicht 20 Tage"),
        # In other words a number that is not there may follow from what is: that the source says otherwise is not sure.
        ("Freelancers get 20 days of leave.", "Teammates get 30 days of leave.", "not clear: 20 days is not there"),
        ("Contractors are eligible for the bonus.", PASSAGE, "one of the two says no"),
        ("Carol reports to Bob.", PASSAGE, "says part of it: Carol is not there"),
        ("The moon is made of cheese.", PASSAGE, "does not say this"),
    ],
)
def test_the_reason_is_told_in_words_of_the_claims_language(claim, passage, reason):
    assert check(claim, passage).reason == reason


def test_the_page_of_a_passage_may_be_told_and_no_other():
    assert check("According to page 3, teammates get 30 days of paid leave.", PASSAGE, page=3).supported
    assert not check("According to page 47, teammates get 30 days of paid leave.", PASSAGE, page=3).supported


def test_anybody_can_try_the_check():
    verdict = kb.check("You get 25 days.", "You get 30 days.", "How many days do I get?")
    assert (verdict.supported, verdict.reason) == (False, "says otherwise: 30 days, not 25 days")
    assert (verdict.span.start, verdict.span.end) == (0, 16)


def test_a_name_that_chinese_writes_without_a_blank_behind_it_ends_there():
    assert check("PLC的控制器兼容CAN-总线。", "PLC的控制器是与 CAN-总线 相连的。").supported
    assert check("OPC的控制器与CAN-总线相连。", "PLC的控制器是与 CAN-总线 相连的。").fault == "name"


@pytest.mark.parametrize(
    ("claim", "passage", "supported"),
    [
        ("Die Anlage wird zweimal im Jahr gewartet.", "Die Anlage wird 2 mal im Jahr gewartet.", True),
        ("Die Frist beträgt vier Wochen.", "Die Frist beträgt 28 Tage.", True),
        ("Die Frist beträgt fünfundzwanzig Tage.", "Die Frist beträgt 24 Tage.", False),
        ("Der Preis steigt um mindestens 4 %.", "Der Preis steigt um höchstens 4 %.", False),
        ("Der Preis steigt um nicht mehr als 4 %.", "Der Preis steigt um höchstens 4 %.", True),
        ("Der Filter wird nach der Prüfung gewechselt.", "Der Filter wird vor der Prüfung gewechselt.", False),
        ("Der Auftragnehmer stellt den Zugang sicher.", "Der Auftraggeber stellt den Zugang sicher.", False),
    ],
)
def test_german_numbers_bounds_and_opposites_are_read(claim, passage, supported):
    assert check(claim, passage).supported == supported


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Every contractor gets a badge.", "Contractors on site for more than a month get a badge."),
        ("Sämtliche Teile sind im Preis enthalten.", "Teile bis 150 Euro sind im Preis enthalten."),
        ("所有商品都可以退货。", "上海分店的商品可以退货。"),
    ],
)
def test_of_all_is_more_than_the_source_says(claim, passage):
    assert check(claim, passage).fault == "scope"


def test_what_must_never_come_before_comes_after():
    passage = "Stop the worker service on both servers; never stop the database before the workers."
    assert check("Stop the database before the workers.", passage).fault in ("order", "negation")
    assert check("The workers must be stopped before the database.", passage).fault != "order"


@pytest.mark.parametrize(
    ("claim", "passage", "reason"),
    [
        (
            "Travel days are paid back.",
            "Travel days are paid back if a receipt is handed in.",
            "says so under a condition: if a receipt is handed in",
        ),
        (
            "Die Werkstatt ist bis 19 Uhr offen.",
            "Die Werkstatt ist bis 19 Uhr offen, sofern sich drei Personen anmelden.",
            "sagt das mit einer Bedingung: sofern sich drei Personen anmelden",
        ),
        ("仓库不得进入。", "除非有主管陪同，仓库不得进入。", "说这有条件：除非有主管陪同"),
    ],
)
def test_a_condition_that_is_left_out_is_told(claim, passage, reason):
    assert check(claim, passage).reason == reason


def test_a_condition_that_the_question_names_need_not_be_said_again():
    passage = "Travel days are paid back if a receipt is handed in."
    assert check("Travel days are paid back.", passage, question="What if I hand in a receipt?").supported


@pytest.mark.parametrize(
    ("claim", "passage", "fault"),
    [
        (
            "The pump is switched on before the valve is opened.",
            "First open the valve, then switch on the pump.",
            "order",
        ),
        (
            "Erst wird die Leitung gespült, dann der Filter getauscht.",
            "Zuerst wird der Filter getauscht und danach die Leitung gespült.",
            "order",
        ),
        ("先签字，再交费。", "先交费，再签字。", "order"),
        (
            "app2 has to be started before app1.",
            "Stop app1 and app2. Start app1 first, wait until its health check is green, and only then start app2.",
            "order",
        ),
        ("报销单先由财务部付款，再由部门负责人审核。", "10天内提交报销单，由部门负责人审核后交财务部付款。", "order"),
        ("Baking at 200 °C takes 9 minutes.", "Baking takes 9 minutes at 170 °C and 6 minutes at 200 °C.", "elsewhere"),
        (
            "Für Akkus gilt eine Garantie von 36 Monaten.",
            "Die Garantie gilt 36 Monate, für Akkus 12 Monate.",
            "elsewhere",
        ),
        ("其他城市每晚不超过600元。", "一线城市每晚不超过600元,其他城市不超过400元。", "elsewhere"),
        ("The filter must be changed every year.", "It is recommended to change the filter every year.", "modality"),
    ],
)
def test_what_is_said_in_another_order_of_another_thing_or_only_as_advice_is_doubted(claim, passage, fault):
    assert check(claim, passage).fault == fault


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The pump is switched on after the valve is opened.", "First open the valve, then switch on the pump."),
        ("Baking at 200 °C takes 6 minutes.", "Baking takes 9 minutes at 170 °C and 6 minutes at 200 °C."),
        ("Für Akkus gilt eine Garantie von 12 Monaten.", "Die Garantie gilt 36 Monate, für Akkus 12 Monate."),
    ],
)
def test_what_is_said_in_the_same_order_of_the_same_thing_is_supported(claim, passage):
    assert check(claim, passage).supported


def test_a_chinese_word_may_be_written_longer():
    said = "住宿费由参会者自付，交通费由我方承担。"
    assert check("交通费用由我方负担。", said).supported
    assert check("停车场离会场很远。", said).fault == "words"


def test_another_code_is_another_thing_whatever_case_it_is_written_in():
    assert check("The valve kv12b is out of order.", "The valve kv12b is out of order.").supported
    assert check("The valve kv12b is out of order.", "The valve kv12a is out of order.").fault == "name"
    assert check("The item301 is in hall 2.", "The item300 is in hall 2.").fault == "name"
