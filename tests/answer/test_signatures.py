"""Without a chat model: who wrote, signed, approved or keeps a document is told by the line of it that states it."""

from functools import partial

import pytest
from filled import filled, read_quotes

FILES = {
    "Boiler procedure.md": "# Boiler house: starting procedure\n\n## 1. Starting\n\nOpen the damper. Light the pilot."
    "\n\n## 2. Stopping\n\nClose the gas first. Wait for five minutes.\n\n"
    "Approved: Ruth Aldous.\nSeen: Miles Otway, Foreman.\n",
    "Satzung Ruderverein.txt": "Satzung des Rudervereins Elbbogen\n\n§ 1 Zweck\n\nDer Verein fördert das Rudern.\n\n"
    "§ 2 Beiträge\n\nDie Beiträge beschließt die Versammlung in einem eigenen Satz.\n\n"
    "Elbbogen, den 3. März 2020\n\nKlaus Petersen, Vorsitzender – Erna Wulff, Kassenwartin\n",
    "Pachtvertrag Bootshaus.txt": "Pachtvertrag über das Bootshaus zwischen der Stadt Elbbogen und dem Ruderverein\n\n"
    "1. Die Pacht beträgt 900 Euro im Jahr.\n\n2. Der Vertrag läuft bis 2031.\n\n"
    "Für die Verpächterin: Dora Lenz · Für den Pächter: Klaus Petersen\n",
    "危化品管理指引.md": "# 危化品管理指引\n\n编写：罗思远，2025年3月修订。\n\n"
    "## 一、存放\n\n- 危化品放在单独的柜子里。\n"
    "- 柜子由两人管理。\n\n## 二、领用\n\n- 领用须登记。\n",
    "关于调整班车时间的通知.txt": "关于调整班车时间的通知\n\n各部门：\n\n"
    "经2025年4月2日会议讨论，班车自5月1日起提前十分钟发车。\n\n"
    "行政部\n2025年4月9日\n",
    "restart.md": "---\ntitle: Restarting the queue runbook\nowner: tools team\n---\n\n"
    "# Restart\n\nRun `queue restart`.\n",
    "Register.csv": "Contract,Party,Signed\nPachtvertrag Bootshaus,Stadt Elbbogen,2019-04-01\n",
}


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory):
    with filled(tmp_path_factory.mktemp("signed"), FILES) as base:
        yield partial(read_quotes, base)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("who signed off the boiler procedure", "Approved: Ruth Aldous"),
        ("Wer hat die Vereinssatzung unterschrieben?", "Klaus Petersen, Vorsitzender"),
        ("wer hat den Pachtvertrag unterschrieben", "Dora Lenz"),
        ("危化品那份指引谁写的", "罗思远"),
        ("班车时间调整的通知哪天发的", "2025年4月9日"),
        ("Who owns the restart runbook?", "owner: tools team"),
    ],
)
def test_the_line_that_states_it_is_told_first(lines, question, told):
    assert told in lines(question)[0]


def test_a_date_that_the_document_tells_of_something_else_is_not_told(lines):
    assert not [line for line in lines("班车时间调整的通知哪天发的") if "4月2日" in line]


def test_a_question_that_asks_something_else_as_well_is_answered_by_what_says_both(lines):
    told = "\n".join(lines("Wer hat den Pachtvertrag unterschrieben und wie hoch ist die Pacht?"))
    assert "900 Euro" in told
