"""The page's own routes: what is sent to whom, under which policy, and for which principal."""

from __future__ import annotations

import os
import re
import zipfile

import pytest
from running import running
from served_house import write_house

import kb
from api.backend.local import LocalBackend
from api.backend.skipped_uploads import find_skipped
from api.http.app import create_app
from kb.principal import Principal
from kb.settings import Settings

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
CLICKED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
ROUTES = [
    "/",
    "/web/missing",
    "/web/state",
    "/web/failures",
    "/web/mentions?q=leave",
    "/web/compare?left={id}&right={id}",
    "/web/documents/{id}/pages/1",
    "/web/documents/{id}/statements/1",
    "/web/documents/{id}/find?q=leave",
    "/web/documents/{id}/standing",
]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("doors")
    with kb.open(settings=Settings(home=folder / "home", embed="builtin", chat="builtin")) as opened:
        house = write_house(folder / "house")
        list(LocalBackend(opened).ingest([house / "handbook"]))
        yield opened


@pytest.fixture(scope="module")
def served(base):
    with running(create_app(base)) as client:
        yield client


def test_browsers_get_the_page_and_chat_clients_are_told_that_ollama_is_running(served):
    for accept in ("*/*", "application/json", ""):
        assert served.get("/", headers={"Accept": accept}).text == "Ollama is running"
    assert served.head("/").status_code == 200
    reply = served.get("/", headers=HTML)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.text.startswith("<!doctype html>")
    assert reply.headers["vary"] == "Accept, Accept-Language"


def test_the_page_may_run_nothing_but_its_own_files(served):
    reply = served.get("/", headers=HTML)
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert reply.headers["referrer-policy"] == "no-referrer"
    for inline in ("style=", "onclick", "<style", "javascript:"):
        assert inline not in reply.text
    assert "<script>" not in reply.text
    assert served.get("/web/static/x/main.js").headers["content-security-policy"] == policy


