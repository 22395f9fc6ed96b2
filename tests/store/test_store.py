"""One space: what is handed in shows all at once, and is found by meaning and by words."""

from __future__ import annotations

import threading

import pytest
from shelving import DIMENSIONS, direction, lines, new_id, paths, shelve, stage, texts

from kb.errors import EmbedderChanged, UnknownDocument
from kb.store.catalog.failures import Failure
from kb.store.home import Home
from kb.text.terms import extract_terms
from kb.types import Document, Heading, Page, Span


@pytest.fixture
def home(tmp_path):
    with Home.open(tmp_path / "home") as home:
        yield home


@pytest.fixture
def store(home):
    return home.space()


def test_a_document_is_found_by_meaning_and_by_words(store):
    shelve(store, "tea.txt", "green tea\nblack tea")
    shelve(store, "wine.txt", "red wine")
    assert texts(store.keyword_search(extract_terms("wine"), 5)) == ["red wine"]
    [best] = store.vector_search(direction("tea.txt\nblack tea"), 1)
    assert (best.path, best.chunk.text, round(best.score, 4)) == ("tea.txt", "black tea", 1.0)


def test_chinese_is_found_by_its_words(store):
    shelve(store, "报告.txt", "向量检索的延迟\n今天天气很好")
    assert texts(store.keyword_search(extract_terms("检索延迟"), 5)) == ["向量检索的延迟"]


def test_nothing_shows_before_flush(store):
    id = stage(store, "a.txt", "alpha")
    assert store.documents() == []
    assert store.keyword_search(["alpha"], 5) == []
    with pytest.raises(UnknownDocument):
        store.document(id)
    store.flush()
    assert [document.path for document in store.documents()] == ["a.txt"]


def test_a_new_version_takes_the_place_of_the_old_one(store):
    id = shelve(store, "a.txt", "alpha\nbeta")
    assert shelve(store, "a.txt", "alpha\ngamma") == id
    assert sorted(texts(store.keyword_search(["alpha", "beta", "gamma"], 5))) == ["alpha", "gamma"]
    assert [chunk.text for chunk in store.chunks_of(id)] == ["alpha", "gamma"]
    assert store.size() == 2


def test_an_edit_leaves_the_other_chunks_of_the_document_alone(store):
    shelve(store, "a.txt", "alpha\nbeta\ngamma")
    before = {found.chunk.text: found.chunk.id for found in store.keyword_search(["alpha", "beta", "gamma"], 5)}
    shelve(store, "a.txt", "new\nalpha\nbeta\ngamma changed")
    after = {found.chunk.text: found.chunk for found in store.keyword_search(["alpha", "beta", "gamma"], 5)}
    assert after["alpha"].id == before["alpha"]
    assert (after["alpha"].ordinal, after["alpha"].start) == (1, 4)


def test_pages_come_back_as_they_were_given(store):
    store.bind("toy", "toy of the tests", DIMENSIONS)
    cover = Page(
        "Report\x00\n2024", None, "i", (Heading(0, 1, "Report"),), (Span(0, 6),), (Span(7, 8),), "scanned \udcff"
    )
    document = Document("d1", "/files", "r.pdf", "0" * 64, 9, 7, "Réport", "application/pdf", 0, 0, "now", ("p. 2",))
    store.replace(document, [cover, Page("第二页", 1)], [])
    store.flush()
    assert store.pages("d1") == [cover, Page("第二页", 1)]
    assert store.page("d1", 1) == Page("第二页", 1)
    assert store.page("d1", None) == cover
    kept = store.document("d1")
    assert (kept.title, kept.pages, kept.chunks, kept.problems) == ("Réport", 2, 0, ("p. 2",))


def test_a_file_name_that_is_no_text_is_kept(store):
    id = shelve(store, "caf\udce9.txt", "coffee \ud800 house")
    assert store.document(id).path == "caf\udce9.txt"
    assert texts(store.keyword_search(extract_terms("coffee"), 1)) == ["coffee \ud800 house"]


def test_a_page_that_is_not_there_says_how_many_there_are(store):
    id = shelve(store, "a.txt", "alpha")
    with pytest.raises(UnknownDocument, match=r"a\.txt has no page 7\. It has 1\."):
        store.page(id, 7)


def test_a_chunk_that_is_not_where_it_says_is_refused(store):
    document = Document("d", "/files", "a", "0", 1, 1, "a", "text/plain", 0, 0, "now")
    with pytest.raises(ValueError, match="not where it says"):
        store.replace(document, [Page("alpha", 1)], lines("d", "a", "omega"))


def test_a_chunk_without_a_vector_is_refused(store):
    store.bind("toy", "toy of the tests", DIMENSIONS)
    document = Document("d", "/files", "a", "0", 1, 1, "a", "text/plain", 0, 0, "now")
    store.replace(document, [Page("alpha", 1)], lines("d", "a", "alpha"))
    with pytest.raises(ValueError, match="1 chunks have no vector"):
        store.flush()


def test_a_moved_document_keeps_its_id_and_its_chunks(store):
    id = shelve(store, "a.txt", "alpha")
    store.move(id, "/files", "b.txt")
    assert paths(store.keyword_search(["alpha"], 5)) == ["b.txt"]
    assert new_id(store, "/files", "b.txt") == id
    newcomer = shelve(store, "a.txt", "another alpha")
    assert newcomer != id
    assert sorted(paths(store.keyword_search(["alpha"], 5))) == ["a.txt", "b.txt"]


