from __future__ import annotations

import pytest
from house import BOILER, QUESTION, SOURCES

from kb.errors import UsageError
from kb.settings import load

ASKED = {"model": "kb", "stream": False, "messages": [{"role": "user", "content": QUESTION}]}


def test_origins_are_listed_as_browsers_write_them(tmp_path):
    environ = {"KB_ORIGINS": "HTTP://127.0.0.1:3210/, https://chat.example.com, app://obsidian.md"}
    origins = ("http://127.0.0.1:3210", "https://chat.example.com", "app://obsidian.md")
    assert load(tmp_path, environ).origins == origins
    assert load(tmp_path, {}).origins == ()


@pytest.mark.parametrize(
    "origin", ["*", "null", "https://*.example.com", "https://a.example.com/b", "chat.example.com"]
)
def test_what_is_no_origin_is_refused(tmp_path, origin):
    with pytest.raises(UsageError, match="is no origin"):
        load(tmp_path, {"KB_ORIGINS": origin})


def test_lists_of_sources_can_be_left_to_the_structured_fields(quoting):
    message = quoting.post("/v1/chat/completions", json=ASKED).json()["choices"][0]["message"]
    assert BOILER in message["content"]
    assert SOURCES not in message["content"]
    assert message["annotations"][0]["url_citation"]["title"] == "handbook.pdf, p. 3"


def test_ollamas_clients_have_nothing_but_the_text_and_get_the_list_always(quoting):
    assert SOURCES in quoting.post("/api/chat", json=ASKED).json()["message"]["content"]
