"""Without a chat model: answers made of statements, the newer first, tables reckoned, refusals that help."""

import pytest
from filled import filled

from kb.types import Answer, AskOptions, Message

FILES = {
    "Services SVC-2023-007.md": "# Services agreement SVC-2023-007\n\n"
    "Between Kolm GmbH and Tarn AS, dated 4 May 2023.\n\n"
    "3.1 Kolm pays a fixed monthly fee of EUR 8,100.\n\n3.2 Invoices are payable within sixty days.\n\n"
    "4.1 Tarn reports outages within eight hours.\n",
    "Amendment 1 to SVC-2023-007.md": "# Amendment No. 1 to SVC-2023-007\n\n"
    "Dated 9 January 2024, between Kolm GmbH and Tarn AS.\n\n"
    "1. Clause 3.1 is replaced with: “Kolm pays a fixed monthly fee of EUR 9,300.”\n\n"
    "2. Clause 4.1: the period of eight hours is replaced by three hours.\n",
    "Parking rules v1.md": "# Parking rules, version 1\n\n"
    "A permit costs 20 euros a month.\n\nBicycles stand in the yard.\n",
    "Parking rules v2.md": "# Parking rules, version 2\n\n"
    "A permit costs 35 euros a month.\n\nBicycles stand in the yard.\n",
    "考勤制度.md": "# 考勤制度\n\n本制度自2023年1月1日起施行。\n\n"
    "第四条 员工每月可迟到两次，每次不超过十分钟。\n\n第五条 夜班补贴每晚60元。\n",
    "考勤制度修订.md": "# 考勤制度修订（2024年5月1日起施行）\n\n一、第四条中“两次”修改为“四次”。\n",
    "ADR-003 Queue.md": "# ADR-003 Message queue\n\nStatus: superseded by ADR-009\n\nOrders travel through RabbitMQ.\n",
    "ADR-009 Queue.md": "# ADR-009 Message queue\n\nStatus: accepted, supersedes ADR-003\n\nOrders go through NATS.\n",
    "shipments.csv": "No,Destination,Status,Weight kg,Sent\nS-1,Lyon,delivered,120,2024-03-02\n"
    "S-2,Turin,delayed,80.5,2024-03-15\nS-3,Lyon,delayed,40,2024-04-01\n",
    "people.json": '[\n  {"name": "Ada Brandt", "team": "Night desk", "room": "B214"},\n'
    '  {"name": "Tom Hale", "team": "Day desk", "room": "C101"}\n]\n',
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    with filled(tmp_path_factory.mktemp("quoted"), FILES) as base:

        def ask(question: str, *turns: str) -> Answer:
            history = [Message("user" if at % 2 == 0 else "assistant", turn) for at, turn in enumerate(turns)]
            *_, answer = base.ask(question, AskOptions(history))
            assert isinstance(answer, Answer)
            for citation in (*answer.citations, *answer.nearest):
                page = base.page(citation.document, citation.page or 1)
                assert page.text[citation.start : citation.end] == citation.quote
            return answer

        yield ask


def lines(answer: Answer) -> list[str]:
    return answer.text.splitlines()[1:]


def test_a_changed_clause_is_told_first_and_the_old_one_is_named_as_older(asked):
    first, *_, last = lines(asked("What monthly fee does Kolm pay to Tarn?"))
    assert "EUR 9,300" in first
    assert last.startswith("- older (2023-05-04): ")
    assert "EUR 8,100" in last


def test_a_change_that_shares_no_word_with_the_question_is_found_by_the_clause_that_it_changes(asked):
    first, second = lines(asked("Within how many hours does Tarn report outages?"))
    assert "replaced by three hours" in first
    assert second.startswith("- older (2023-05-04): ")


def test_a_chinese_revision_comes_before_the_article_that_it_revises(asked):
    first, second = lines(asked("员工每月可以迟到几次？"))
    assert "修改为“四次”" in first
    assert second.startswith("- 旧 (2023-01-01): ")


def test_the_later_version_comes_before_the_earlier(asked):
    first, second = lines(asked("What does a parking permit cost a month?"))
    assert "35 euros" in first
    assert second.startswith("- older: ")
    assert "20 euros" in second


def test_what_calls_itself_superseded_is_never_told_as_what_holds_today(asked):
    told = lines(asked("Through which message queue do orders travel?"))
    assert "NATS" in told[0]
    assert all(line.startswith("- older") for line in told if "RabbitMQ" in line)


def test_who_asks_what_changed_is_shown_both_statements(asked):
    answer = asked("What changed between version 1 and version 2 of the parking rules?")
    first, second = lines(answer)
    assert "35 euros" in first
    assert "20 euros" in second
    assert "Bicycles" not in answer.text


def test_a_row_is_told_with_its_columns_and_quoted_as_it_stands(asked):
    answer = asked("What is the status of S-2?")
    assert "No: S-2; Destination: Turin; Status: delayed; Weight kg: 80.5; Sent: 2024-03-15 [1]" in answer.text
    assert answer.citations[0].quote == "| S-2 | Turin | delayed | 80.5 | 2024-03-15 |"


def test_a_record_of_json_is_told_with_its_names(asked):
    assert "name: Ada Brandt; team: Night desk; room: B214" in asked("Which room is Ada Brandt in?").text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many shipments were delayed?", "2 shipments (Status = delayed)"),
        ("What is the total weight of the shipments to Lyon?", "Sum of Weight kg (Destination = Lyon): 160 (2 rows)"),
        ("What is the average weight of the shipments?", "Average of Weight kg: 80.17 (3 rows)"),
        ("Which shipment has the highest weight?", "Highest Weight kg: 120 – S-1 [1]"),
        ("How many shipments were sent in March 2024?", "2 shipments (Sent = March 2024)"),
        ("Which shipments have a weight over 100?", "1 row (Weight kg > 100):"),
        ("List the shipments to Lyon and Turin", "3 rows (Destination = Lyon / Turin):"),
        ("How many destinations are there?", "2 × Destination"),
    ],
)
def test_a_table_is_reckoned_where_every_word_of_the_question_is_understood(asked, question, said):
    answer = asked(question)
    assert answer.text.startswith(said)
    assert answer.citations[0].path == "shipments.csv"


