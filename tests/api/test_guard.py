from __future__ import annotations

import pytest

from api.guard import refusal


def headers(**values: str) -> list[tuple[bytes, bytes]]:
    return [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in values.items()]


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8808", "127.0.0.1:9", "[::1]:8808", "LOCALHOST", "localhost."]
)
def test_this_machine_by_any_of_its_names_is_served(host):
    assert refusal(headers(host=host)) is None


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "example.com:8808",
        "127.0.0.1.example.com",
        "localhost.example.com",
        "127.0.0.1@example.com",
        "example.com#127.0.0.1",
        "example.com/127.0.0.1",
        "127.0.0.1:port",
        "[::1",
        "0.0.0.0",
        "192.168.0.7",
        "",
        " ",
    ],
)
def test_a_host_that_is_not_this_machine_is_refused(host):
    assert refusal(headers(host=host))


def test_a_request_without_host_or_with_two_is_refused():
    assert refusal([])
    assert refusal([(b"host", b"localhost"), (b"host", b"example.com")])


@pytest.mark.parametrize(
    "origin", ["http://localhost:8808", "http://127.0.0.1", "http://[::1]:3000", "https://localhost"]
)
def test_pages_of_this_machine_may_ask(origin):
    assert refusal(headers(host="localhost", origin=origin)) is None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://example.com",
        "http://localhost.example.com",
        "http://localhost@example.com",
        "file://",
        "chrome-extension://abc",
        "http://localhost:80:80",
        "http://127.0.0.1\\.example.com",
        "",
    ],
)
def test_pages_from_elsewhere_may_not_ask(origin):
    assert refusal(headers(host="localhost", origin=origin))


def test_what_the_browser_calls_cross_site_is_refused_without_an_origin():
    assert refusal(headers(host="localhost", sec_fetch_site="cross-site"))
    assert refusal(headers(host="localhost", sec_fetch_site="same-origin")) is None
    assert refusal(headers(host="localhost", sec_fetch_site="none")) is None
