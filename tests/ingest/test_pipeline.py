"""A folder mirrored into a space: what is new is embedded, and nothing twice."""

from __future__ import annotations

from collections import Counter

import pytest
from mirroring import Slow, Watched, found_by, paragraphs, statuses

from ingest.events import Outcome, Progress, Summary
from ingest.pipeline import ingest
from ingest.workers.pool import Workers
from kb.cancel import CancelScope
from kb.errors import EngineUnreachable, UsageError


def test_a_folder_is_taken_in_and_the_second_run_embeds_nothing(run, store, docs, embedder):
    assert statuses(run(docs)) == {"lion.txt": "added", "sub/lion.txt": "added", "zebra.md": "added"}
    assert len(embedder.texts) == 3 and found_by(store, "stripes") == ["zebra.md"]
    assert [document.title for document in store.documents()] == ["lion", "lion", "Zebras"]
    assert set(statuses(run(docs)).values()) == {"unchanged"}
    assert embedder.texts == []


def test_a_path_that_is_not_there_changes_nothing(store, docs, embedder):
    with pytest.raises(UsageError):
        ingest([docs, docs / "nowhere"], store, embedder)
    assert store.documents() == []


def test_a_dry_run_says_what_would_happen_and_does_nothing(run, docs, store):
    run(docs)
    (docs / "zebra.md").rename(docs / "striped.md")
    (docs / "lion.txt").write_text("Changed.")
    (docs / "sub/lion.txt").unlink()
    (docs / "new.txt").write_text("New.")
    before = store.documents()
    assert statuses(run(docs, dry_run=True)) == {
        "striped.md": "renamed", "lion.txt": "updated", "new.txt": "added", "sub/lion.txt": "removed"
    }  # fmt: skip
    assert store.documents() == before


def test_a_broken_file_fails_with_a_reason_and_is_not_parsed_again(run, docs, store, tmp_path):
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (docs / "empty.txt").touch()
    (docs / "photo.gif").write_bytes(b"GIF89a")
    first = run(docs)
    assert (first["broken.pdf"].status, first["empty.txt"].status, first["photo.gif"].status) == (
        "failed", "failed", "skipped"
    )  # fmt: skip
    assert first["empty.txt"].reason == "is empty" and first["photo.gif"].reason.startswith("is a picture")
    with Workers(1, loader="nowhere:nothing") as useless:
        again = run(docs, workers=useless)
    assert again["broken.pdf"] == first["broken.pdf"] and again["empty.txt"] == first["empty.txt"]
    (docs / "broken.pdf").unlink()
    run(docs)
    assert [failure.path for failure in store.failures()] == ["empty.txt"]


def test_a_file_that_became_unreadable_keeps_its_previous_version_and_says_so(run, docs, store):
    run(docs)
    (docs / "zebra.md").write_bytes(b"")
    outcome = run(docs)["zebra.md"]
    assert outcome.status == "failed" and outcome.reason == "is empty; what it held before is still in the space"
    assert found_by(store, "stripes") == ["zebra.md"]
    (docs / "zebra.md").write_text("# Zebras\n\nA zebra runs.\n")
    assert run(docs)["zebra.md"].status == "updated" and store.failures() == []


def test_a_dead_engine_stops_the_run_and_keeps_what_was_finished(run, store, docs, workers):
    for n in range(40):
        (docs / f"{n:02d}.txt").write_text(f"Note number {n} about the matter.")
    dying = Watched(left=2)
    outcomes = []
    with pytest.raises(EngineUnreachable):
        for event in ingest([docs], store, dying, workers=workers):
            outcomes += [event] if isinstance(event, Outcome) else []
    assert {outcome.path for outcome in outcomes} == {document.path for document in store.documents()}
    assert 0 < len(outcomes) < 43
    alive = Watched()
    again = [event for event in ingest([docs], store, alive, workers=workers) if isinstance(event, Outcome)]
    assert Counter(outcome.status for outcome in again) == {"unchanged": len(outcomes), "added": 43 - len(outcomes)}
    assert len(alive.texts) == 43 - len(dying.texts) and len(store.documents()) == 43


def test_a_closed_run_keeps_what_was_finished_and_the_next_goes_on(store, docs, workers):
    for n in range(40):
        (docs / f"{n:02d}.txt").write_text(f"Note number {n} about the matter.")
    first, second = Slow(), Watched()
    events = ingest([docs], store, first, workers=workers)
    while len(first.texts) < 20:  # of five batches three have come back by then: two at most are under way
        next(events)
    events.close()
    kept = len(store.documents())
    assert 12 <= kept < 43
    list(ingest([docs], store, second, workers=workers))
    assert len(store.documents()) == 43 and len(second.texts) <= 43 - kept


def test_a_run_that_is_called_off_ends_without_a_summary(store, docs, embedder, workers):
    scope = CancelScope()
    scope.cancel()
    with scope.enter():
        assert not [event for event in ingest([docs], store, embedder, workers=workers) if isinstance(event, Summary)]


def test_progress_counts_files_and_chunks(store, docs, embedder, workers):
    events = list(ingest([docs], store, embedder, workers=workers))
    last = [event for event in events if isinstance(event, Progress)][-1]
    assert (last.files_done, last.files_total, last.chunks_done, last.chunks_total) == (3, 3, 3, 3)


def test_chunks_lie_where_they_say_in_the_pages_that_are_kept(run, docs, store):
    (docs / "long.txt").write_text(paragraphs())
    run(docs)
    for document in store.documents():
        pages, chunks = store.pages(document.id), store.chunks_of(document.id)
        assert [chunk.ordinal for chunk in chunks] == list(range(document.chunks))
        assert all(pages[chunk.page_index].text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
