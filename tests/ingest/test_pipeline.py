"""A folder mirrored into a space: what is new is embedded, and nothing twice."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from ingest.events import Outcome, Progress, Summary
from ingest.pipeline import ingest
from ingest.workers.pool import Workers
from kb.cancel import CancelScope
from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.errors import EngineUnreachable, UsageError
from kb.store.home import Home
from kb.text.terms import extract_terms

BUILTIN = BuiltinEmbedder(threads=1)


class Watched:
    """The builtin embedder, telling what it was given; unreachable once `left` batches are done."""

    name, fingerprint = BUILTIN.name, BUILTIN.fingerprint
    token_limit, batch_size = BUILTIN.token_limit, 16
    count_tokens, known_share, embed_query = BUILTIN.count_tokens, BUILTIN.known_share, BUILTIN.embed_query

    counter = staticmethod(BUILTIN.counter)

    def __init__(self, left: int = 1000) -> None:
        self.texts: list[str] = []
        self.left = left

    windows = True

    def embed_passages(self, passages):
        if not self.left:
            raise EngineUnreachable("Nobody answers.", "Start it.")
        self.left -= 1
        self.texts.extend(passage.text for passage in passages)
        return BUILTIN.embed_passages(passages)


class Slow(Watched):
    """Takes longer over a batch than a run waits before it says how far it is."""

    batch_size = 4

    def embed_passages(self, passages):
        time.sleep(0.15)
        return super().embed_passages(passages)


@pytest.fixture
def embedder():
    return Watched()


@pytest.fixture(scope="module")
def workers():
    with Workers(1) as running:
        yield running


@pytest.fixture
def store(tmp_path):
    with Home.open(tmp_path / "home") as home:
        yield home.space()


@pytest.fixture
def run(store, embedder, workers):
    def run(*paths: Path, **options) -> dict[str, Outcome]:
        embedder.texts.clear()
        options = {"workers": workers, **options}
        events = list(ingest(paths, store, options.pop("embedder", embedder), **options))
        outcomes = [event for event in events if isinstance(event, Outcome)]
        summary = events[-1]
        assert isinstance(summary, Summary) and Counter(o.status for o in outcomes) == Counter(summary.counts)
        assert summary.embedded == len(embedder.texts)
        return {outcome.path: outcome for outcome in outcomes}

    return run


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {path: outcome.status for path, outcome in outcomes.items()}


def found_by(store, word: str) -> list[str]:
    return sorted(hit.path for hit in store.keyword_search(extract_terms(word), 10))


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    (folder / "zebra.md").write_text("# Zebras\n\nA zebra has stripes.\n")
    (folder / "lion.txt").write_text("The lion sleeps at noon.\n")
    (folder / "sub/lion.txt").write_text("Another lion hunts at dusk.\n")
    return folder


def paragraphs(*changed: int) -> str:
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    lines = [" ".join(f"{words[(n * at) % 8]}{n}" for at in range(1, 60)) for n in range(12)]
    return "\n\n".join(line + (" edited." if n in changed else ".") for n, line in enumerate(lines))


def test_a_folder_is_taken_in_and_the_second_run_embeds_nothing(run, store, docs, embedder):
    assert statuses(run(docs)) == {"lion.txt": "added", "sub/lion.txt": "added", "zebra.md": "added"}
    assert len(embedder.texts) == 3 and found_by(store, "stripes") == ["zebra.md"]
    assert [document.title for document in store.documents()] == ["lion", "lion", "Zebras"]
    assert set(statuses(run(docs)).values()) == {"unchanged"}
    assert embedder.texts == []


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


def test_files_whose_names_are_not_utf_8_are_taken_in_and_known_again(run, docs, store):
    (docs / os.fsdecode(b"caf\xe9.txt")).write_text("Espresso.")
    assert run(docs)["caf\\xe9.txt"].status == "added" and found_by(store, "espresso") == ["caf\\xe9.txt"]
    assert run(docs)["caf\\xe9.txt"].status == "unchanged"


def test_a_name_whose_accents_are_composed_anew_is_the_same_document(run, docs, embedder):
    (docs / "mu\u0308ller.txt").write_text("Grain.")
    run(docs)
    (docs / "mu\u0308ller.txt").rename(docs / "m\u00fcller.txt")
    assert run(docs)["m\u00fcller.txt"].status == "renamed" and embedder.texts == []


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


def test_removals_do_not_wait_for_an_engine(run, docs, store, workers):
    run(docs)
    (docs / "zebra.md").unlink()
    (docs / "new.txt").write_text("New.")
    with pytest.raises(EngineUnreachable):
        list(ingest([docs], store, Watched(left=0), workers=workers))
    assert found_by(store, "stripes") == []


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


def test_a_file_that_changes_while_it_is_read_is_read_again(store, docs, embedder, tmp_path):
    changing = docs / "changing.txt"
    changing.write_text("Written once.")
    with Workers(1, loader="rewriting:load_and_rewrite") as workers:
        list(ingest([changing], store, embedder, workers=workers))
    assert found_by(store, "twice") == ["changing.txt"] and found_by(store, "once") == []
    assert [o.status for o in ingest([changing], store, embedder) if isinstance(o, Outcome)] == ["unchanged"]


def test_progress_counts_files_and_chunks(store, docs, embedder, workers):
    events = list(ingest([docs], store, embedder, workers=workers))
    last = [event for event in events if isinstance(event, Progress)][-1]
    assert (last.files_done, last.files_total, last.chunks_done, last.chunks_total) == (3, 3, 3, 3)


def test_a_file_that_takes_the_content_of_a_deleted_one_gets_its_text(run, docs, store, embedder):
    run(docs)
    shutil.copy(docs / "zebra.md", docs / "lion.txt")
    (docs / "zebra.md").unlink()
    assert statuses(run(docs)) == {"lion.txt": "updated", "sub/lion.txt": "unchanged", "zebra.md": "removed"}
    assert found_by(store, "stripes") == ["lion.txt"] and found_by(store, "noon") == []


def test_chunks_lie_where_they_say_in_the_pages_that_are_kept(run, docs, store):
    (docs / "long.txt").write_text(paragraphs())
    run(docs)
    for document in store.documents():
        pages, chunks = store.pages(document.id), store.chunks_of(document.id)
        assert [chunk.ordinal for chunk in chunks] == list(range(document.chunks))
        assert all(pages[chunk.page_index].text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
