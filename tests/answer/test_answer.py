"""From question to answer, with a scripted model behind real HTTP."""

import pytest
from ollama_server import Failure, OllamaServer, Reply

import kb
from ingest.pipeline import ingest
from kb.errors import ModelMissing, UsageError
from kb.settings import load
from kb.types import Answer, Message, Prompted, Sources, Thinking, Token

QUESTION = "How many days of paid leave do teammates get?"


def test_sources_come_first_then_the_text_in_pieces_then_the_answer(bench):
    events = bench.says("Teammates get 30 days of paid leave [1]. Alice Moor approves leave for Freiburg [1].").events(
        QUESTION
    )
    assert isinstance(events[0], Sources)
    assert isinstance(events[-1], Answer)
    tokens = [event.text for event in events if isinstance(event, Token)]
    assert len(tokens) > 3
    assert "".join(tokens) == events[-1].text


def test_a_citation_names_document_page_and_exact_place(bench):
    answer = bench.says("Teammates get 30 days of paid leave [1].").answer()
    [citation] = answer.citations
    assert (citation.n, citation.path, citation.page, citation.supported) == (1, "leave.md", None, True)
    page = bench.base.page(citation.document, 1)
    assert page.text[citation.start : citation.end] == citation.quote == "Teammates get 30 days of paid leave a year."


def test_the_model_is_told_the_rules_and_shown_the_sources(bench):
    bench.says("Teammates get 30 days of paid leave [1].").answer()
    [body] = bench.server.sent("/api/chat")
    assert "nothing else" in body["messages"][0]["content"]
    assert "source [1] leave.md" in body["messages"][-1]["content"]
    assert body["options"]["num_ctx"] == 2048


def test_explained_the_prompt_comes_first_to_the_letter(bench):
    events = bench.says("Teammates get 30 days of paid leave [1].").events(QUESTION, explain=True)
    [body] = bench.server.sent("/api/chat")
    assert isinstance(events[0], Prompted)
    assert [message.content for message in events[0].messages] == [each["content"] for each in body["messages"]]


def test_usage_compares_the_estimate_with_what_the_engine_counted(bench):
    usage = bench.says("Teammates get 30 days of paid leave [1].").answer().usage
    assert usage.prompt_tokens <= usage.estimated_prompt_tokens <= usage.context_length == 2048


def test_what_the_documents_do_not_hold_is_refused_without_asking_the_model(bench):
    answer = bench.answer("What is the melting point of tungsten carbide in vacuum?")
    assert (answer.refused, answer.text, answer.citations) == (True, "Not in these documents.", ())
    assert bench.server.sent("/api/chat") == []


def test_a_cited_absence_is_an_answer(bench):
    answer = bench.says("The document says that contractors are not eligible for the yearly bonus [1].").answer(
        "Are contractors eligible for the yearly bonus?"
    )
    assert not answer.refused
    assert [citation.supported for citation in answer.citations] == [True]


def test_which_documents_there_are_is_answered_from_the_catalog(bench):
    answer = bench.answer("Which documents do you have?")
    assert answer.text.startswith("3 documents:\n- leave.md")
    assert bench.server.sent("/api/chat") == []


def test_an_empty_knowledge_base_says_so_whatever_is_asked(tmp_path):
    with kb.open(settings=load(tmp_path, {}, embed="builtin", chat="builtin")) as base:
        *_, answer = base.ask("What is the notice period?")
    assert (answer.refused, answer.text) == (True, "No documents have been ingested yet: kb ingest ./docs")


def test_a_follow_up_is_rewritten_and_searched_as_rewritten(bench):
    history = [
        Message("user", "How much is a hotel night in Beijing refunded?"),
        Message("assistant", "A hotel night in Beijing is refunded up to 650 yuan [1]."),
    ]
    bench.says(
        "How much is a hotel night in Shanghai refunded?", "A hotel night in Shanghai is refunded up to 700 yuan [1]."
    )
    answer = bench.answer("And in Shanghai?", history=history)
    assert answer.standalone == "How much is a hotel night in Shanghai refunded?"
    assert answer.citations[0].quote == "A hotel night in Shanghai is refunded up to 700 yuan."
    rewriting, answering = bench.server.sent("/api/chat")
    assert "last question: And in Shanghai?" in rewriting["messages"][-1]["content"]
    assert [message["role"] for message in answering["messages"]] == ["system", "user", "assistant", "user"]


def test_a_question_that_stands_alone_is_asked_once(bench):
    bench.says("Teammates get 30 days of paid leave [1].")
    assert bench.answer(history=[Message("user", "Hello"), Message("assistant", "Hello.")]).standalone is None
    assert len(bench.server.sent("/api/chat")) == 1


def test_thinking_is_an_event_of_its_own_and_off_for_the_rewrite(thinking):
    history = [Message("user", QUESTION), Message("assistant", "30 days [1].")]
    thinking.says(
        "How many days of paid leave do teammates get?",
        Reply(["30 days of paid leave [1]."], thinking=["Let me", " see"]),
    )
    events = thinking.events("And how many days is that?", history=history)
    assert "".join(event.text for event in events if isinstance(event, Thinking)) == "Let me see"
    assert "Let me" not in events[-1].text
    assert [body.get("think") for body in thinking.server.sent("/api/chat")] == [False, True]


def test_an_answer_without_its_end_is_reported_as_incomplete(bench):
    answer = bench.says(Reply(["Teammates get 30 days", " of paid leave [1]. And"], end="cut")).answer()
    assert not answer.complete
    assert answer.citations[0].supported


def test_a_model_that_is_not_there_is_named_with_what_to_type(bench):
    bench.server.failures["/api/chat"] = [Failure(404, '{"error":"model \'tiny-chat\' not found"}')]
    with pytest.raises(ModelMissing, match="ollama pull tiny-chat"):
        bench.answer()


def test_closing_the_stream_stops_the_model(bench):
    stream = bench.says(Reply(["word "] * 500, delay=0.02)).base.ask(QUESTION)
    while not isinstance(next(stream), Token):
        pass
    stream.close()
    assert bench.server.wait_for_hang_up()
    assert bench.server.hang_ups[0].pieces < 500


def test_an_empty_question_and_an_unknown_role_are_usage_errors(bench):
    with pytest.raises(UsageError, match="The question is empty"):
        bench.answer("  ")
    with pytest.raises(UsageError, match="There is no role 'pirate'"):
        bench.answer(QUESTION, role="pirate")


def test_a_question_is_embedded_once_for_an_answer(tmp_path):
    (tmp_path / "leave.md").write_text("Teammates get 30 days of paid leave a year.", encoding="utf-8")
    with OllamaServer() as server:
        settings = load(tmp_path / "home", {"OLLAMA_HOST": server.url}, embed="ollama:all-minilm", chat="builtin")
        with kb.open(settings=settings) as base:
            store = base.store(create=True)
            for _ in ingest([tmp_path / "leave.md"], store, base.embedder(store)):
                pass
            *_, answer = base.ask("How many days of paid leave?")
        texts = [text for body in server.sent("/api/embed") for text in body["input"]]
    assert answer.citations[0].quote == "Teammates get 30 days of paid leave a year."
    assert texts.count("How many days of paid leave?") == 1
