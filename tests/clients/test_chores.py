"""Prompts that clients make by themselves are answered without the documents."""

from __future__ import annotations

import json

import httpx
import pytest
from house import ANSWER, BOILER, QUESTION

CHAT = f"""<chat_history>
USER: {QUESTION}
ASSISTANT: {ANSWER}

**Sources**

1. [handbook.pdf, p. 3](http://127.0.0.1:8808/view/d/3?start=0&end=9#cited)

</chat_history>"""
TITLE = f"""### Task:
Generate a concise, 3-5 word title with an emoji summarizing the chat history.
### Output:
JSON format: {{ "title": "your concise title here" }}
### Examples:
- {{ "title": "Stock Market Trends" }},
### Chat History:
{CHAT}"""
TAGS = f"""### Task:
Generate 1-3 broad tags categorizing the main themes of the chat history.
### Output:
JSON format: {{ "tags": ["tag1", "tag2", "tag3"] }}
### Chat History:
{CHAT}"""
FOLLOW_UPS = f"""### Task:
Suggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next.
### Output:
JSON format: {{ "follow_ups": ["Question 1?", "Question 2?", "Question 3?"] }}
### Chat History:
{CHAT}"""
LOBE = "You are a professional conversation summarizer. Generate a concise title that captures the essence."


def asked(client: httpx.Client, prompt: str, *before: dict) -> str:
    body = {"model": "kb", "stream": False, "messages": [*before, {"role": "user", "content": prompt}]}
    whole = client.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]
    assert whole["annotations"] == []
    return whole["content"]


@pytest.mark.parametrize("prompt", [TITLE, TAGS, FOLLOW_UPS])
def test_the_model_is_asked_without_documents(served, url, ollama, prompt):
    ollama.replies.append('{"title": "Boiler Service"}')
    assert asked(served, prompt) == '{"title": "Boiler Service"}'
    [sent] = ollama.sent("/api/chat")
    assert [message["role"] for message in sent["messages"]] == ["user"]
    assert sent["messages"][0]["content"].startswith("### Task:")
    assert "**Sources**" not in sent["messages"][0]["content"]
    assert BOILER not in str(sent)
    assert sent["think"] is False


def test_ollamas_clients_get_the_same_without_a_list(served, url, ollama):
    ollama.replies.append('{"tags": ["Heating"]}')
    body = {"model": "kb:latest", "stream": False, "messages": [{"role": "user", "content": TAGS}]}
    assert served.post("/api/chat", json=body).json()["message"]["content"] == '{"tags": ["Heating"]}'


def test_a_title_for_lobechat_is_made_without_documents(served, url, ollama):
    ollama.replies.append("Boiler Service")
    assert asked(served, f"user: {QUESTION}\nassistant: {ANSWER}", {"role": "system", "content": LOBE}) == (
        "Boiler Service"
    )
    assert [message["role"] for message in ollama.sent("/api/chat")[0]["messages"]] == ["system", "user"]


def test_without_a_model_there_are_a_title_and_nothing_else_to_say(quoting):
    assert json.loads(asked(quoting, TITLE)) == {"title": QUESTION}
    assert json.loads(asked(quoting, TAGS)) == {"tags": []}
    assert json.loads(asked(quoting, FOLLOW_UPS)) == {"follow_ups": []}
    lobe = {"role": "system", "content": LOBE}
    assert asked(quoting, f"user: {QUESTION}\nassistant: {ANSWER}", lobe) == QUESTION
    json_lobe = {"role": "system", "content": f"{LOBE}\n- Return one JSON object"}
    assert json.loads(asked(quoting, f"<user>\n{QUESTION}\n</user>", json_lobe)) == {"title": QUESTION}


def test_a_long_first_question_makes_a_short_title(quoting):
    prompt = TITLE.replace(QUESTION, "Please tell me in every detail how the boiler is serviced")
    assert json.loads(asked(quoting, prompt)) == {"title": "Please tell me in every detail how the…"}


def test_a_question_that_only_looks_alike_is_answered_from_the_documents(served, url, ollama):
    ollama.replies.append(ANSWER)
    body = {"model": "kb", "messages": [{"role": "user", "content": f"### Task: {QUESTION}"}]}
    served.post("/v1/chat/completions", json=body)
    assert BOILER in str(ollama.sent("/api/chat")[0])


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/api/generate", {"prompt": ""}, "load"),
        ("/api/generate", {}, "load"),
        ("/api/generate", {"prompt": "", "keep_alive": "0s", "options": None}, "unload"),
        ("/api/generate", {"keep_alive": 0}, "unload"),
        ("/api/generate", {"keep_alive": "10m"}, "load"),
        ("/api/chat", {}, "load"),
        ("/api/chat", {"messages": []}, "load"),
        ("/api/chat", {"messages": [], "keep_alive": 0}, "unload"),
    ],
)
def test_a_call_without_a_prompt_is_answered_at_once(served, url, ollama, path, body, reason):
    [line] = served.post(path, json={"model": "kb", **body}).text.strip().splitlines()
    reply = json.loads(line)
    assert (reply["model"], reply["done"], reply["done_reason"]) == ("kb", True, reason)
    assert reply.get("response", reply.get("message")) in ("", {"role": "assistant", "content": ""})
    assert ollama.sent("/api/chat") == []


def test_answers_without_a_model_are_cited_too(quoting):
    text = asked_plain(quoting)
    assert BOILER in text
    assert "1. [handbook.pdf, p. 3](http://" in text


def asked_plain(client: httpx.Client) -> str:
    body = {"model": "kb", "stream": False, "messages": [{"role": "user", "content": QUESTION}]}
    return client.post("/api/chat", json=body).json()["message"]["content"]
