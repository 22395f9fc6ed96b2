"""The first hits read again, two sentences at a time."""

from dataclasses import replace

import pytest

from kb.search.query import understand_question
from kb.search.rerank import rerank_hits
from kb.search.search import best, hits_for, search
from kb.search.similarity import Nearness

LEAVE = "How many days of paid leave do teammates get?"


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


def test_the_hit_whose_sentences_are_nearest_comes_first(library, embedder):
    nearness = Nearness(understand_question(LEAVE, library, embedder), embedder)
    [leave, other, *_] = hits_for(nearness.asked, library, 5)
    assert "30 days" in leave.chunk.text
    even = [replace(hit, score=0.5) for hit in (other, leave)]
    first, second = rerank_hits(even, nearness)
    assert first.chunk == leave.chunk
    assert first.score > second.score


def test_a_hit_is_read_once_whoever_asks(library, embedder):
    counting = Counting(embedder)
    nearness = Nearness(understand_question(LEAVE, library, counting), counting)
    hits = best(nearness, library, 3)
    read = len(counting.texts)
    assert read > 3
    assert nearness.nearest(hits[0]) == max(pair.cosine for pair in nearness.pairs(hits[0])) > 0.5
    assert len(counting.texts) == read


def test_what_is_not_read_again_stays_behind_what_is(library, embedder):
    hits = search(LEAVE, library, embedder, 12)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


@pytest.mark.parametrize("options", [{"rerank": False}, {"mode": "keyword"}, {"mode": "vector"}])
def test_without_it_nothing_is_embedded_but_the_question(library, embedder, options):
    counting = Counting(embedder)
    assert search(LEAVE, library, counting, **options)
    assert counting.texts == []


def test_a_question_that_the_embedder_does_not_know_keeps_its_order(library, embedder):
    counting = Counting(embedder)
    hits = search("员工每年有几天带薪假期？", library, counting)
    assert "三十天" in hits[0].chunk.text
    assert counting.texts == []
