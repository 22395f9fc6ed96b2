"""One library for all searches."""

from collections.abc import Iterator

import pytest
from library import fill

from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.store.home import Home
from kb.store.store import Store

FILES = {
    "Leave.md": "Teammates get 30 days of paid leave a year. Unused days expire in March.\n\n"
    "Sick leave needs a doctor's note after the third day.\n\n"
    "Parental leave is 16 weeks, paid in full, for every new parent.",
    "Travel.md": "A hotel night in Beijing is refunded up to 650 yuan, in Shanghai up to 700 yuan.\n\n"
    "Receipts for trips are due within thirty days of the return.",
    "Acme_2022_report.pdf": "Acme's revenue for fiscal 2022 was 81 million dollars.\n\nIts margin rose to 12 percent."
    "\fAcme employs 412 people in six countries.\n\nIt was founded in Graz.",
    "Bolt_2022_report.pdf": "Bolt's revenue for fiscal 2022 was 64 million dollars.\n\nIts margin fell to 7 percent."
    "\fBolt employs 388 people in four countries.\n\nIt was founded in Lyon.",
    "Standards.md": "Our laboratory is certified under ISO-9001 since 2019.\n\n"
    "Citations follow GB/T 7714, and part X-4711-B is out of stock.",
    "考勤.txt": "员工每年享有三十天带薪假期。\n\n试用期员工不能申请年终奖。\n\n病假需要在当天上午十点以前通知主管。",
    "圖書館.txt": "圖書館每天早上九點開放，週日休息。",
}


@pytest.fixture(scope="session")
def embedder() -> BuiltinEmbedder:
    return BuiltinEmbedder()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: BuiltinEmbedder) -> Iterator[Store]:
    with Home.open(tmp_path_factory.mktemp("search")) as home:
        yield fill(home.space("default", create=True), embedder, FILES)
