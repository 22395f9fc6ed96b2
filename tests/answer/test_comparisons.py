"""Without a chat model: a question about two things is answered for each of them."""

import pytest
from filled import asking, filled

from kb.answer.comparison import split_question

FILES = {
    "Lease Elm House.md": "# Lease of Elm House\n\nThe rent is EUR 1,200 a month.\n\n"
    "The lease may be ended with three months' notice.\n\nThe garden belongs to the flat.\n",
    "Lease Oak House.md": "# Lease of Oak House\n\nThe rent is EUR 1,750 a month.\n\n"
    "The lease may be ended with six months' notice.\n\nPets are not allowed.\n",
    "差旅标准.md": "# 差旅标准\n\n| 职级 | 住宿（元） | 餐补（元） |\n| --- | --- | --- |\n| 经理 | 600 | 140 |\n"
    "| 主管 | 450 | 110 |\n",
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    with asking(tmp_path_factory.mktemp("compared"), FILES) as ask:
        yield ask


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("Compare the rent of Elm House and Oak House", ["The rent is EUR 1,200", "The rent is EUR 1,750"]),
        ("Which lease has the longer notice period, Elm House or Oak House?", ["three months'", "six months'"]),
        ("经理和主管的餐补各是多少？", ["| 经理 | 600 | 140 |", "| 主管 | 450 | 110 |"]),
    ],
)
def test_each_of_two_things_is_quoted(asked, question, quotes):
    cited = [citation.quote for citation in asked(question).citations]
    assert len(cited) == len(quotes)
    assert all(quote in said for quote, said in zip(quotes, cited, strict=True))


@pytest.mark.parametrize(
    "question",
    [
        "Compare Lease Elm House.md and Lease Oak House.md",
        "Vergleiche Lease Elm House.md mit Lease Oak House.md",
        "请比较 Lease Elm House.md 和 Lease Oak House.md",
        "compare Lease Elm House and Lease Oak House",
        "比较Lease Oak House和Lease Elm House",
    ],
)
def test_two_files_are_compared_by_what_each_says(asked, question):
    answer = asked(question)
    for rent in ("The rent is EUR 1,200 a month.", "The rent is EUR 1,750 a month."):
        assert rent in [citation.quote for citation in answer.citations]
    assert len({citation.path for citation in answer.citations}) == 2


def test_where_only_one_of_two_is_told_the_question_is_answered_as_a_whole(asked):
    answer = asked("What is the rent of Elm House and Pine House?")
    assert {citation.path for citation in answer.citations} == {"Lease Elm House.md"}


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Compare the rent of Elm House and of the Oak House", "Compare the rent of Elm House", "Oak House"),
        ("Was kostet mehr, Menü 1 oder Menü 2?", "Was kostet mehr, Menü 1?", "Was kostet mehr, Menü 2?"),
        ("北京和上海的住宿标准一样吗？", "北京的住宿标准一样吗？", "上海的住宿标准一样吗？"),
    ],
)
def test_a_question_about_two_things_is_one_of_each(question, one, other):
    parts = split_question(question)
    assert parts is not None
    assert parts[0].question == one
    assert parts[1].question.endswith(other)


@pytest.mark.parametrize(
    "question", ["What is the rent?", "and then?", "Who, and when?", "和谁签的合同？", "this or that"]
)
def test_a_question_that_joins_no_two_names_is_not_taken_apart(question):
    assert split_question(question) is None


def test_a_page_that_is_pasted_in_is_not_taken_apart():
    assert split_question("The rent of Elm House and Oak House is due. " * 10) is None


def test_what_tells_of_both_at_once_comes_before_what_tells_of_each(tmp_path):
    files = {
        "作息.md": "# 作息\n\n高中部晚自习到21:00，初中部晚自习到20:20。\n",
        "宿舍.md": "# 宿舍\n\n| 时间 | 内容 |\n| --- | --- |\n| 22:10 | 初中部熄灯 |\n| 22:30 | 高中部熄灯 |\n",
    }
    with filled(tmp_path, files) as base:
        *_, answer = base.ask("初中和高中的晚自习、熄灯时间有什么不同")
    assert [one.quote for one in answer.citations] == [
        "高中部晚自习到21:00，初中部晚自习到20:20。",
        "| 22:10 | 初中部熄灯 |",
        "| 22:30 | 高中部熄灯 |",
    ]
