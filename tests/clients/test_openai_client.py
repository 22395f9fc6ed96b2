"""The real `openai` package against the real server."""

from __future__ import annotations

import httpx
import openai
import pytest
from house import ANSWER, BOILER, QUESTION, SOURCES
from ollama_server import Reply

ASKED = [{"role": "user", "content": QUESTION}]


@pytest.fixture
def client(openai_client):
    return openai_client


def test_one_model_a_space_is_listed(client):
    assert [(model.id, model.owned_by) for model in client.models.list()] == [("kb", "kb"), ("kb:pets", "kb")]


@pytest.mark.parametrize("name", ["kb", "kb:latest", "kb:default", "kb:pets", "kb:pets:latest", "kb-lawyer"])
def test_a_model_is_found_by_its_names(client, name):
    assert client.models.retrieve(name).id == name


@pytest.mark.parametrize("name", ["nope", "kb:nope", "kb-nobody", "KB2", "a/b"])
def test_a_model_that_is_not_there_is_not_found(client, name):
    with pytest.raises(openai.NotFoundError) as raised:
        client.models.retrieve(name)
    assert raised.value.code == "model_not_found"
    assert raised.value.param == "model"


def test_an_answer_comes_with_its_sources(client, ollama):
    ollama.replies.append(ANSWER)
    reply = client.chat.completions.create(model="kb", messages=ASKED)
    [choice] = reply.choices
    [annotation] = choice.message.annotations
    cited = annotation.url_citation
    assert (reply.object, reply.model, choice.finish_reason) == ("chat.completion", "kb", "stop")
    assert choice.message.content == f"{ANSWER}\n\n{SOURCES}\n\n1. [handbook.pdf, p. 3]({cited.url})\n"
    assert cited.title == "handbook.pdf, p. 3"
    assert choice.message.content[cited.start_index : cited.end_index] == "[1]"
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0
    assert BOILER in httpx.get(cited.url, trust_env=False, verify=False).text


def test_a_stream_ends_with_its_sources_and_no_usage_unasked(client, ollama):
    ollama.replies.append(ANSWER)
    chunks = list(client.chat.completions.create(model="kb", messages=ASKED, stream=True))
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].choices[0].delta.content is None
    assert chunks[-1].choices[0].delta.annotations[0]["url_citation"]["title"] == "handbook.pdf, p. 3"
    assert [chunk.choices[0].finish_reason for chunk in chunks].count("stop") == 1
    assert all(chunk.usage is None for chunk in chunks)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text.startswith(ANSWER + f"\n\n{SOURCES}\n\n1. [handbook.pdf, p. 3](http://127.0.0.1:")


def test_usage_comes_last_where_it_is_asked_for(client, ollama):
    ollama.replies.append(ANSWER)
    options = {"include_usage": True}
    chunks = list(client.chat.completions.create(model="kb", messages=ASKED, stream=True, stream_options=options))
    assert chunks[-1].choices == []
    assert chunks[-1].usage.prompt_tokens > 0


def test_the_stream_helper_gathers_the_whole_answer(client, ollama):
    ollama.replies.append(ANSWER)
    with client.chat.completions.stream(model="kb", messages=ASKED) as stream:
        for _ in stream:
            pass
        assert stream.get_final_completion().choices[0].message.content.startswith(ANSWER)


def test_thinking_is_reasoning_content(client, ollama):
    ollama.replies.append(Reply([ANSWER], thinking=["Let me ", "see."]))
    chunks = list(client.chat.completions.create(model="kb", messages=ASKED, stream=True))
    thought = [getattr(chunk.choices[0].delta, "reasoning_content", None) for chunk in chunks]
    assert [piece for piece in thought if piece is not None] == ["Let me", " ", "see."]
    ollama.replies.append(Reply([ANSWER], thinking=["Let me see."]))
    whole = client.chat.completions.create(model="kb", messages=ASKED)
    assert whole.choices[0].message.reasoning_content == "Let me see."


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({}, True),
        ({"reasoning_effort": "high"}, True),
        ({"reasoning_effort": "none"}, False),
        ({"reasoning_effort": "minimal"}, False),
        ({"reasoning_effort": 7}, True),
        ({"reasoning": {"effort": "none"}}, False),
        ({"think": False}, False),
        ({"enable_thinking": False}, False),
        ({"chat_template_kwargs": {"enable_thinking": False}}, False),
    ],
)
def test_whether_to_think_is_passed_on_to_the_model(client, ollama, body, sent):
    ollama.replies += [Reply([ANSWER], thinking=["Let me see."])] * 2
    message = client.chat.completions.create(model="kb", messages=ASKED, extra_body=body).choices[0].message
    assert ("reasoning_content" in message.model_extra) == sent
    client.responses.create(model="kb", input=QUESTION, extra_body=body)
    assert [body["think"] for body in ollama.sent("/api/chat")] == [sent, sent]


