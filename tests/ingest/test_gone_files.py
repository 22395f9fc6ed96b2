"""Files that a run does not find again: which documents go, and which stay."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest
from mirroring import Watched, found_by, statuses

from ingest.events import Outcome
from ingest.pipeline import ingest
from kb.errors import EngineUnreachable
from kb.store.home import Home


def test_deleted_files_are_removed_unless_told_not_to(run, docs, store):
    run(docs)
    (docs / "zebra.md").unlink()
    assert "zebra.md" not in run(docs, prune=False)
    assert found_by(store, "stripes") == ["zebra.md"]
    assert run(docs)["zebra.md"].status == "removed"
    assert found_by(store, "stripes") == [] and len(store.documents()) == 2


def test_where_most_of_a_folder_is_gone_its_documents_stay_unless_that_is_said(run, docs, store):
    run(docs)
    (docs / "zebra.md").unlink()
    (docs / "lion.txt").unlink()
    reason = "2 of the 3 files of its documents are gone; they stay. If that is meant, add --prune"
    assert run(docs)["."] == Outcome(".", "skipped", reason)
    shutil.rmtree(docs / "sub")
    assert run(docs)["."].reason.startswith("all files of its documents are gone; they stay.")
    assert len(store.documents()) == 3
    assert statuses(run(docs, prune=True)) == {"lion.txt": "removed", "sub/lion.txt": "removed", "zebra.md": "removed"}


def test_two_files_with_the_names_of_a_home_s_own_take_nothing_away(run, docs, store):
    run(docs)
    (docs / "catalog.sqlite3").write_text("x")
    (docs / "lock").touch()
    assert Counter(statuses(run(docs)).values())["unchanged"] == 3
    assert len(store.documents()) == 3


def test_what_lies_in_a_folder_that_became_a_knowledge_base_stays_and_that_is_said(run, docs, store):
    run(docs)
    Home.open(docs / "new").close()
    for file in (docs / "new").iterdir():
        file.rename(docs / "sub" / file.name)
    (docs / "new").rmdir()
    reason = "is the folder of a knowledge base; what it held before is still in the space"
    assert run(docs)["sub"] == Outcome("sub", "skipped", reason)
    assert found_by(store, "dusk") == ["sub/lion.txt"]


@pytest.mark.parametrize("leads_to", ["../elsewhere", "nowhere.txt", "lion.txt"])
def test_a_document_whose_file_became_a_link_that_is_not_followed_stays(run, docs, store, leads_to):
    (docs.parent / "elsewhere").mkdir()
    run(docs)
    (docs / "lion.txt").unlink()
    (docs / "lion.txt").symlink_to(leads_to)
    assert run(docs)["lion.txt"].reason.endswith("what it held before is still in the space")
    assert found_by(store, "noon") == ["lion.txt"]


def test_what_lies_in_a_folder_that_cannot_be_read_stays_and_that_is_said(run, docs, store):
    run(docs)
    (docs / "sub/.kbignore").symlink_to(docs / "sub/.kbignore")
    assert run(docs)["sub"].reason.endswith("; what it held before is still in the space")
    assert found_by(store, "dusk") == ["sub/lion.txt"]


def test_a_file_that_a_rule_names_from_now_on_goes(run, docs, store):
    run(docs)
    (docs / ".kbignore").write_text("zebra.md\n")
    assert run(docs)["zebra.md"].status == "removed"


def test_only_what_lies_below_the_named_paths_is_removed(run, docs, store):
    run(docs)
    (docs / "zebra.md").unlink()
    assert statuses(run(docs / "sub")) == {"sub/lion.txt": "unchanged"}
    assert statuses(run(docs / "lion.txt")) == {"lion.txt": "unchanged"}
    assert len(store.documents()) == 3


def test_a_folder_around_a_known_one_becomes_the_root_of_the_same_documents(run, docs, store, embedder):
    run(docs / "sub")
    assert statuses(run(docs)) == {"lion.txt": "added", "sub/lion.txt": "renamed", "zebra.md": "added"}
    assert len(embedder.texts) == 2 and {document.root for document in store.documents()} == {str(docs)}


def test_removals_do_not_wait_for_an_engine(run, docs, store, workers):
    run(docs)
    (docs / "zebra.md").unlink()
    (docs / "new.txt").write_text("New.")
    with pytest.raises(EngineUnreachable):
        list(ingest([docs], store, Watched(left=0), workers=workers))
    assert found_by(store, "stripes") == []
