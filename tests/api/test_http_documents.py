"""Documents over HTTP: listed, read, uploaded, removed."""

from __future__ import annotations

import httpx
import pytest
from papers import LEAVE
from replies import code_of, id_of
from running import events
from served_documents import TOKEN


def test_documents_are_listed_by_path_and_read_page_by_page(served):
    listed = served.get("/documents").json()["documents"]
    assert [row["path"] for row in listed] == ["lease.pdf", "leave.md", "travel/差旅.md"]
    assert served.get(f"/documents/{listed[0]['id']}").json() == listed[0]
    assert "mast" in served.get(f"/documents/{listed[0]['id']}/pages/1").text
    assert served.get(f"/documents/{listed[1]['id']}/pages/1").text == LEAVE
    for number in ("0", "-1", "3", "x", "1.jpg"):
        assert served.get(f"/documents/{listed[0]['id']}/pages/{number}").status_code in (400, 404)


def test_a_file_is_a_download_and_nothing_a_browser_would_run(served, documents):
    reply = served.get(f"/documents/{id_of(served, 'travel/差旅.md')}/file")
    assert reply.content == (documents / "travel" / "差旅.md").read_bytes()
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''%E5%B7%AE%E6%97%85.md"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in reply.headers["content-security-policy"]


def test_a_file_that_is_no_longer_the_ingested_one_is_gone(served, documents):
    file = documents / "leave.md"
    id = id_of(served, "leave.md")
    for changed in (LEAVE.replace("28", "82"), None):
        file.unlink() if changed is None else file.write_text(changed, encoding="utf-8")
        reply = served.get(f"/documents/{id}/file")
        assert (reply.status_code, code_of(reply)) == (410, "file_changed")
    file.write_text(LEAVE, encoding="utf-8")
    assert served.get(f"/documents/{id}/file").status_code == 200


def follow(served: httpx.Client, job: str) -> list[tuple[str, dict]]:
    return list(events(served.get(f"/jobs/{job}/events")))


def test_uploaded_files_become_documents_and_removing_them_deletes_the_files(served, tmp_path_factory):
    files = [
        ("files", ("../../员工.md", "# 考勤\n\n公司办公室的工作时间为上午九点到下午六点。\n".encode())),
        ("files", ("mail.txt", b"The yard holds twelve parking spaces.\n")),
    ]
    reply = served.post("/documents", files=files, params={"space": "uploaded", "create": True})
    assert reply.status_code == 202
    done = follow(served, reply.json()["job"])
    assert done[-1][0] == "summary"
    assert done[-1][1]["added"] == 2
    job = served.get(f"/jobs/{reply.json()['job']}").json()
    assert (job["status"], job["kind"], job["space"]) == ("done", "ingest", "uploaded")
    assert {file["path"]: file["status"] for file in job["files"]} == {"员工.md": "added", "mail.txt": "added"}

    found = served.get("/documents", params={"space": "uploaded"}).json()["documents"]
    assert [row["path"] for row in found] == ["mail.txt", "员工.md"]
    receipt = served.delete(f"/documents/{found[0]['id']}", params={"space": "uploaded"}).json()
    assert (receipt["path"], receipt["file"], receipt["erased"]["chunks"]) == ("mail.txt", "deleted", 1)
    again = served.post("/documents", files=files[:1], params={"space": "uploaded"}).json()["job"]
    assert follow(served, again)[-1][1] | {"seconds": 0} == {
        "added": 0,
        "updated": 0,
        "renamed": 0,
        "unchanged": 1,
        "removed": 0,
        "skipped": 0,
        "failed": 0,
        "chunks": 1,
        "embedded": 0,
        "seconds": 0,
    }


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {}},
        {"files": [("files", ("..", b"x"))]},
        {"files": [("files", ("a/x.md", b"1")), ("files", ("b/x.md", b"2"))]},
        {"files": [("files", ("a.md", b"1"))], "params": {"space": "a/b"}},
        {"files": [("files", ("a.md", b"1"))], "params": {"space": ""}},
        {"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"--x--\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    ],
)
def test_an_upload_that_makes_no_sense_is_refused_and_nothing_is_kept(served, request_):
    reply = served.post("/documents", **request_)
    assert reply.status_code == 400
    assert reply.json()["error"]["hint"]


def test_a_file_of_an_ingested_folder_stays_when_its_document_is_removed(served, documents):
    receipt = served.delete(f"/documents/{id_of(served, 'travel/差旅.md')}").json()
    assert receipt["file"] == "kept"
    assert "next ingest" in receipt["note"]
    assert (documents / "travel" / "差旅.md").exists()
    body = {"paths": [str(documents)]}
    assert '"added": 1' in served.post("/ingest", json=body, headers={"X-KB-Token": TOKEN}).text


def test_only_who_knows_the_owners_token_may_name_folders(served, documents):
    body = {"paths": [str(documents)]}
    assert served.post("/ingest", json=body).status_code == 403
    assert served.post("/ingest", json=body, headers={"X-KB-Token": "a guess"}).status_code == 403
    assert served.get("/healthz", headers={"X-KB-Token": "a guess"}).status_code == 403
    relative = served.post("/ingest", json={"paths": ["docs"]}, headers={"X-KB-Token": TOKEN})
    assert (relative.status_code, code_of(relative)) == (400, "usage")
    missing = served.post("/ingest", json={"paths": ["/no/such"]}, headers={"X-KB-Token": TOKEN})
    assert (missing.status_code, code_of(missing)) == (400, "usage")