def test_what_the_client_sets_is_passed_on_to_the_chat_model(client, ollama):
    ollama.replies.append(ANSWER)
    client.chat.completions.create(
        model="kb", messages=ASKED, temperature=0.7, max_tokens=77, stop=["\n\n", "END"], seed=5
    )
    options = ollama.sent("/api/chat")[0]["options"]
    assert (options["temperature"], options["num_predict"], options["stop"], options["seed"]) == (
        0.7,
        77,
        ["\n\n", "END"],
        5,
    )


def test_no_longer_an_answer_is_asked_for_than_fits_the_window(client, ollama):
    ollama.replies.append(ANSWER)
    client.chat.completions.create(model="kb", messages=ASKED, max_tokens=100_000)
    options = ollama.sent("/api/chat")[0]["options"]
    assert 1024 < options["num_predict"] < options["num_ctx"] == 2048


def test_names_of_documents_are_no_marks(client):
    asked = [{"role": "user", "content": "Which documents do you have?"}]
    reply = client.chat.completions.create(model="kb", messages=asked)
    assert r"rules \[old\].md" in reply.choices[0].message.content
    assert SOURCES not in reply.choices[0].message.content


def test_a_refusal_has_no_sources(client):
    asked = [{"role": "user", "content": "Which airline do we fly with to Shanghai?"}]
    reply = client.chat.completions.create(model="kb", messages=asked)
    assert reply.choices[0].message.content == "Not in these documents."
    assert reply.choices[0].message.annotations == []


def test_an_answer_cut_by_the_limit_says_so(client, ollama):
    ollama.replies.append(["The boiler is serviced ", "every May ", "[1]. ", "And ", "then"])
    reply = client.chat.completions.create(model="kb", messages=ASKED, max_completion_tokens=3)
    assert reply.choices[0].finish_reason == "length"


def test_the_system_message_is_the_manner_and_does_not_replace_the_sources(client, ollama):
    ollama.replies.append(ANSWER)
    messages = [{"role": "system", "content": "Speak like a pirate."}, *ASKED]
    client.chat.completions.create(model="kb", messages=messages)
    sent = ollama.sent("/api/chat")[0]["messages"]
    assert [message["role"] for message in sent] == ["system", "user"]
    assert sent[0]["content"].startswith("You answer questions from the numbered sources")
    assert "Speak like a pirate." in sent[0]["content"]
    assert BOILER in sent[1]["content"]


def test_a_role_is_chosen_by_the_name_of_the_model(client, ollama):
    ollama.replies.append(ANSWER)
    client.chat.completions.create(model="kb-lawyer", messages=ASKED)
    assert "Answer as a careful lawyer." in ollama.sent("/api/chat")[0]["messages"][0]["content"]


def test_another_space_has_other_documents(client, ollama):
    ollama.replies.append("Dogs are welcome on Fridays [1].")
    reply = client.chat.completions.create(
        model="kb:pets", messages=[{"role": "user", "content": "Are dogs welcome in the office?"}]
    )
    url = reply.choices[0].message.annotations[0].url_citation.url
    assert reply.choices[0].message.annotations[0].url_citation.title == "pets.md"
    assert "Dogs are welcome" in httpx.get(url, trust_env=False, verify=False).text


def test_earlier_answers_come_back_without_our_marks_and_lists(client, ollama):
    ollama.replies.append(ANSWER)
    first = client.chat.completions.create(model="kb", messages=ASKED).choices[0].message.content
    ollama.replies += ["Who services the boiler?", "Rossi Ltd services the boiler [1]."]
    messages = [*ASKED, {"role": "assistant", "content": first}, {"role": "user", "content": "And who does it?"}]
    client.chat.completions.create(model="kb", messages=messages)
    rewriting, answering = ollama.sent("/api/chat")[1:]
    assert "assistant: The boiler is serviced every May.\n" in rewriting["messages"][1]["content"]
    assert [message["role"] for message in answering["messages"]] == ["system", "user", "assistant", "user"]
    assert answering["messages"][2]["content"] == "The boiler is serviced every May."
    assert SOURCES not in str(answering)


def test_leaving_a_stream_stops_the_model(client, ollama):
    slow = Reply(["The boiler is serviced every May [1]. It is old [1]. ", *["Word "] * 500], delay=0.02)
    ollama.replies.append(slow)
    stream = client.chat.completions.create(model="kb", messages=ASKED, stream=True)
    for chunk in stream:
        if chunk.choices[0].delta.content:
            break
    stream.close()
    assert ollama.wait_for_hang_up().pieces < 500


def test_leaving_before_the_whole_answer_stops_the_model(client, ollama):
    ollama.replies.append(Reply(["Word "] * 500, delay=0.02))
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=0.5, max_retries=0).chat.completions.create(model="kb", messages=ASKED)
    assert ollama.wait_for_hang_up().pieces < 500
