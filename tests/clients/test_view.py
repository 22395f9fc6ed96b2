from __future__ import annotations

import base64
import hashlib
import re

from house import BOILER

from api.routes.view import POLICY, STYLE, page_view
from kb.types import Document, Page, Span

CLICKED = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-User": "?1",
}


def id_of(served, path: str) -> str:
    return next(row["id"] for row in served.get("/documents").json()["documents"] if row["path"] == path)


def document(path: str = "a.md", pages: int = 3) -> Document:
    return Document("d", "/r", path, "0", 1, 0, "A", "text/plain", pages, 1, "2026-11-21T00:00:00Z")


def test_the_cited_words_are_marked(served):
    id = id_of(served, "handbook.pdf")
    reply = served.get(f"/view/{id}/3", params={"start": 0, "end": 10})
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<mark id="cited">{BOILER[:10]}</mark>{BOILER[10:]}' in reply.text
    assert "page 3 of 3" in reply.text
    assert f'<a href="/view/{id}/2">previous</a>' in reply.text


def test_a_document_without_pages_is_page_one(served):
    reply = served.get(f"/view/{id_of(served, 'rules [old].md')}/1")
    assert "<h1 dir=auto>rules [old].md</h1>" in reply.text
    assert "says &lt;b&gt;rule&lt;/b&gt; 7." in reply.text
    assert "<mark" not in reply.text


def test_a_page_of_another_space_says_so_in_its_link(served):
    [row] = served.get("/documents?space=pets").json()["documents"]
    assert served.get(f"/view/{row['id']}/1").status_code == 404
    assert f"/documents/{row['id']}/file?space=pets" in served.get(f"/view/{row['id']}/1?space=pets").text


def test_a_page_that_is_gone_is_told_to_a_person(served):
    for path in ("/view/nope/1", f"/view/{id_of(served, 'handbook.pdf')}/4", "/view/nope/1?space=nope"):
        reply = served.get(path)
        assert (reply.status_code, reply.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "may have been removed" in reply.text


def test_nothing_in_a_page_runs_or_loads():
    text = "<script>alert(1)</script><img src=http://evil/p.png> & \" '"
    html = page_view(document('x"><script>.md'), Page(text, 2), Span(0, 8), 'a"b')
    assert "&lt;script&gt;alert(1)" in html.replace('<mark id="cited">', "").replace("</mark>", "")
    assert re.findall(r"<(?!/)(\w+)", html) == [
        *("html", "head", "meta", "meta", "title", "style", "body", "h1", "nav", "a", "a", "a", "pre", "mark"),
    ]
    assert "http" not in re.sub(r"<pre.*</pre>", "", html, flags=re.DOTALL)


def test_offsets_that_make_no_sense_mark_nothing_or_what_is_there():
    assert '<mark id="cited">c</mark></pre>' in page_view(document(), Page("abc"), Span(2, 99), "default")
    for span in (Span(0, 0), Span(2, 1), Span(7, 9)):
        assert "<mark" not in page_view(document(), Page("abc"), span, "default")


def test_the_policy_allows_the_one_style_and_no_frame(served):
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert POLICY.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    headers = served.get(f"/view/{id_of(served, 'handbook.pdf')}/1").headers
    assert headers["content-security-policy"] == POLICY
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_a_click_in_any_chat_client_opens_a_page_and_nothing_else(served):
    view = f"/view/{id_of(served, 'handbook.pdf')}/1"
    assert served.get(view, headers=CLICKED).status_code == 200
    assert served.get(view, headers={**CLICKED, "Sec-Fetch-Dest": "iframe"}).status_code == 403
    assert served.get(view, headers={**CLICKED, "Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert served.get(view, headers={**CLICKED, "Origin": "https://chat.example.com"}).status_code == 403
    assert served.get(view, headers={**CLICKED, "Host": "evil.example.com"}).status_code == 403
    assert served.get("/documents", headers=CLICKED).status_code == 403
