"""HEAD is answered as GET is; a wrong method is told which ones there are."""

import pytest


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/documents", "/docs", "/openapi.json", "/v1/models", "/"])
def test_what_can_be_read_can_be_asked_for_its_headers_alone(served, path):
    whole, headers = served.get(path), served.head(path)
    assert (headers.status_code, headers.content) == (200, b"")
    assert headers.headers["content-type"] == whole.headers["content-type"]
    assert served.get("/healthz").json()["status"] == "ok"  # on the same connection: no byte of a body was left in it


def test_what_is_not_there_is_a_404_without_a_body_too(served):
    reply = served.head("/documents/nope")
    assert (reply.status_code, reply.content) == (404, b"")


def test_a_wrong_method_is_told_which_ones_there_are(served):
    reply = served.request("PATCH", "/documents")
    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET, HEAD, POST"
    error = reply.json()["error"]
    assert error["message"] == "Method Not Allowed: PATCH /documents."
    assert error["hint"] == "Use one of: GET, HEAD, POST. See /docs."
    assert served.get("/ask").json()["error"]["hint"] == "Use POST. See /docs."
    assert served.request("OPTIONS", "/documents/x").headers["allow"] == "DELETE, GET, HEAD"
