"""Does a passage say what a sentence claims?"""

import pytest

import kb
from kb.answer.check import check, states_something

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


LEASE = (
    "The tenant must give notice not later than 30 days before the end of the lease. The deposit amounts to "
    "€2,400 and is repaid within six weeks. The landlord pays for repairs above 150 euros. The lease begins on 1 "
    "March 2024 and ends on 28 February 2027. The rent rises by at most 3% a year. All employees receive a "
    "laptop. Some contractors receive a phone. The minimum password length is 14 characters; the maximum password"
    " length is 64 characters. Warehouse staff earn more than office staff. Priya Raman leads the audit team. Tom"
    " Becker leads the sales team. Sales increased by 12 percent in 2023, while costs decreased by 4 percent. It "
    "works from -20 to 60 degrees Celsius. The failure rate is 5 per mille. Lorries are not allowed between 22:00"
    " and 06:00."
)
合同 = (
    "公司2023年营业收入为3.5亿元，净利润为4200万元。"
    "研发费用比上年增长18%，管理费用比上年下降6%。"
    "董事长是李建国，总经理是王芳。"
    "甲方应当在收到发票后15个工作日内付款。"
    "甲方委托乙方建设仓库。"
    "逾期付款按每日千分之五收取违约金。"
    "试用期最长不超过六个月。"
    "所有员工必须参加安全培训，部分员工需要参加急救培训。"
    "A级仓库的温度不得高于25摄氏度。"
    "华东地区的销售额高于华南地区。"
    "仓库内禁止吸烟。"
    "早班从上午八点开始，晚班从下午四点开始。"
)


@pytest.mark.parametrize(
    ("way", "claim"),
    [
        ("a unit of time", "The deposit is repaid within six months."),
        ("a currency", "The deposit amounts to $2,400."),
        ("a scale of temperature", "It works from -20 to 60 degrees Fahrenheit."),
        ("a sign lost", "It works from 20 to 60 degrees Celsius."),
        ("percent for per mille", "The failure rate is 5 percent."),
        ("above for below", "The landlord pays for repairs below 150 euros."),
        ("at least for at most", "The rent rises by at least 3% a year."),
        (
            "later than for not later than",
            "The tenant must give notice later than 30 days before the end of the lease.",
        ),
        ("after for before", "The tenant must give notice 30 days after the end of the lease."),
        ("another month", "The lease begins on 1 May 2024."),
        ("the end for the beginning", "The lease begins on 28 February 2027."),
        ("the beginning for the end", "The lease ends on 1 March 2024."),
        ("the maximum for the minimum", "The maximum password length is 14 characters."),
        ("all for some", "All contractors receive a phone."),
        ("some for all", "Only some employees receive a laptop."),
        ("fell for rose", "Sales decreased by 12 percent in 2023."),
        ("the number of something else", "Costs decreased by 12 percent."),
        ("another party", "The tenant pays for repairs above 150 euros."),
        ("a time of day", "Lorries are not allowed between 8 pm and 6 am."),
        ("a denial of the whole", "It is not true that the lease begins on 1 March 2024."),
        ("words in quotation marks that it does not hold", 'The lease says "the deposit amounts to a lot of money".'),
    ],
)
def test_a_sentence_near_the_source_but_not_what_it_says_is_not_supported(way, claim):
    assert not check(claim, LEASE).supported


