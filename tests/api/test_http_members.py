"""The originals of documents that lie in an archive, and of files that became no files."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from papers import LEAVE
from replies import code_of, id_of
from served_documents import serving, write_documents

from kb.settings import Settings


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`leave.md` and `lease.pdf`, loose and in `all.zip`."""
    folder = write_documents(tmp_path_factory.mktemp("packed") / "docs")
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("leave.md", "lease.pdf"):
            archive.write(folder / name, f"papers/{name}")
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Iterator[httpx.Client]:
    settings = Settings(home=tmp_path_factory.mktemp("home") / "home", embed="builtin", chat="builtin")
    with serving(settings, documents) as client:
        yield client


def test_a_document_out_of_an_archive_is_saved_as_it_lies_there(served, documents):
    reply = served.get(f"/documents/{id_of(served, 'all.zip/papers/lease.pdf')}/file")
    assert reply.status_code == 200
    assert reply.content == (documents / "lease.pdf").read_bytes()
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''lease.pdf"


def test_a_page_of_a_pdf_out_of_an_archive_is_drawn_as_that_of_the_file_itself(served):
    packed, loose = (
        served.get(f"/documents/{id_of(served, path)}/pages/2.png?highlight=0-20")
        for path in ("all.zip/papers/lease.pdf", "lease.pdf")
    )
    assert (packed.status_code, packed.headers["content-type"]) == (200, "image/png")
    assert packed.content == loose.content


def test_what_left_its_archive_or_changed_in_it_is_gone(served, documents):
    id = id_of(served, "all.zip/papers/leave.md")
    whole = (documents / "all.zip").read_bytes()
    for content in (LEAVE.replace("28", "82"), None):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("papers/leave.md" if content else "papers/other.md", content or "Nothing of that.")
        (documents / "all.zip").write_bytes(packed.getvalue())
        reply = served.get(f"/documents/{id}/file")
        assert (reply.status_code, code_of(reply)) == (410, "file_changed")
    assert reply.json()["error"]["message"] == (
        "all.zip/papers/leave.md cannot be read any more: it is not in the archive any more."
    )
    (documents / "all.zip").write_bytes(whole)
    assert served.get(f"/documents/{id}/file").content == LEAVE.encode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_a_file_that_became_a_pipe_is_not_waited_for(served, documents):
    (documents / "leave.md").rename(documents / "leave.bak")
    os.mkfifo(documents / "leave.md")
    try:
        reply = served.get(f"/documents/{id_of(served, 'leave.md')}/file", timeout=5)
        assert (reply.status_code, code_of(reply)) == (410, "file_changed")
        assert "it is a device, a pipe or a socket" in reply.text
    finally:
        (documents / "leave.bak").replace(documents / "leave.md")