@pytest.mark.parametrize(
    "question",
    [
        "How many shipments were not delayed?",
        "What is the total value of the shipments?",
        "How many shipments went to Oslo?",
    ],
)
def test_nothing_is_reckoned_where_a_word_is_not_understood(asked, question):
    assert not asked(question).text.startswith(("0 rows", "1 row", "2 rows", "3 rows", "Sum of"))


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("Good morning! How are you?", "Fine, thank you. Ask me what your 10 documents say"),
        ("Thanks for your help!", "You are welcome."),
        ("你好，请问你能做什么？", "你可以问我这里的 10 份文档"),
        ("hello", "Hello! Ask me what your 10 documents say"),
        ("Thanks!", "You are welcome."),
        ("How are you?", "Fine, thank you."),
        ("What can you do?", "Ask me what your 10 documents say"),
        ("Morning!", "Hello! Ask me what your 10 documents say"),
        ("What kind of questions can I ask you?", "Ask me what your 10 documents say"),
        ("Womit kannst du mir helfen?", "Frag mich, was in deinen 10 Dokumenten steht"),
        ("可以问哪些问题？", "你可以问我这里的 10 份文档"),
        ("你好", "你好！你可以问我这里的 10 份文档"),
        ("谢谢！", "不客气。"),
        ("Guten Tag", "Hallo! Frag mich, was in deinen 10 Dokumenten steht"),
        ("Vielen Dank!", "Gern geschehen."),
    ],
)
def test_a_greeting_is_answered_in_its_language_and_is_no_refusal(asked, said, reply):
    answer = asked(said)
    assert answer.text.startswith(reply)
    assert not answer.refused
    assert not answer.citations


@pytest.mark.parametrize("question", ["What is in here?", "这里有什么？", "Was gibt es hier?", "Give me an overview"])
def test_who_asks_what_is_in_here_gets_the_documents(asked, question):
    answer = asked(question)
    assert "- people.json" in answer.text
    assert not answer.refused


@pytest.mark.parametrize(
    "question", ["Which documents mention Tarn?", "哪些文件提到了Tarn？", "Welche Dokumente erwähnen Tarn?"]
)
def test_the_documents_that_mention_something_are_listed_each_with_where(asked, question):
    answer = asked(question)
    assert [citation.path for citation in answer.citations] == [
        "Amendment 1 to SVC-2023-007.md",
        "Services SVC-2023-007.md",
    ]
    assert all("Tarn" in citation.quote for citation in answer.citations)


def test_of_one_document_it_is_said_that_it_mentions_something(asked):
    assert asked("Which documents mention Brandt?").text.startswith("1 document mentions “Brandt”:\n- people.json: ")


@pytest.mark.parametrize(
    "question",
    ["What is Ada Brandt's phone number?", "Who is the chairman of Tarn AS?", "How tall is the Eiffel Tower?"],
)
def test_a_refusal_comes_with_the_nearest_statements(asked, question):
    answer = asked(question)
    assert answer.refused
    assert answer.text == "Not in these documents."
    assert 1 <= len(answer.nearest) <= 3
    assert not answer.citations


def test_what_follows_up_is_answered_though_the_new_words_alone_name_nobody(asked):
    answer = asked("And Tom Hale?", "Which room is Ada Brandt in?", "B214")
    assert "C101" in answer.text.splitlines()[1]


def test_every_number_is_that_of_the_source_that_is_quoted(asked):
    for question in (
        "员工每月可以迟到几次？",
        "Within how many hours does Tarn report outages?",
        "What is the status of S-2?",
    ):
        answer = asked(question)
        for citation in answer.citations:
            source = answer.sources[citation.n - 1]
            assert (source.chunk.document, source.path) == (citation.document, citation.path)
            assert f"[{citation.n}]" in answer.text


def test_a_summary_says_something_of_each_section(tmp_path):
    parts = ["Fees", "Keys", "Cleaning", "Guests", "Noise", "Parking", "Leaving"]
    rules = "".join(
        f"## {part}\n\n" + f"{part} are settled by the {at}th day of the month. " * 3 + "\n\n"
        for at, part in enumerate(parts, 4)
    )
    with filled(tmp_path, {"House rules.md": f"# House rules\n\n{rules}"}) as base:
        *_, answer = base.ask("Give me a short summary of the house rules")
    assert all(f"{part} are settled" in answer.text for part in parts)


@pytest.mark.parametrize("question", ["Summarise the services agreement SVC-2023-007", "总结一下考勤制度"])
def test_a_summary_is_the_statements_of_the_document_that_is_named_in_their_order(asked, question):
    answer = asked(question)
    assert len({citation.document for citation in answer.citations}) == 1
    assert [citation.start for citation in answer.citations] == sorted(each.start for each in answer.citations)
    assert len(answer.citations) >= 2