def test_the_pages_files_are_packed_for_who_can_unpack_them(served):
    plain = served.get("/web/static/x/main.js", headers={"Accept-Encoding": "identity"})
    packed = served.get("/web/static/x/main.js", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2


def test_a_browser_keeps_the_pages_files_while_they_are_the_same_and_nothing_else(served):
    [version] = set(re.findall(r"/web/static/(\w+)/", served.get("/", headers=HTML).text))
    kept = "private, max-age=31536000, immutable"
    assert served.get(f"/web/static/{version}/main.js").headers["cache-control"] == kept
    for other in ("/web/static/of-before-the-update/main.js", "/", "/web/missing", "/web/texts/en.json"):
        assert served.get(other, headers=HTML).headers["cache-control"] == "no-store", other


def test_only_the_pages_own_files_are_served(served):
    assert served.get("/web/static/x/main.js").headers["content-type"] == "text/javascript; charset=utf-8"
    for name in ("nothing.js", "..%2ftexts%2fen.json", "%2e%2e/page.html", "page.html"):
        assert served.get(f"/web/static/x/{name}").status_code in (400, 404), name
    assert served.get("/web/texts/fr.json").status_code == 400


def test_a_link_from_elsewhere_opens_the_page_and_nothing_else_does(served):
    assert served.get("/", headers={**HTML, **CLICKED}).status_code == 200
    assert served.get("/", headers={**HTML, **CLICKED, "Sec-Fetch-Dest": "iframe"}).status_code == 403
    assert served.get("/web/missing", headers=CLICKED).status_code == 403
    assert served.get("/", headers={**HTML, "Host": "evil.example"}).status_code == 403


def test_a_page_of_another_space_is_shown_to_none_who_may_not_enter_it(base):
    [document, *_] = base.documents()
    stranger = Principal("theirs", frozenset({"read"}))
    base.store("theirs", create=True)
    with running(create_app(base, identify=lambda request: stranger)) as client:
        for route in ROUTES:
            reply = client.get(route.format(id=document.id), headers=HTML)
            assert "Time off" not in reply.text, route
            assert "time-off" not in reply.text, route
            if "{id}" in route:
                assert reply.status_code == 404, route
            asked = client.get(route.format(id=document.id), headers=HTML, params={"space": "default"})
            assert asked.status_code in (403, 404), route
        sent = client.post("/web/ask", json={"question": "How many days?", "space": "default"})
        assert sent.status_code == 403


def test_who_may_only_read_sees_no_way_to_change_anything(base):
    reader = Principal(rights=frozenset({"read"}))
    with running(create_app(base, identify=lambda request: reader)) as client:
        assert 'data-rights="read"' in client.get("/", headers=HTML).text


def test_a_failure_of_an_answer_is_an_event(served):
    reply = served.post("/web/ask", json={"question": " "})
    assert reply.status_code == 200
    assert "event: error" in reply.text
    assert "The question is empty." in reply.text


def test_what_replaced_a_document_is_told_with_it(base, tmp_path):
    (tmp_path / "lease.md").write_text(
        "# Lease L-2024-7\n\nDated 1 May 2024. The rent is 900 euros.\n", encoding="utf-8"
    )
    amended = "# Amendment 1 to lease L-2024-7\n\nDated 1 June 2025. The rent is 950 euros.\n"
    (tmp_path / "amendment.md").write_text(amended, encoding="utf-8")
    list(LocalBackend(base).ingest([tmp_path]))
    ids = {document.path: document.id for document in base.documents()}
    with running(create_app(base)) as client:
        old = client.get(f"/web/documents/{ids['lease.md']}/standing").json()
        new = client.get(f"/web/documents/{ids['amendment.md']}/standing").json()
    assert [other["path"] for other in old["replaced_by"]] == ["amendment.md"]
    assert old["document"]["date"] == "2024-05-01"
    assert [other["path"] for other in new["replaces"]] == ["lease.md"]


def test_a_name_that_is_no_text_does_not_keep_the_page_from_being_shown(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    with open(os.fsencode(folder) + b"/caf\xe9.md", "w", encoding="utf-8") as file:
        file.write("# Menu\n\n## Soups\n\nLeek soup costs four euros.\n")
    with kb.open(settings=Settings(home=tmp_path / "home", embed="builtin", chat="builtin")) as base:
        list(LocalBackend(base).ingest([folder]))
        [document] = base.documents()
        with running(create_app(base)) as client:
            assert client.get("/", headers=HTML).status_code == 200
            for route in ROUTES:
                assert client.get(route.format(id=document.id), headers=HTML).status_code == 200, route


def test_only_an_uploaded_file_that_failed_is_deleted_and_not_by_who_may_only_read(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.pdf").write_bytes(b"%PDF-1.7\nno page\n%%EOF")
    with kb.open(settings=Settings(home=tmp_path / "home", embed="builtin", chat="builtin")) as base:
        list(LocalBackend(base).ingest([own]))
        with running(create_app(base)) as client:
            job = client.post("/documents", files={"files": ("sent.pdf", b"%PDF-1.7\nno page\n%%EOF")}).json()["job"]
            assert "event: summary" in client.get(f"/jobs/{job}/events").text
            listed = client.get("/web/failures").json()["failures"]
            assert {one["path"]: one["uploaded"] for one in listed} == {"own.pdf": False, "sent.pdf": True}
            for path in ("own.pdf", "../../own/own.pdf", "none.pdf"):
                refused = client.delete("/web/failures", params={"path": path})
                assert refused.status_code == 400
                assert "No uploaded file" in refused.json()["error"]["message"]
        reader = Principal(rights=frozenset({"read"}))
        with running(create_app(base, identify=lambda request: reader)) as client:
            assert client.delete("/web/failures", params={"path": "sent.pdf"}).status_code == 403
        with running(create_app(base)) as client:
            assert (tmp_path / "home/uploads/default/sent.pdf").exists()
            assert client.delete("/web/failures", params={"path": "sent.pdf"}).json() == {"path": "sent.pdf"}
            assert not (tmp_path / "home/uploads/default/sent.pdf").exists()
            assert [one["path"] for one in client.get("/web/failures").json()["failures"]] == ["own.pdf"]
    assert (own / "own.pdf").exists()


def test_an_uploaded_file_that_is_skipped_is_listed_with_the_reason_and_can_be_deleted(tmp_path):
    with zipfile.ZipFile(tmp_path / "icons.zip", "w") as archive:
        archive.writestr("icon.svg", "<svg/>")
    zipfile.ZipFile(tmp_path / "nothing.zip", "w").close()
    sent = {
        "fine.md": b"The shed key is under the mat.",
        "plan/icon.svg": b"<svg/>",
        "~$fine.docx": b"x",
        "icons.zip": (tmp_path / "icons.zip").read_bytes(),
        "nothing.zip": (tmp_path / "nothing.zip").read_bytes(),
        "broken.pdf": b"%PDF-1.7\nno page\n%%EOF",
    }
    settings = Settings(home=tmp_path / "home", embed="builtin", chat="builtin")
    with kb.open(settings=settings) as base, running(create_app(base)) as client:
        files = [("files", (name, held)) for name, held in sent.items()]
        job = client.post("/documents?folders=true", files=files).json()["job"]
        assert "event: summary" in client.get(f"/jobs/{job}/events").text
        listed = client.get("/web/failures").json()["failures"]
        svg = "is a picture that is not read: save it as .png"
        assert {one["path"]: one["reason"] for one in listed if one["path"] != "broken.pdf"} == {
            "plan/icon.svg": svg,
            "~$fine.docx": "is a file that a program keeps for itself",
            "icons.zip": svg,
            "nothing.zip": "is empty: there is no file in it",
        }
        assert len(listed) == 5 and all(one["uploaded"] for one in listed)
        for one in listed:
            assert client.delete("/web/failures", params={"path": one["path"]}).status_code == 200
        assert client.delete("/web/failures", params={"path": "fine.md"}).status_code == 400
        assert client.get("/web/failures").json() == {"failures": []}
        uploads = tmp_path / "home/uploads/default"
        assert [file.name for file in uploads.rglob("*") if file.is_file()] == ["fine.md"]


def test_an_upload_that_waits_to_be_read_is_not_called_skipped(tmp_path):
    (tmp_path / "waits.md").write_text("Not read yet.")
    assert list(find_skipped(tmp_path, [])) == []