@pytest.mark.parametrize(
    ("way", "claim"),
    [
        ("万 for 亿", "公司2023年营业收入为3.5万元。"),
        ("without 万", "公司2023年净利润为4200元。"),
        ("a currency", "公司2023年营业收入为3.5亿美元。"),
        ("percent for per mille", "逾期付款按每日5%收取违约金。"),
        ("years for months", "试用期最长不超过六年。"),
        ("months for working days", "甲方应当在收到发票后15个月内付款。"),
        ("before for after", "甲方应当在收到发票前15个工作日内付款。"),
        ("the other party", "乙方应当在收到发票后15个工作日内付款。"),
        ("fell for rose", "研发费用比上年下降18%。"),
        ("the number of something else", "管理费用比上年增长18%。"),
        ("a name that is nowhere", "董事长是张伟。"),
        ("at least for at most", "A级仓库的温度不得低于25摄氏度。"),
        ("some for all", "部分员工必须参加安全培训。"),
        ("all for some", "所有员工需要参加急救培训。"),
        ("another class", "B级仓库的温度不得高于25摄氏度。"),
        ("allowed for forbidden", "仓库内允许吸烟。"),
        ("the time of something else", "早班从下午四点开始。"),
    ],
)
def test_a_chinese_sentence_near_the_source_but_not_what_it_says_is_not_supported(way, claim):
    assert not check(claim, 合同).supported


@pytest.mark.parametrize(
    "claim",
    [
        "Notice must be given not later than thirty days before the lease ends.",
        "The deposit is 2400 euros.",
        "The deposit of EUR 2,400 is returned within 6 weeks.",
        "Repairs above €150 are paid by the landlord.",
        "The lease runs from 2024-03-01 to 2027-02-28.",
        "The lease starts on March 1, 2024.",
        "The rent may rise by no more than 3 percent per year.",
        "Every employee receives a laptop.",
        "Passwords must be at least 14 and at most 64 characters long.",
        "Yes, warehouse staff earn more than office staff.",
        "Office staff earn less than warehouse staff.",
        "The audit team is led by Priya Raman.",
        "In 2023 sales rose by 12% and costs fell by 4%.",
        "It works between −20 °C and 60 °C.",
        "The failure rate is 0.5%.",
        "Lorries are not allowed from 10 pm to 6 am.",
    ],
)
def test_the_same_said_otherwise_is_supported(claim):
    assert check(claim, LEASE).supported


@pytest.mark.parametrize(
    "claim",
    [
        "营业收入为350,000,000元。",
        "2023年净利润为0.42亿元。",
        "研发费用增加了百分之十八。",
        "公司的董事长是李建国。",
        "甲方须在收到发票后十五个工作日内付款。",
        "仓库由乙方受甲方委托建设。",
        "逾期付款每天按0.5%收取违约金。",
        "试用期最长为6个月。",
        "全体员工都必须参加安全培训。",
        "A级仓库温度最高为25℃。",
        "华南地区的销售额低于华东地区。",
        "仓库里不允许吸烟。",
        "早班八点开始，晚班16点开始。",
        "公司2023年營業收入為3.5億元。",
    ],
)
def test_the_same_said_otherwise_in_chinese_is_supported(claim):
    assert check(claim, 合同).supported


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
        ("Freelancers get 20 days.", "Teammates get 30 days.", "says part of it: 20 days is not there"),
        ("Contractors are eligible for the bonus.", PASSAGE, "not clear: one of the two says no"),
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


def test_a_rows_unit_may_have_a_column_of_its_own_and_its_subject_stand_above_the_table():
    table = (
        "Soil analysis of field 7, May 2025.\n\n| Element | Result | Unit | Limit |\n|---|---|---|---|\n"
        "| Cadmium | 0.12 | mg/kg | 0.5 |\n| Lead | 31 | mg/kg | 70 |"
    )
    assert check("The lead content of field 7 was 31 mg/kg.", table).supported
    assert check("The cadmium content of field 7 was 31 mg/kg.", table).fault
    assert check("The lead content of field 7 was 31 g/kg.", table).fault == "number"


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
        ("Baking at 200 °C takes 9 minutes.", "Baking takes 9 minutes at 170 °C and 6 minutes at 200 °C.", "elsewhere"),
        (
            "Für Akkus gilt eine Garantie von 36 Monaten.",
            "Die Garantie gilt 36 Monate, für Akkus 12 Monate.",
            "elsewhere",
        ),
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
    assert check("Everybody has 40 days of paid leave.", passage).fault == "number"
