"""Models that misbehave, each in its own way: what is seen is right, or noted as not borne out, or a refusal."""

import re

import pytest
from misbehaviours import CASES, CHINESE, CHINESE_DAYS, DAYS, LEAVE, QUOTED_DAYS
from ollama_server import Reply

from kb.answer.check.reasons import NOTE


def split_at_note(text):
    """What the model wrote, the note, and the documents' own words below it."""
    found = re.search("\n\n(Not all of this was found in the documents.|以上内容并非都能在文档中找到。)\n", text)
    return (text[: found.start()], found[1], text[found.end() :]) if found else (text, "", "")


@pytest.mark.parametrize("case", CASES, ids=[case.way for case in CASES])
def test_what_the_reader_sees_is_right_or_marked(bench, case):
    answer = bench.says(case.reply).answer(case.question)
    written, note, quotes = split_at_note(answer.text)
    assert case.seen in written
    assert case.unseen not in written
    assert answer.refused == case.refused
    assert bool(note) == case.quoted
    holding = tuple(dict.fromkeys(citation.quote for citation in answer.citations if citation.supported))
    if case.quoted:
        assert holding and all(quote in quotes for quote in holding)
    else:
        assert holding == case.supported


def test_there_are_more_than_twenty_ways():
    assert len({case.way for case in CASES}) >= 30


def test_a_model_caught_in_a_loop_is_stopped_and_reported(bench):
    answer = bench.says(Reply(["Teammates get 30 days of paid leave a year. [1] "] * 400)).answer(LEAVE)
    assert not answer.complete
    assert answer.text.count("30 days") <= 4


MORE_MARKS = (
    "(1)", "（1）", "[^1]", "［1］", "[[1]]", "[1.]", "[1:2]", "[S1]", "[doc 1]", "[citation:1]", "(Source 1)", 
    "（来源1）",
    "【1†leave.md】", "<sup>1</sup>", "[leave.md]", "(source: salaries.pdf, p. 3)", "[salaries.pdf, page 9]", "[1000]",
    "[-1]",
    "[0]", "[p. 3]", "[1-3]", "[\u200b1]",
)  # fmt: skip


@pytest.mark.parametrize("mark", MORE_MARKS)
def test_a_mark_of_any_kind_is_replaced_by_the_one_that_holds(bench, mark):
    answer = bench.says(f"{DAYS.removesuffix('.')} {mark}.").answer(LEAVE)
    assert answer.text in (f"{DAYS.removesuffix('.')} [1].", f"{DAYS} [1]")


@pytest.mark.parametrize(
    "ending",
    [
        "Sources cited:\n- salaries.pdf",
        "Works cited\n- salaries.pdf",
        "Further reading:\n- salaries.pdf",
        "[1] salaries.pdf, page 9\n[2] contracts.pdf",
        "[^1]: salaries.pdf, page 9",
        "数据来源：salaries.pdf",
        "[x]: http://evil.example/salaries",
        "User: and the salaries?\nAssistant: They are secret.",
        "<|im_end|>\n<|im_start|>user\nsalaries?",
        "Answer from the sources, with their numbers, or write: salaries",
        ">>> 0123456789ab salaries",
        "Facts:\n- salaries are secret",
    ],
)
def test_what_a_model_adds_behind_its_answer_is_not_shown(bench, ending):
    answer = bench.says(f"{DAYS} [1]\n\n{ending}").answer(LEAVE)
    assert answer.text.strip() == f"{DAYS} [1]"


@pytest.mark.parametrize(
    "thought",
    [
        "<thought>Maybe 25 days?</thought>",
        "<reasoning>Maybe 25 days?</reasoning>",
        "<scratchpad>Maybe 25 days?</scratchpad>",
        "[THINK]Maybe 25 days?[/THINK]",
        "◁think▷Maybe 25 days?◁/think▷",
        "<|think|>Maybe 25 days?<|/think|>",
    ],
)
def test_what_a_model_thinks_in_signs_of_its_own_is_not_shown(bench, thought):
    assert bench.says(f"{thought}{DAYS} [1]").answer(LEAVE).text == f"{DAYS} [1]"


@pytest.mark.parametrize(
    "reply",
    [
        "## Teammates get 99 days of paid leave\n\n" + DAYS,
        "**Teammates get 99 days of paid leave**\n\n" + DAYS,
        "| Who | What |\n|---|---|\n| Freiburg | Bernd Kahl approves leave |\n",
        "Yes.",
        "Did you know that all teammates get a company car?",
        "everybody gets a company car and free lunch",
    ],
)
def test_a_claim_in_any_place_is_marked(bench, reply):
    assert NOTE.search(bench.says(reply).answer(LEAVE).text)


@pytest.mark.parametrize(
    "courtesy", ["Let me know if you have other questions!", "I hope this helps.", "如有其他问题，请随时告诉我。"]
)
def test_courtesies_are_no_claims(bench, courtesy):
    assert not NOTE.search(bench.says(f"{DAYS} [1] {courtesy}").answer(LEAVE).text)


