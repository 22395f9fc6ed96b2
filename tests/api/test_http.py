from __future__ import annotations

import json
import socket
import time

import httpx
import pytest
from ollama_server import Failure, OllamaServer, Reply
from papers import LEAVE
from replies import code_of
from running import events

QUESTION = "How many days of paid leave do I have a year?"


def test_an_answer_streams_as_events_and_ends_with_its_citations(served, ollama):
    ollama.replies.append("You have 28 days of paid leave a year [1].")
    got = list(events(served.post("/ask", json={"question": QUESTION})))
    assert got[0][0] == "sources"
    assert got[-1][0] == "answer"
    answer = got[-1][1]
    assert answer["question"] == QUESTION
    assert answer["answer"] == "".join(data["text"] for name, data in got if name == "token")
    assert answer["refused"] is False
    assert answer["model"] == "ollama:tiny-chat"
    [citation] = answer["citations"]
    assert (citation["n"], citation["path"], citation["page"]) == (1, "leave.md", None)
    assert LEAVE[citation["start"] : citation["end"]] == citation["quote"]
    assert [hit["rank"] for hit in answer["sources"]] == list(range(1, len(answer["sources"]) + 1))
    assert got[0][1]["sources"] == answer["sources"]


def test_without_streaming_the_answer_is_one_object(served, ollama):
    ollama.replies.append("You have 28 days of paid leave a year [1].")
    answer = served.post("/ask", json={"question": QUESTION, "stream": False}).json()
    assert answer["citations"][0]["path"] == "leave.md"
    assert {"question", "answer", "refused", "citations", "sources", "model", "usage", "seconds"} <= answer.keys()


def test_a_citation_that_may_say_so_is_told_to_be_unclear(served, ollama):
    ollama.replies.append("Everyone enjoys 6 weeks of paid leave [1].")
    answer = served.post("/ask", json={"question": QUESTION, "stream": False}).json()
    told = [(each["supported"], each["unclear"], each["reason"]) for each in answer["citations"]]
    assert told[0] == (False, True, "not clear: 6 weeks is not there")


def test_an_explained_answer_tells_first_what_the_model_is_shown(served, ollama):
    ollama.replies.append("You have 28 days of paid leave a year [1].")
    (name, data), *_ = events(served.post("/ask", json={"question": QUESTION, "explain": True}))
    assert name == "prompt"
    assert data["messages"] == ollama.sent("/api/chat")[-1]["messages"]


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "", "application/json"])
def test_json_is_read_whatever_it_is_called(served, ollama, content_type):
    ollama.replies.append("28 days [1].")
    body = b'{"question": "How many days of paid leave do I have a year?", "stream": false, "unknown": 1}'
    reply = served.post("/ask", content=body, headers={"Content-Type": content_type})
    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("body", "about"),
    [
        (b"{", "JSON"),
        (b"", "The body is empty."),
        (b"[]", "The body is no JSON object."),
        (b"{}", "question"),
        (b'{"question": 1}', "question"),
        (b'{"question": " "}', "empty"),
        (b'{"question": "q", "k": 0}', "k"),
        (b'{"question": "q", "k": 101}', "k"),
        (b'{"question": "q", "temperature": 3}', "temperature"),
        (b'{"question": "q", "history": [{"role": "robot", "content": "x"}]}', "role"),
        (b'{"question": "q", "role": "nobody"}', "nobody"),
        (b'{"question": "\\ud800"}', "question: half of a character is no text."),
        (b'{"question": "q", "k": ' + b"9" * 5000 + b"}", "a number of more digits than are read"),
        (b"\xff\xfe", ""),
    ],
)
def test_a_request_that_makes_no_sense_is_a_400_that_says_why(served, body, about):
    reply = served.post("/ask", content=body)
    assert reply.status_code == 400
    assert code_of(reply) == "usage"
    assert about in reply.json()["error"]["message"]


def test_what_is_not_there_is_a_404_in_our_shape(served):
    for path in ("/nowhere", "/documents/nope", "/documents/nope/pages/1", "/documents/nope/file", "/jobs/nope"):
        reply = served.get(path)
        assert reply.status_code == 404
        assert reply.json()["error"].keys() == {"code", "message", "hint"}
    assert code_of(served.get("/documents/nope")) == "unknown_document"
    assert code_of(served.get("/search", params={"q": "x", "space": "nope"})) == "unknown_space"
    assert code_of(served.post("/ask", json={"question": "x", "space": "nope"})) == "unknown_space"
    wrong = served.get("/ask")
    assert (wrong.status_code, code_of(wrong), wrong.headers["allow"]) == (405, "method_not_allowed", "POST")


def test_a_body_without_end_is_refused(served):
    assert served.post("/ask", content=b" " * (5 * 2**20)).status_code == 413
    endless = (b" " * 2**20 for _ in range(5))
    assert code_of(served.post("/ask", content=endless)) == "too_large"


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (Failure(404, '{"error":"model \'tiny-chat\' not found"}'), 503, "model_missing"),
        (
            Failure(503, '{"error":"server busy, please try again.  maximum pending requests exceeded"}'),
            503,
            "engine_busy",
        ),
        (Failure(500, '{"error":"llama runner process has terminated"}'), 502, "engine_broken"),
    ],
)
def test_an_engine_that_fails_before_the_first_token_is_a_status(served, ollama, failure, status, code):
    ollama.failures["/api/chat"] = [failure] * 3
    reply = served.post("/ask", json={"question": QUESTION})
    ollama.failures.clear()
    assert (reply.status_code, code_of(reply)) == (status, code)


