"""Files edited, touched, moved and copied between two runs: what is new is read, and nothing is embedded twice."""

from __future__ import annotations

import os
import shutil

from mirroring import found_by, paragraphs, statuses

from ingest.events import Outcome
from ingest.pipeline import ingest
from ingest.workers.pool import Workers


def test_a_touched_file_is_unchanged(run, docs):
    run(docs)
    os.utime(docs / "lion.txt", (1, 1))
    assert set(statuses(run(docs)).values()) == {"unchanged"}


def test_an_edit_that_leaves_size_and_time_as_they_were_is_seen_if_it_is_fresh(run, docs, store):
    run(docs)
    before = (docs / "lion.txt").stat()
    (docs / "lion.txt").write_text("The tiger sleep at noon.\n")
    os.utime(docs / "lion.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert run(docs)["lion.txt"].status == "updated"
    assert found_by(store, "tiger") == ["lion.txt"]


def test_an_edit_whose_size_and_time_are_set_back_later_is_seen_by_the_time_that_cannot_be_set(run, docs, store):
    os.utime(docs / "lion.txt", (1_700_000_000, 1_700_000_000))
    run(docs)
    (docs / "lion.txt").write_text("The tiger sleep at noon.\n")
    os.utime(docs / "lion.txt", (1_700_000_000, 1_700_000_000))
    assert run(docs)["lion.txt"].status == "updated"
    assert found_by(store, "tiger") == ["lion.txt"]


def test_verifying_compares_contents_where_no_time_tells(run, docs, store):
    run(docs)
    (docs / "lion.txt").write_text("The tiger sleep at noon.\n")
    found = (docs / "lion.txt").stat()
    [document] = [one for one in store.documents() if one.path == "lion.txt"]
    store.touch({document.id: (found.st_mtime_ns, found.st_ctime_ns)})
    assert set(statuses(run(docs)).values()) == {"unchanged"}
    assert statuses(run(docs, verify=True))["lion.txt"] == "updated"
    assert found_by(store, "tiger") == ["lion.txt"]


def test_a_touched_file_is_read_once_and_not_at_every_run(run, docs, store):
    run(docs)
    os.utime(docs / "lion.txt", (1_700_000_000, 1_700_000_000))
    run(docs)
    [document] = [one for one in store.documents() if one.path == "lion.txt"]
    found = (docs / "lion.txt").stat()
    assert (document.modified_ns, document.changed_ns) == (found.st_mtime_ns, found.st_ctime_ns)


def test_a_file_that_a_wrong_clock_dated_in_the_year_2400_or_1902_is_read_and_then_unchanged(run, docs):
    os.utime(docs / "lion.txt", (13_600_000_000, 13_600_000_000))
    os.utime(docs / "sub/lion.txt", (-2_140_000_000, -2_140_000_000))
    assert statuses(run(docs))["lion.txt"] == "added"
    assert set(statuses(run(docs)).values()) == {"unchanged"}


def test_an_edited_paragraph_embeds_only_its_own_chunks(run, docs, store, embedder):
    (docs / "long.txt").write_text(paragraphs())
    chunks = run(docs)["long.txt"].chunks
    (docs / "long.txt").write_text(paragraphs(5))
    outcome = run(docs)["long.txt"]
    assert (outcome.status, outcome.chunks) == ("updated", chunks) and chunks > 8
    assert len(embedder.texts) == outcome.embedded <= 2 and found_by(store, "edited") == ["long.txt"]


def test_renamed_and_moved_files_embed_nothing_and_stay_the_same_documents(run, docs, store, embedder):
    run(docs)
    before = {document.id: document.title for document in store.documents()}
    (docs / "zebra.md").rename(docs / "sub/striped.md")
    (docs / "lion.txt").rename(docs / "cat.txt")
    outcomes = run(docs)
    assert statuses(outcomes) == {"cat.txt": "renamed", "sub/lion.txt": "unchanged", "sub/striped.md": "renamed"}
    assert outcomes["cat.txt"].reason == "was lion.txt" and embedder.texts == []
    assert {document.id: document.title for document in store.documents()} == before
    assert found_by(store, "stripes") == ["sub/striped.md"]


def test_a_folder_moved_elsewhere_embeds_nothing(run, docs, tmp_path, store):
    run(docs)
    docs.rename(tmp_path / "papers")
    assert set(statuses(run(tmp_path / "papers")).values()) == {"renamed"}
    assert {document.root for document in store.documents()} == {str(tmp_path / "papers")}


def test_a_copy_is_a_second_document_and_embeds_nothing(run, docs, store, embedder):
    run(docs)
    shutil.copy(docs / "lion.txt", docs / "sub/copy.txt")
    assert run(docs)["sub/copy.txt"].status == "added" and embedder.texts == []
    assert found_by(store, "noon") == ["lion.txt", "sub/copy.txt"]
    (docs / "lion.txt").unlink()
    run(docs)
    assert found_by(store, "noon") == ["sub/copy.txt"]


def test_equal_files_of_one_run_are_embedded_once(run, tmp_path, store, embedder):
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs" / name).write_text("The same words in each.")
    assert [outcome.embedded for outcome in run(tmp_path / "docs").values()] == [1, 0, 0]
    assert found_by(store, "words") == ["a.txt", "b.txt", "c.txt"]


def test_a_file_that_takes_the_old_content_of_another_gets_the_old_text(run, docs, store, embedder):
    run(docs)
    shutil.copy(docs / "lion.txt", docs / "new.txt")
    (docs / "lion.txt").write_text("The lion woke up.")
    assert statuses(run(docs)) == {
        "lion.txt": "updated", "new.txt": "added", "sub/lion.txt": "unchanged", "zebra.md": "unchanged"
    }  # fmt: skip
    assert len(embedder.texts) == 1 and found_by(store, "noon") == ["new.txt"]


def test_files_whose_names_are_not_utf_8_are_taken_in_and_known_again(run, docs, store):
    (docs / os.fsdecode(b"caf\xe9.txt")).write_text("Espresso.")
    assert run(docs)["caf\\xe9.txt"].status == "added" and found_by(store, "espresso") == ["caf\\xe9.txt"]
    assert run(docs)["caf\\xe9.txt"].status == "unchanged"


def test_a_name_whose_accents_are_composed_anew_is_the_same_document(run, docs, embedder):
    (docs / "mu\u0308ller.txt").write_text("Grain.")
    run(docs)
    (docs / "mu\u0308ller.txt").rename(docs / "m\u00fcller.txt")
    assert run(docs)["m\u00fcller.txt"].status == "renamed" and embedder.texts == []


def test_a_file_that_changes_while_it_is_read_is_read_again(store, docs, embedder, tmp_path):
    changing = docs / "changing.txt"
    changing.write_text("Written once.")
    with Workers(1, loader="rewriting:load_and_rewrite") as workers:
        list(ingest([changing], store, embedder, workers=workers))
    assert found_by(store, "twice") == ["changing.txt"] and found_by(store, "once") == []
    assert [o.status for o in ingest([changing], store, embedder) if isinstance(o, Outcome)] == ["unchanged"]


def test_a_file_that_takes_the_content_of_a_deleted_one_gets_its_text(run, docs, store, embedder):
    run(docs)
    shutil.copy(docs / "zebra.md", docs / "lion.txt")
    (docs / "zebra.md").unlink()
    assert statuses(run(docs)) == {"lion.txt": "updated", "sub/lion.txt": "unchanged", "zebra.md": "removed"}
    assert found_by(store, "stripes") == ["lion.txt"] and found_by(store, "noon") == []
