"""A sentence near its source: the same in other words, and what only resembles it."""

import pytest

from kb.answer.check.claims import check

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


@pytest.mark.parametrize(
    ("claim", "source", "reason"),
    [
        (
            "Driving lessons in the firm's car are not permitted.",
            "Private use is allowed within Europe, except for camper trips and for driving lessons.",
            "not clear: one of the two says no",
        ),
        ("The loan runs for 6 months.", "Loan period: 1 March to 31 August.", "not clear: 6 months is not there"),
        (
            "Nobody pays you for the internet line you have there.",
            "Desk and chair come from the firm. Internet at home costs you nothing.",
            "not clear whether it says this",
        ),
        ("乙方需要交的押金是55,800元。", "月租金为18,600元，押金为三个月租金。", "不确定：没有55,800元"),
        (
            "Wer einen Hamster halten will, muss nicht fragen.",
            "Hunde brauchen die Zustimmung der Vermieterin, Kleintiere wie Hamster nicht.",
            "unklar, ob das da steht",
        ),
    ],
    ids=["no", "step", "words", "Chinese", "German"],
)
def test_what_may_follow_or_be_said_in_other_words_is_told_to_be_unclear(claim, source, reason):
    verdict = check(claim, source)
    assert (verdict.supported, verdict.unclear, verdict.reason) == (False, True, reason)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The nurseries offer no emergency care.", "The nurseries offer emergency care."),
        ("The loan runs for 5 months.", "The loan runs for 6 months."),
        ("The moon is made of green cheese.", "Loan period: 1 March to 31 August."),
        ("The flag has 13 stripes and 50 stars.", "The loan has to be paid back in March."),
    ],
    ids=["no", "number", "words", "words and numbers"],
)
def test_what_is_contradicted_or_plainly_not_there_is_not_unclear(claim, source):
    verdict = check(claim, source)
    assert (verdict.supported, verdict.unclear) == (False, False)
