"""Follow-ups made to stand alone, without a model."""

import pytest

from kb.answer.asked import Standalone
from kb.answer.followup import is_rewrite, make_standalone, refers_to_history
from kb.types import Message

BEIJING = (
    Message("user", "How much is a hotel night in Beijing refunded?"),
    Message("assistant", "Up to 650 yuan [1]."),
)
SHANGHAI_ZH = (Message("user", "北京的住宿标准是多少？"), Message("assistant", "每晚650元[1]。"))


@pytest.mark.parametrize(
    "question",
    [
        "And in Shanghai?",
        "What about Shanghai?",
        "Why?",
        "How long does it take?",
        "Who approves that?",
        "and for interns?",
        "And for part-timers?",
        "Same for contractors?",
        "Interns?",
        "For interns too?",
        "How many for interns?",
        "Does that apply to interns?",
        "The second one?",
        "In Berlin?",
        "Since when?",
        "How so?",
        "Are there exceptions?",
        "When do new employees get it?",
        "If I am ill, who approves it?",
        "Great, thanks, and who approves it?",
    ],
)
def test_an_english_follow_up_is_noticed(question):
    assert refers_to_history(question, BEIJING)


HALL = (Message("user", "Wann darf man den Saal mieten?"), Message("assistant", "An Wochenenden [1]."))


@pytest.mark.parametrize(
    "question",
    [
        "and how long do people have to stay there at least?",
        "How many guests may sleep there in summer?",
        "Wie viele Gäste passen dort hinein?",
        "Wer ist dafür zuständig?",
        "Wie lange ist er dann am Abend offen?",
        "Was kostet das für Mitglieder des Vereins?",
        "Wem gehören diese Stühle im Lager?",
        "wer genehmigt",
        "Seit wann machen die das?",
        "Haben wir von denen eine Telefonnummer?",
        "reicht das für alle im Verein",
        "Könnten Sie mir bitte auch noch sagen, wer ihn damals unterschrieben hat?",
    ],
)
def test_what_points_to_a_place_or_in_german_is_noticed(question):
    assert refers_to_history(question, HALL)


@pytest.mark.parametrize(
    "question",
    [
        "How many rooms will there be in the new wing?",
        "Where can there be smoking in the garden?",
        "Was kostet das Mittagessen im Speisesaal?",
        "Wie alt muss man für den Ausweis sein?",
        "Wann bekommen frühere Mieter ihre Kaution zurück?",
        "Wie hoch ist die Kaution?",
        "wer ist brandschutzbeauftragter",
        "Wer zahlt die Reparatur, die der Mieter verlangt?",
        "Wo erreiche ich Ihre Verwaltung am Wochenende?",
        "Wie viele Termine sind diese Woche noch frei?",
        "Wenn der Laptop kaputt ist, wer repariert ihn?",
    ],
)
def test_what_only_looks_so_stands_alone(question):
    assert not refers_to_history(question, HALL)


@pytest.mark.parametrize(
    "question",
    [
        "那上海呢？",
        "上海呢？",
        "它的上限是多少？",
        "为什么",
        "那么深圳怎么样",
        "还有别的规定吗，这个要审批吗？",
        "它包括早餐吗？",
        "上面的标准什么时候生效？",
        "第二个呢？",
        "多久？",
        "多久能报销？",
        "广州",
        "上海也一样吗？",
        "详细一点",
        "此外还有什么补贴？",
        "有多少人参加",
        "超过了会怎样？",
        "换了哪些零件",
        "比去年多吗",
    ],
)
def test_a_chinese_follow_up_is_noticed(question):
    assert refers_to_history(question, SHANGHAI_ZH)


@pytest.mark.parametrize(
    "question",
    [
        "How many days of paid leave do employees get?",
        "What does the WS-40 cost?",
        "餐补每天多少钱？",
        "员工年假有几天？",
        "Thanks",
        "OK, got it.",
        "Is it allowed to smoke in the office?",
        "Who is it that approves travel for Berlin?",
        "What is the IT department's phone number?",
        "Can employees keep their laptop when they leave the company?",
        "What must an employee do when he or she is ill?",
        "How does the company protect its customers' data?",
        "Is there a parking space for visitors?",
        "What happens if a visitor loses their badge?",
        "If the laptop breaks, who repairs it?",
        "Visitors come with a dog. Where can we leave it?",
        "What is the notice period for an apartment that was rented before 2020?",
        "And what is the maximum price of a hotel night in Shanghai?",
        "谢谢",
        "好的，明白了",
        "员工离职后他的电脑怎么处理？",
        "公司该如何处理客户投诉？",
        "因此产生的费用由谁承担？",
        "公司应该怎样申请其中文商标？",
        "另外，显示器几年更换一次？",
        "那公司营业执照什么时候到期？",
        "然后叉车司机的证书哪天到期",
        "VPN怎么申请",
        "设备采购超过五万元的话，它需要几家供应商报价？",
        "Why Kafka?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question):
    assert make_standalone(question, BEIJING, None) == Standalone(question)


def test_without_history_nothing_is_a_follow_up():
    assert make_standalone("And in Shanghai?", (), None) == Standalone("And in Shanghai?")


def test_an_earlier_question_that_needs_the_one_before_it_brings_that_along():
    asked = ["Where is the tour on 6 March?", "Who do we call there?"]
    history = [turn for text in asked for turn in (Message("user", text), Message("assistant", "See [1]."))]
    meant = make_standalone("How far is that?", history, None)
    assert meant.question == "Where is the tour on 6 March? Who do we call there How far is that"
    assert meant.focus == "How far is that"


def test_without_a_model_the_earlier_question_lends_its_words():
    assert make_standalone("And in Shanghai?", BEIJING, None) == Standalone(
        "How much is a hotel night in Beijing refunded? Shanghai", "Shanghai"
    )
    assert make_standalone("那上海呢？", SHANGHAI_ZH, None) == Standalone("北京的住宿标准是多少？ 上海", "上海")


@pytest.mark.parametrize(
    ("rewrite", "usable"),
    [
        ("How much is a hotel night in Shanghai refunded?", True),
        ("what is a hotel night in Shanghai refunded", True),
        ("How much of the 650 yuan is refunded in Shanghai?", True),
        ("How much is a hotel night in Shanghai refunded in 2024?", False),
        ("How much is a hotel night in Shanghai refunded [1]?", False),
        ("A hotel night in Shanghai is refunded as well.", False),
        ("Up to 650 yuan.", False),
        ("", False),
    ],
)
def test_a_rewrite_that_brings_numbers_or_marks_or_does_not_ask_is_none(rewrite, usable):
    turns = "user: How much is a hotel night in Beijing refunded?\nassistant: Up to 650 yuan [1]."
    assert is_rewrite(rewrite, "And in Shanghai?", turns) == usable


@pytest.mark.parametrize(("rewrite", "usable"), [("上海的住宿标准是多少", True), ("上海的住宿标准是每晚650元", False)])
def test_a_chinese_rewrite_asks_with_a_word_of_its_own(rewrite, usable):
    assert is_rewrite(rewrite, "那上海呢？", "user: 北京的住宿标准是多少？\nassistant: 每晚650元[1]。") == usable
