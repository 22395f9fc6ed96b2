"""Every route with values that make no sense: a status below 500, a sentence, and nothing in the server's log."""

from __future__ import annotations

import itertools
import json
import logging
import random
from urllib.parse import quote

import pytest

SOME = 25  # of the 442 bodies with one value that makes no sense, other ones for each route
IDS = [
    "0",
    "-1",
    "1",
    str(2**31),
    str(2**63),
    "9" * 400,
    "9" * 5000,
    "NaN",
    "1e9",
    "1.5",
    "é",
    "💥",
    "a\x00b",
    "..%2f",
    "%ff",
    "' OR 1=1 --",
]
QUERIES = [
    *IDS,
    "",
    " ",
    "\ud83d".encode("utf-16", "surrogatepass").hex(),
    "1-2",
    "99999999999-1",
    "a" * 3000,
    "\\",
    "*:*",
    "[1 TO",
]
VALUES = [
    None,
    True,
    0,
    -1,
    2**63,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "x\x00",
    "\ud800",
    [],
    [None],
    {},
    {"a": {}},
    [[[]]],
    "💥" * 50,
]
BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"NaN",
    b"\xff\xfe\x00",
    b'{"a":' * 2000,
    b"[" * 100_000,
    b'"\\ud800"',
    b"1" * 5000,
]
ALMOST = {
    "question": "leave?",
    "messages": [{"role": "user", "content": "leave?"}],
    "model": "kb",
    "prompt": "leave?",
    "input": "leave?",
    "stream": False,
    "rating": 5,
    "paths": ["/nowhere"],
}
FIELDS = (
    "question history space k role temperature stream explain messages model prompt input options max_tokens stop seed "
    "think reasoning instructions keep_alive encoding_format stream_options rating correction paths name"
).split()


@pytest.fixture
def routes(served) -> list[tuple[str, str, list[str]]]:
    paths = served.get("/openapi.json").json()["paths"]
    return [
        (method.upper(), path, [each["name"] for each in route.get("parameters", []) if each["in"] == "query"])
        for path, methods in paths.items()
        for method, route in methods.items()
    ]


def sent(served, failed, method: str, path: str, **more: object) -> None:
    reply = served.request(method, path, **more)
    if reply.status_code >= 500 or "Traceback" in reply.text or "SELECT " in reply.text:
        failed.append((method, path[:80], str(more)[:120], reply.status_code, reply.text[:120]))


def test_no_path_or_query_is_an_error_of_the_server(served, routes, caplog):
    document = served.get("/documents").json()["documents"][0]["id"]
    failed: list[object] = []
    for method, path, params in routes:
        names = [part for part in path.split("/") if "{" in part]
        for value in IDS if names else [""]:
            nasty = quote(value, safe="%")
            for first in {nasty} if method == "DELETE" else {nasty, document}:
                filled = path
                for place, name in enumerate(names):
                    filled = filled.replace(name, (first if not place else nasty) + name[name.index("}") + 1 :])
                sent(served, failed, method, filled)
        for name, value in itertools.product(params, QUERIES):
            sent(
                served,
                failed,
                method,
                path.replace("{id}", document)
                .replace("{document}", document)
                .replace("{number}", "1")
                .replace("{page}", "1"),
                params={"q": "leave", name: value},
            )
    assert failed == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_no_body_is_an_error_of_the_server(served, routes, ollama, caplog):
    failed: list[object] = []
    for method, path, _ in routes:
        if method != "POST" or "{" in path:
            continue
        for body in BODIES:
            sent(served, failed, method, path, content=body)
        for field, value in random.Random(path).sample([*itertools.product(FIELDS, VALUES)], SOME):
            body = json.dumps({**ALMOST, field: value}).encode("utf-8", "surrogatepass")
            sent(served, failed, method, path, content=body)
    assert failed == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("number", [2**31, 2**63, 2**64, 10**400])
def test_a_page_number_that_no_document_can_have_is_no_page(served, number):
    for listed in served.get("/documents").json()["documents"]:
        for path in ("/documents/{}/pages/{}", "/documents/{}/pages/{}.png", "/view/{}/{}"):
            assert served.get(path.format(listed["id"], number)).status_code in (400, 404), path
    assert served.get("/healthz").status_code == 200
