from __future__ import annotations

import pytest

from api.http.security import refusal


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
        "[::1].evil",
        "[::1].evil:8808",
        "[::1]evil",
        "::1",
        "localhost:",
        "localhost..",
        "127.0.0.1:8808:8808",
        "127.1",
        "2130706433",
        "localhost:8808\\.evil",
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
    ("host", "origin"),
    [
        ("localhost:8808", "http://localhost:8808"),
        ("127.0.0.1", "http://127.0.0.1"),
        ("127.0.0.1:80", "http://127.0.0.1"),
        ("[::1]:3000", "http://[::1]:3000"),
        ("LOCALHOST:8808", "HTTP://localhost:8808"),
    ],
)
def test_pages_of_this_server_may_ask(host, origin):
    assert refusal(headers(host=host, origin=origin)) is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:5173",
        "http://localhost",
        "https://localhost:8808",
        "http://127.0.0.1:8808",
        "http://[::1]:8808",
        "http://localhost:88080",
        "http://localhost:8808/",
        "ws://localhost:8808",
    ],
)
def test_a_page_on_another_port_name_or_scheme_of_this_machine_may_not_ask(origin):
    assert refusal(headers(host="localhost:8808", origin=origin))
    assert refusal(headers(host="localhost:8808", origin=origin), {origin}) is None


def test_a_request_that_names_no_origin_is_a_programs():
    assert refusal(headers(host="localhost:8808", user_agent="curl/8.5.0")) is None


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
        "http://[::1].evil",
        "http://[::1]",
        "http://127.0.0.1\\.example.com",
        "",
    ],
)
def test_pages_from_elsewhere_may_not_ask(origin):
    assert refusal(headers(host="localhost", origin=origin))


def test_what_the_browser_calls_cross_site_is_refused_without_an_origin():
    assert refusal(headers(host="localhost", sec_fetch_site="cross-site"))
    assert refusal(headers(host="localhost", sec_fetch_site="same-site"))  # another port of this machine
    assert refusal(headers(host="localhost", sec_fetch_site="same-origin")) is None
    assert refusal(headers(host="localhost", sec_fetch_site="none")) is None
