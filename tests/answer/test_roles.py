"""The roles that are there from the start: a manner of answering, below the rules, in the question's language."""

import pytest

from kb.settings import ROLES

QUESTIONS = {
    "How many days of paid leave do teammates get?": "Teammates get 30 days of paid leave a year [1].",
    "员工每年享有多少天带薪假期？": "员工每年享有三十天带薪假期 [1]。",
}


@pytest.mark.parametrize("role", ["translator", "lawyer", "teacher"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_role_is_told_below_the_rules_and_changes_neither_sources_nor_language(bench, role, question):
    answer = bench.says(QUESTIONS[question]).answer(question, role=role)
    system = bench.server.sent("/api/chat")[-1]["messages"][0]["content"]
    rules, manner = system.split("\n\nManner of the answer, where it does not conflict with the rules: ")
    assert manner == ROLES[role]
    assert "Answer in the language of the question" in rules
    assert (answer.text, answer.citations[0].supported) == (QUESTIONS[question], True)


def test_what_is_not_in_the_documents_is_refused_in_any_role(bench):
    answer = bench.says("NOT IN THE SOURCES").answer("员工的牙科保险由谁支付？", role="lawyer")
    assert (answer.refused, answer.text) == (True, "这些文档里没有答案。")
