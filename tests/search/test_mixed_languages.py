"""Documents in several languages in one folder, asked in one of them."""

import pytest
from library import fill

from kb.search.query import understand_question
from kb.search.search import search
from kb.store.home import Home

ENGLISH = [
    "The ferry to the island leaves at seven in the morning and at four in the afternoon.",
    "A lost key costs forty euros and is replaced by the porter within two days.",
    "The library lends books for four weeks; reminders are free of charge.",
    "Bicycles are left in the yard behind the boiler house.",
    "The choir meets on Thursdays in the old chapel.",
    "The roof of the barn is repaired in June by a firm from the valley.",
]
CHINESE = [
    "食堂中午十一点半开门，晚上七点关门。",
    "会议室需要提前一天在前台预约。",
    "员工每年体检一次，费用由公司承担。",
    "仓库的温度不得超过二十五度。",
    "新员工的试用期为三个月。",
    "打印机没有纸时请联系行政部。",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory, embedder):
    with Home.open(tmp_path_factory.mktemp("mixed")) as home:
        space = home.space("default", create=True)
        fill(space, embedder, {f"en{n}.txt": text for n, text in enumerate(ENGLISH)}, language="en")
        yield fill(space, embedder, {f"zh{n}.txt": text for n, text in enumerate(CHINESE)}, language="zh")


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("渡轮几点出发去岛上？", "en0.txt"),
        ("丢了钥匙要赔多少钱？", "en1.txt"),
        ("自行车停在哪里？", "en3.txt"),
        ("新员工的试用期多长？", "zh4.txt"),
        ("What does a lost key cost?", "en1.txt"),
    ],
)
def test_what_another_language_says_is_found_before_what_is_merely_in_the_questions(store, embedder, question, path):
    assert search(question, store, embedder)[0].path == path


def test_a_question_is_compared_without_what_tells_its_language(store, embedder):
    english, chinese = (rows.mean(axis=0) for rows in store.sample_languages(64).values())
    vector = understand_question("How long is the probation period?", store, embedder).vector
    assert abs(vector @ (english - chinese)) < 1e-4


class Asked:
    """Keeps how questions were embedded."""

    def __init__(self, inner):
        self.inner = inner
        self.mixed = []

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def embed_foreign(self, text, *, mixed=False):
        self.mixed.append(mixed)
        return self.inner.embed_foreign(text, mixed=mixed)


def test_a_question_in_one_of_several_languages_is_embedded_as_such(store, embedder):
    asked = Asked(embedder)
    understand_question("How long is the probation period?", store, asked)
    understand_question("Wie lange dauert die Probezeit für neue Mitarbeiter?", store, asked)
    assert asked.mixed == [True, False]