def test_a_search_gives_the_path_that_a_document_has_now(store):
    id = shelve(store, "a.txt", "alpha")
    assert find_paths(store, "alpha") == ["a.txt"]
    store.move(id, "/files", "b.txt")
    assert find_paths(store, "alpha") == ["b.txt"]
    store.remove(id)
    shelve(store, "c.txt", "alpha")
    assert find_paths(store, "alpha") == ["c.txt"]


def find_paths(store, term: str) -> list[str]:
    with store.find_candidates(None, [term], 5) as found:
        return [one.path for one in found]


def test_an_id_is_the_same_for_the_same_place_and_another_for_another(store):
    assert new_id(store, "/files", "a.txt") == new_id(store, "/files", "a.txt")
    assert new_id(store, "/files", "a.txt") != new_id(store, "/other", "a.txt")


def test_spaces_do_not_see_each_other(home):
    one, other = home.space("研发 / lab".replace(" / ", " "), create=True), home.space("default")
    shelve(one, "a.txt", "alpha")
    shelve(other, "a.txt", "alpha")
    id = one.documents()[0].id
    assert id != other.documents()[0].id
    assert len(one.keyword_search(["alpha"], 5)) == len(one.vector_search(direction("a.txt\nalpha"), 5)) == 1
    with pytest.raises(UnknownDocument):
        other.pages(id)
    assert other.chunks([chunk.id for chunk in one.chunks_of(id)]) == {}


def test_another_embedder_is_refused_with_what_to_type(store):
    store.bind("builtin", "one", 4)
    store.bind("builtin", "one", 4)
    with pytest.raises(EmbedderChanged, match="KB_EMBED=builtin"):
        store.bind("ollama:nomic-embed-text", "two", 8)
    assert store.embedder == ("builtin", "one", 4)


def test_the_way_to_another_embedder_is_a_command_that_there_is(store):
    store.bind("builtin", "one", 4)
    with pytest.raises(EmbedderChanged) as caught:
        store.bind("ollama:bge-m3", "two", 8)
    assert "kb --space NAME --embed ollama:bge-m3 ingest" in caught.value.hint


def test_counts_and_size_are_of_chunks(store):
    shelve(store, "a.txt", "alpha beta\nalpha\ngamma")
    assert store.term_counts(["alpha", "gamma", "none"]) == {"alpha": 2, "gamma": 1, "none": 0}
    assert store.size() == 3
    shelve(store, "b.txt", "gamma")
    assert store.term_counts(["alpha", "gamma"]) == {"alpha": 2, "gamma": 2}
    assert store.size() == 4


def test_the_generation_grows_with_every_visible_change(store):
    seen = [store.generation]
    id = stage(store, "a.txt", "alpha")
    assert store.generation == seen[0]
    for change in (store.flush, lambda: store.move(id, "/files", "b.txt"), lambda: store.remove(id)):
        change()
        seen.append(store.generation)
    assert seen == sorted(set(seen))


def test_the_last_failure_of_a_file_is_kept_until_it_can_be_read(store):
    store.fail("/files", "a.pdf", "digest", "It is empty.", "loaders 1")
    store.fail("/files", "a.pdf", "digest", "It is encrypted.", "loaders 2")
    store.fail("/files", "b.pdf", "other", "It is empty.", "loaders 2")
    assert store.failures() == [
        Failure("/files", "a.pdf", "digest", "It is encrypted.", "loaders 2"),
        Failure("/files", "b.pdf", "other", "It is empty.", "loaders 2"),
    ]
    store.forget_failure("/files", "b.pdf")
    shelve(store, "a.pdf", "alpha")
    assert store.failures() == []


def test_an_empty_space_answers_every_question(store):
    assert store.embedder is None
    assert store.vector_search(direction("x"), 5) == []
    assert store.keyword_search(["alpha"], 5) == []
    assert store.keyword_search([], 5) == []
    store.tidy()


def test_out_of_date_hits_make_way_for_current_ones(tmp_path):
    doomed: list[str] = []
    left_behind: list[str] = []

    def fail_at(step: str) -> None:
        if doomed and step == "after the catalog":
            raise InterruptedError

    with Home.open(tmp_path / "home", at_step=fail_at) as home:
        store = home.space()
        for number in range(6):
            shelve(store, f"{number}.txt", "alpha " * (6 - number))
        doomed += [document.id for document in store.documents()[:4]]
        for id in doomed:
            left_behind += [chunk.id for chunk in store.chunks_of(id)]
            with pytest.raises(InterruptedError):
                store.remove(id)
        assert len(left_behind) == 4
        assert paths(store.keyword_search(["alpha"], 2)) == ["4.txt", "5.txt"]
        assert sorted(paths(store.vector_search(direction("0.txt\nalpha"), 2))) == ["4.txt", "5.txt"]


def test_many_threads_read_while_one_writes(store):
    shelve(store, "kept.txt", "alpha kept")
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                assert "kept.txt" in paths(store.keyword_search(["kept"], 3))
                assert store.vector_search(direction("kept.txt\nalpha kept"), 1)[0].path == "kept.txt"
                for document in store.documents():
                    versions = {chunk.text.split()[1] for chunk in store.chunks_of(document.id)}
                    assert len(versions) == 1
        except UnknownDocument:
            pass  # removed between the list and the look
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for round in range(5):
        id = shelve(store, "changing.txt", "\n".join(f"line v{round} {n}" for n in range(20)))
    store.remove(id)
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