def test_an_engine_that_dies_after_the_first_token_leaves_the_documents_words(served, ollama):
    ollama.replies.append(Reply([f"You have 28 days of paid leave [1], says line {n}. " for n in range(9)], end="died"))
    name, answer = list(events(served.post("/ask", json={"question": QUESTION})))[-1]
    assert name == "answer"
    assert "The model broke off.\nFrom the documents, word for word:\n- " in answer["answer"]
    assert not answer["refused"]


def test_a_reader_that_leaves_stops_the_model_between_tokens(served, ollama):
    ollama.hang_ups.clear()
    ollama.replies.append(Reply(["You have 28 days of paid leave a year [1]. "] * 200, delay=0.05))
    with served.stream("POST", "/ask", json={"question": QUESTION}) as reply:
        names = (name for name, _ in events(reply))
        assert "token" in names
    assert ollama.wait_for_hang_up().pieces < 200


def test_a_reader_that_leaves_stops_a_model_that_has_not_said_anything(served, ollama):
    ollama.hang_ups.clear()
    ollama.replies.append(Reply(["Never."], load=60))
    leave_once_asked(served, ollama, {"question": QUESTION})
    assert ollama.wait_for_hang_up().pieces == 0


def test_a_reader_of_the_whole_answer_who_leaves_stops_the_model_too(served, ollama):
    ollama.hang_ups.clear()
    ollama.replies.append(Reply(["You ", "have "], end="silent"))
    leave_once_asked(served, ollama, {"question": QUESTION, "stream": False})
    ollama.wait_for_hang_up()


def leave_once_asked(served: httpx.Client, ollama: OllamaServer, body: dict) -> None:
    """Asks, and hangs up when the question has come to the model."""
    asked, content = len(ollama.sent("/api/chat")), json.dumps(body)
    with socket.create_connection((served.base_url.host, served.base_url.port)) as connection:
        head = f"POST /ask HTTP/1.1\r\nHost: {served.base_url.netloc.decode()}\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n{content}".encode())
        until = time.monotonic() + 30
        while len(ollama.sent("/api/chat")) == asked:
            assert time.monotonic() < until
            time.sleep(0.01)


def test_search_gives_ranked_hits_whose_text_is_in_the_page(served):
    for mode in ("hybrid", "vector", "keyword"):
        [first, *_] = served.get("/search", params={"q": "monthly rent", "k": 3, "mode": mode}).json()["hits"]
        assert (first["rank"], first["path"], first["page"]) == (1, "lease.pdf", 2)
        page = served.get(f"/documents/{first['document']}/pages/2").text
        assert page[first["start"] : first["end"]] == first["text"]
    assert served.get("/search").status_code == 400
    assert served.get("/search", params={"q": "x", "mode": "magic"}).status_code == 400


@pytest.mark.parametrize("mode", ["hybrid", "vector", "keyword"])
def test_a_search_within_one_document_or_folder_finds_nothing_outside(served, mode):
    def paths(scope: str) -> set[str]:
        hits = served.get("/search", params={"q": "monthly rent paid", "mode": mode, "scope": scope}).json()["hits"]
        return {hit["path"] for hit in hits}

    assert paths("lease.pdf") == {"lease.pdf"}
    assert paths("travel/") <= {"travel/差旅.md"}
    assert served.get("/search", params={"q": "x", "scope": "nowhere/"}).status_code == 404


def test_foreign_pages_and_names_are_refused_on_every_route(served):
    for headers in ({"Origin": "https://example.com"}, {"Origin": "null"}, {"Host": "example.com"}):
        for method, path in (("GET", "/healthz"), ("POST", "/ask"), ("OPTIONS", "/ask"), ("GET", "/nowhere")):
            reply = served.request(method, path, headers=headers)
            assert (reply.status_code, code_of(reply)) == (403, "forbidden")
            assert not [name for name in reply.headers if name.startswith("access-control")]
    assert served.get("/healthz", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert served.get("/healthz", headers={"Origin": "http://localhost:3000"}).status_code == 403
    assert served.get("/healthz", headers={"Origin": str(served.base_url).rstrip("/")}).status_code == 200


def test_the_server_says_that_it_lives_and_whether_it_can_work(served, ollama):
    assert served.get("/healthz").json()["status"] == "ok"
    ready = served.get("/readyz")
    assert ready.status_code == 200
    assert [check["name"] for check in ready.json()["checks"]] == ["store", "embedder", "chat"]


def test_the_reference_asks_no_other_host(served):
    page = served.get("/docs")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for path in ("/docs", "/docs/reference.js", "/docs/reference.css"):
        assert "//" not in served.get(path).text.replace("// Draws", "")
    described = served.get("/openapi.json").json()
    assert {"/ask", "/search", "/documents", "/documents/{id}/file", "/jobs/{id}/events"} <= described["paths"].keys()


def test_many_answers_stream_at_once(served, ollama):
    import threading

    ollama.replies += [Reply(["28 days ", "of paid ", "leave [1]."], delay=0.1, load=0.3)] * 45
    done: list[str] = []

    def ask() -> None:
        reply = httpx.post(served.base_url.join("/ask"), json={"question": QUESTION}, timeout=30, verify=False)
        done.append(list(events(reply))[-1][0])

    threads = [threading.Thread(target=ask) for _ in range(45)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    assert served.get("/healthz", timeout=5).status_code == 200
    for thread in threads:
        thread.join()
    assert done == ["answer"] * 45


def test_a_question_is_asked_of_a_folder_or_a_document_alone(served):
    body = {"question": "How many days of paid leave are there?", "stream": False}
    for scope, path in (("travel/", "travel/差旅.md"), ("lease.pdf", "lease.pdf")):
        answer = served.post("/ask", json=body | {"scope": scope}).json()
        assert {source["path"] for source in answer["sources"]} <= {path}
    assert served.post("/ask", json=body | {"scope": "travel"}).status_code == 404
