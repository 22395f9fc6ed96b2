"""The index of words: what is asked of it, and how one of an earlier version goes on serving."""

import time

import pytest
import tantivy

from kb.store.tantivy import TantivyIndex

LEAVE, STAPLER, EAGLE = ("00ff" * 8, "7f" * 16, "ffee" * 8)  # with numbers of either sign


def make_index_of_before(folder, chunks):
    """As it was before ids had columns: they were read from the stored documents."""
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", stored=True, tokenizer_name="terms", index_option="freq")
    index = tantivy.Index(builder.build(), path=str(folder))
    index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(num_threads=1)
    for id, terms in chunks:
        writer.add_document(tantivy.Document(id=id, terms=terms))
    writer.commit()
    writer.wait_merging_threads()


def test_chunks_are_found_by_their_terms_the_rarest_first(tmp_path):
    words = TantivyIndex(tmp_path / "words")
    words.add([(LEAVE, "paid leav"), (STAPLER, "paid stapler"), (EAGLE, "paid paid leav leav leav")])
    words.commit()
    assert [id for id, _ in words.search(["stapler"], 9)] == [STAPLER]
    assert {id for id, _ in words.search(["leav", "paid"], 9)} == {LEAVE, STAPLER, EAGLE}
    assert len(words.search(["paid"], 2)) == 2
    words.close()


def test_an_index_of_before_finds_and_takes_in_and_deletes(tmp_path):
    make_index_of_before(tmp_path / "words", [(LEAVE, "paid leav"), (STAPLER, "stapler")])
    words = TantivyIndex(tmp_path / "words")
    assert [id for id, _ in words.search(["leav"], 9)] == [LEAVE]
    assert [id for id, _ in words.search(["stapler"], 9)] == [STAPLER]
    words.add([(EAGLE, "eagl")])
    words.delete([STAPLER])
    words.commit()
    words.probe()
    assert words.ids() >= {LEAVE, EAGLE}
    assert [words.search([term], 9) for term in ("stapler", "xyz")] == [[], []]
    assert [id for id, _ in words.search(["eagl"], 9)] == [EAGLE]
    words.close()


def test_an_index_of_before_gets_columns_when_it_is_written_anew(tmp_path):
    make_index_of_before(tmp_path / "before", [(LEAVE, "paid leav"), (STAPLER, "stapler")])
    before, fresh = TantivyIndex(tmp_path / "before"), TantivyIndex(tmp_path / "fresh")
    before.copy_to(fresh)
    before.close()
    fresh.close()
    again = TantivyIndex(tmp_path / "fresh")
    assert again.ids() == {LEAVE, STAPLER}
    assert [id for id, _ in again.search(["leav"], 9)] == [LEAVE]
    assert [id for id, _ in again.search(["stapler"], 9)] == [STAPLER]
    again.close()


def test_what_follows_an_interrupt_finds_the_index_unlocked(tmp_path):
    """As long as an interrupt was handled, its traceback held the writer, and so the folder's lock."""

    def chunks_until_ctrl_c():
        yield LEAVE, "leav"
        raise KeyboardInterrupt

    words = TantivyIndex(tmp_path / "words")
    words.add([(STAPLER, "stapler")])
    words.commit()
    with pytest.raises(KeyboardInterrupt):
        try:
            words.add(chunks_until_ctrl_c())
        finally:
            words.add([(EAGLE, "eagl")])
            words.commit()
    assert words.ids() == {STAPLER, EAGLE}
    words.close()


def test_no_thread_of_its_own_reads_the_folder_again(tmp_path):
    """One that had read it before a commit showed afterwards what was there before: nothing of 30 chunks was found."""
    index = TantivyIndex(tmp_path)
    index.add([(f"{1:032x}", "alpha")])
    index.commit()
    beside = tantivy.Index.open(str(tmp_path))
    beside.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.close()
    writer = beside.writer(15_000_000, num_threads=1)
    writer.delete_all_documents()
    writer.commit()
    time.sleep(1.5)  # the folder is looked at every half second
    assert index.count() == 1


def test_an_index_that_is_closed_writes_nothing_more(tmp_path):
    words = TantivyIndex(tmp_path / "words")
    for commit in range(8):  # from so many segments on they are merged
        words.add((f"{commit:02x}{chunk:030x}", f"leav {chunk} {commit + chunk}") for chunk in range(4000))
        words.commit()
    words.add([(STAPLER, "stapler")])
    words.close()
    left = sorted(file.name for file in words.folder.iterdir())
    time.sleep(0.3)
    assert sorted(file.name for file in words.folder.iterdir()) == left
    again = TantivyIndex(words.folder)
    assert (again.count(), again.counts(["stapler"])) == (32000, {"stapler": 0})
