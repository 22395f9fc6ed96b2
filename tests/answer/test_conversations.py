"""Conversations: a follow-up finds what it means, with no model to rewrite it and with one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ollama_server import CHAT, OllamaServer

import kb
from ingest.pipeline import ingest
from kb.answer.followup import refers_to_history
from kb.knowledge_base import KnowledgeBase
from kb.settings import load
from kb.types import AskOptions, Message

FILES = {
    "travel.md": "# Travel\n\nA hotel night in Beijing is refunded up to 650 yuan.\n\n"
    "A hotel night in Shanghai is refunded up to 700 yuan.\n\nA hotel night in Berlin is refunded up to 140 euros.\n",
    "leave.md": "# Leave\n\nEmployees have 28 days of paid leave a year. Interns have 12 days of paid leave a year. "
    "Contractors have no paid leave.\n\nPaid leave must be requested two weeks ahead. "
    "The team lead approves paid leave.\n",
    "stations.md": "# Weather stations\n\nThe WS-40 costs 2480 euros. The WS-90 costs 3150 euros. "
    "The WS-40 is delivered within three weeks. The WS-90 is delivered within five weeks.\n",
    "差旅.md": "# 差旅\n\n北京的住宿标准是每晚650元。\n\n上海的住宿标准是每晚700元。\n\n成都的住宿标准是每晚450元。\n\n"
    "高铁可以乘坐二等座，飞机可以乘坐经济舱。\n",
    "休假.md": "# 休假\n\n正式员工每年有十天带薪年假。实习生每年有五天带薪年假。\n\n病假需要在上午十点以前通知主管。"
    "事假需要提前三天申请。\n",
    "设备.md": "# 设备\n\n开发人员的笔记本电脑三年更换一次。销售人员的笔记本电脑四年更换一次。显示器六年更换一次。\n",
}


@dataclass(frozen=True)
class Case:
    """`before` was asked, then `question`; `quote` is part of what answers it. `meant` is what a model makes of it."""

    before: str
    question: str
    meant: str
    quote: str


HOTEL, LEAVE, PRICE = (
    "How much is a hotel night in Beijing refunded?",
    "How many days of paid leave do employees have?",
    "What does the WS-40 cost?",
)
住宿, 年假, 电脑 = "北京的住宿标准是多少？", "正式员工每年有几天年假？", "开发人员的笔记本电脑几年更换一次？"

CASES = [
    Case(
        HOTEL, "And in Shanghai?", "How much is a hotel night in Shanghai refunded?", "Shanghai is refunded up to 700"
    ),
    Case(HOTEL, "What about Berlin?", "How much is a hotel night in Berlin refunded?", "Berlin is refunded up to 140"),
    Case(HOTEL, "and Shanghai", "How much is a hotel night in Shanghai refunded?", "Shanghai is refunded up to 700"),
    Case(LEAVE, "And interns?", "How many days of paid leave do interns have?", "Interns have 12 days"),
    Case(
        LEAVE,
        "How about contractors?",
        "How many days of paid leave do contractors have?",
        "Contractors have no paid leave",
    ),
    Case(LEAVE, "Who approves it?", "Who approves paid leave?", "team lead approves paid leave"),
    Case(LEAVE, "When must it be requested?", "When must paid leave be requested?", "requested two weeks ahead"),
    Case(PRICE, "And the WS-90?", "What does the WS-90 cost?", "WS-90 costs 3150"),
    Case(
        PRICE,
        "Within how many weeks is it delivered?",
        "Within how many weeks is the WS-40 delivered?",
        "WS-40 is delivered",
    ),
    Case(PRICE, "What about the WS-90?", "What does the WS-90 cost?", "WS-90 costs 3150"),
    Case(住宿, "那上海呢？", "上海的住宿标准是多少？", "上海的住宿标准是每晚700元"),
    Case(住宿, "成都呢", "成都的住宿标准是多少？", "成都的住宿标准是每晚450元"),
    Case(住宿, "那么成都怎么样？", "成都的住宿标准是多少？", "成都的住宿标准是每晚450元"),
    Case(住宿, "还有上海呢？", "上海的住宿标准是多少？", "上海的住宿标准是每晚700元"),
    Case(年假, "实习生呢？", "实习生每年有几天年假？", "实习生每年有五天带薪年假"),
    Case(年假, "那实习生呢？", "实习生每年有几天年假？", "实习生每年有五天带薪年假"),
    Case(电脑, "那销售人员呢？", "销售人员的笔记本电脑几年更换一次？", "销售人员的笔记本电脑四年更换一次"),
    Case(电脑, "显示器呢？", "显示器几年更换一次？", "显示器六年更换一次"),
    Case("病假怎么申请？", "那事假呢？", "事假怎么申请？", "事假需要提前三天申请"),
    Case("高铁可以坐几等座？", "那飞机呢？", "飞机可以坐什么舱？", "飞机可以乘坐经济舱"),
    Case("事假需要提前几天申请？", "那病假呢？", "病假需要什么时候通知？", "病假需要在上午十点以前通知主管"),
    Case("上海的住宿标准是多少？", "那北京呢？", "北京的住宿标准是多少？", "北京的住宿标准是每晚650元"),
]
NAMES = [f"{case.before} {case.question}" for case in CASES]


@pytest.fixture(scope="module")
def server() -> Iterator[OllamaServer]:
    with OllamaServer(models=[CHAT]) as server:
        yield server


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, server: OllamaServer) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("conversations")
    (folder / "docs").mkdir()
    for name, text in FILES.items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    settings = load(folder / "home", {"OLLAMA_HOST": server.url}, embed="builtin", chat="ollama:tiny-chat")
    with kb.open(settings=settings) as base:
        store = base.store()
        for _ in ingest([folder / "docs"], store, base.embedder(store)):
            pass
        yield base


@pytest.fixture(scope="module")
def modelless(
    base: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory, server: OllamaServer
) -> Iterator[KnowledgeBase]:
    folder: Path = tmp_path_factory.mktemp("modelless")
    (folder / "docs").mkdir()
    for name, text in FILES.items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as base:
        store = base.store()
        for _ in ingest([folder / "docs"], store, base.embedder(store)):
            pass
        yield base


def test_there_are_more_than_twenty_and_half_are_chinese():
    chinese = [case for case in CASES if "\u4e00" <= case.question[-2] <= "\u9fff"]
    assert len(CASES) >= 20
    assert len(chinese) >= 10


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_each_is_seen_to_lean_on_the_turn_before(case):
    history = [Message("user", case.before), Message("assistant", "…")]
    assert refers_to_history(case.question, history)
    assert not refers_to_history(case.meant, history)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_without_a_model_the_rule_finds_what_is_meant(modelless, case):
    *_, first = modelless.ask(case.before)
    history = [Message("user", case.before), Message("assistant", first.text)]
    *_, answer = modelless.ask(case.question, AskOptions(history))
    assert any(case.quote in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_with_a_model_the_rewritten_question_is_searched(base, server, case):
    server.requests.clear()
    server.replies[:] = [case.meant, f"{case.quote} [1]."]
    history = [Message("user", case.before), Message("assistant", "…")]
    *_, answer = base.ask(case.question, AskOptions(history))
    assert answer.standalone == case.meant
    assert any(case.quote in citation.quote and citation.supported for citation in answer.citations)
