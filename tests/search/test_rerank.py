"""The first hits read again, two sentences at a time."""

from dataclasses import replace

import pytest
from library import fill

from kb.answer.quotes.quotes import choose_quotes
from kb.answer.selection.selection import rank_statements
from kb.search.query import understand_question
from kb.search.rerank import rerank_hits
from kb.search.search import find_best_hits, find_hits, search
from kb.search.similarity import Nearness
from kb.search.sufficiency import weigh_evidence
from kb.store.home import Home

LEAVE = "How many days of paid leave do teammates get?"
SAID = "Teammates get 30 days of paid leave a year."


class Counting:
    """An embedder that counts what it is given."""

    def __init__(self, inner):
        self.inner = inner
        self.texts = []

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def embed_documents(self, texts):
        self.texts += texts
        return self.inner.embed_documents(texts)

    def embed_foreign(self, text, *, mixed=False):
        return None

    def embed_query(self, text):
        self.texts.append(text)
        return self.inner.embed_query(text)


def test_the_hit_whose_sentences_are_nearest_comes_first(library, embedder):
    nearness = Nearness(understand_question(LEAVE, library, embedder), library)
    [leave, other, *_] = find_hits(nearness.asked, library, 5)
    assert "30 days" in leave.chunk.text
    even = [replace(hit, score=0.5) for hit in (other, leave)]
    first, second = rerank_hits(even, nearness)
    assert first.chunk == leave.chunk
    assert first.score > second.score


def test_nothing_is_embedded_but_the_question(library, embedder):
    counting = Counting(embedder)
    nearness = Nearness(understand_question(LEAVE, library, counting), library)
    hits = find_best_hits(nearness, library, 3)
    assert nearness.nearest(hits[0]) == max(pair.cosine for pair in nearness.pairs(hits[0])) > 0.5
    assert weigh_evidence(nearness, hits)
    assert rank_statements(nearness.asked, hits, library, counting)[0].statement.text == SAID
    assert counting.texts == [LEAVE]


def test_the_best_statement_is_quoted_however_little_it_says(library, embedder):
    nearness = Nearness(understand_question(LEAVE, library, embedder), library)
    best_one, *_ = rank_statements(nearness.asked, find_best_hits(nearness, library, 3), library, embedder)
    [quote] = choose_quotes([replace(best_one, score=-0.1)], library)
    assert quote.choice.statement.text == SAID


def test_hits_of_a_space_without_windows_keep_their_order_and_count_by_their_own_vectors(tmp_path, embedder):
    counting = Counting(embedder)
    counting.windows = False
    with Home.open(tmp_path) as home:
        store = fill(home.space(), counting, {"Leave.md": f"{SAID}\n\nSick leave needs a doctor's note."})
        counting.texts.clear()
        nearness = Nearness(understand_question(LEAVE, store, counting), store)
        hits = find_best_hits(nearness, store, 3)
        assert hits == find_hits(nearness.asked, store, 3)
        assert {pair.cosine for pair in nearness.pairs(hits[0])} == {hits[0].similarity}
        assert rank_statements(nearness.asked, hits, store, counting)[0].statement.text == SAID
    assert counting.texts == [LEAVE]


def test_what_is_not_read_again_stays_behind_what_is(library, embedder):
    hits = search(LEAVE, library, embedder, 12)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


@pytest.mark.parametrize(("options", "embedded"), [({"rerank": False}, [LEAVE]), ({"mode": "keyword"}, [])])
def test_a_search_by_words_embeds_nothing(library, embedder, options, embedded):
    counting = Counting(embedder)
    assert search(LEAVE, library, counting, **options)
    assert counting.texts == embedded


def test_a_question_that_the_embedder_does_not_know_keeps_its_order(library, embedder):
    counting = Counting(embedder)
    hits = search("员工每年有几天带薪假期？", library, counting)
    assert "三十天" in hits[0].chunk.text
    assert counting.texts == []