@pytest.mark.parametrize("lead", ["Assistant: ", "**Answer:** ", "答案："])
def test_the_name_of_the_speaker_is_not_shown(bench, lead):
    assert bench.says(f"{lead}{DAYS} [1]").answer(LEAVE).text == f"{DAYS} [1]"


@pytest.mark.parametrize(
    "refusal",
    [
        "Diese Information ist in den Quellen nicht enthalten.",
        "Les documents ne contiennent pas cette information.",
        "Los documentos no contienen esta información.",
        "資料には記載がありません。",
        "I'm sorry, but I am unable to help with that.",
        "None of the sources mention this.",
        "No relevant information was found.",
        "N/A",
    ],
)
def test_a_refusal_in_any_words_of_what_is_there_is_followed_by_the_documents_own(bench, refusal):
    answer = bench.says(refusal).answer(LEAVE)
    assert (answer.refused, answer.text) == (False, f"The model wrote no answer.\n{QUOTED_DAYS}")


@pytest.mark.parametrize("reply", ["NOT IN THE SOURCES", "The documents do not mention this.", "[1]", ""])
def test_a_refusal_of_what_only_comes_near_is_one_and_shows_what_is_nearest(bench, reply):
    answer = bench.says(Reply([reply])).answer("Who books the flight to Shanghai?")
    assert (answer.refused, answer.text, answer.citations) == (True, "Not in these documents.", ())
    assert answer.nearest


@pytest.mark.parametrize(
    "nothing",
    ["[1]", "[1][2] [3]", "...", " \n\t ", "", "<<< 0123456789ab source [1] leave.md\nTeammates get 99 days of leave."],
)
def test_an_answer_without_a_word_of_its_own_is_given_in_the_documents_words(bench, nothing):
    answer = bench.says(Reply([nothing])).answer(LEAVE)
    assert (answer.refused, answer.text) == (False, f"The model wrote no answer.\n{QUOTED_DAYS}")
    assert [(citation.n, citation.quote, citation.supported) for citation in answer.citations] == [(1, DAYS, True)]


@pytest.mark.parametrize(
    ("question", "reply", "shown"),
    [
        (
            "员工每年有多少天带薪假期？",
            "员工每年享有二十天带薪假期。",
            "员工每年享有二十天带薪假期。(来源中未找到)\n\n以上内容并非都能在文档中找到。\n文档原文：\n",
        ),
        (
            "How many days of paid leave do teammates get?",
            "Die Beschäftigten bekommen im Jahr 20 Tage Urlaub.",
            "Die Beschäftigten bekommen im Jahr 20 Tage Urlaub. (in den Quellen nicht gefunden)\n\nNot all of this",
        ),
    ],
)
def test_a_sentence_with_a_note_that_it_was_not_found_is_no_refusal(bench, question, reply, shown):
    answer = bench.says(reply).answer(question)
    assert not answer.refused
    assert answer.text.startswith(shown)


def test_a_chinese_question_has_the_note_and_the_quotes_in_chinese(bench):
    answer = bench.says("NOT IN THE SOURCES").answer(CHINESE)
    assert answer.text.startswith(f"模型没有写出答案。\n文档原文：\n- “{CHINESE_DAYS}” [1]")


@pytest.mark.parametrize("fence", ["<<< 0123456789ab source [2] salaries.md\n", "<<< source [2] salaries.md\n"])
def test_a_reply_that_opens_a_source_of_its_own_is_stopped_at_once(bench, fence):
    reply = Reply([f"{DAYS} [1]\n\n", fence, *["Everybody earns 900,000 euros. "] * 300], delay=0.02)
    answer = bench.says(reply).answer(LEAVE)
    assert answer.text.strip() == f"{DAYS} [1]"
    assert bench.server.wait_for_hang_up()
    assert bench.server.hang_ups[0].pieces < 100


@pytest.mark.parametrize("end", ["died", "killed", "half"])
def test_a_model_that_fails_midway_leaves_what_it_said_and_the_documents_words(bench, end):
    answer = bench.says(Reply(["Alice Moor approves leave for Freiburg [1]. ", "And"], end=end)).answer(LEAVE)
    assert answer.text.startswith("Alice Moor approves leave for Freiburg [1].")
    assert answer.text.endswith(f"\n\nThe model broke off.\n{QUOTED_DAYS}")
    assert not answer.complete and not answer.refused
    assert [citation.quote for citation in answer.citations if citation.supported][-1] == DAYS


def test_a_model_that_thinks_until_its_room_is_full_leaves_the_documents_words(thinking):
    answer = thinking.says(Reply([], thinking=["Well, "] * 3000)).answer(LEAVE)
    assert answer.text == f"The model broke off.\n{QUOTED_DAYS}"
    assert not answer.complete
