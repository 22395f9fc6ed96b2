"""Vectors that were turned have the same products as rows, however many of them were turned so far."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

from kb.store.flat import FlatIndex
from kb.store.turned_vectors import ZERO, TurnedVectors

DIMENSIONS = 48


def some_rows(count: int):
    rows = numpy.random.default_rng(5).integers(1, 256, (count, DIMENSIONS), dtype=numpy.uint8)
    rows[::7], rows[1::7] = 255, 1  # the largest sums that there are
    return rows


def some_question():
    question = numpy.random.default_rng(6).integers(-63, 64, DIMENSIONS).astype(numpy.int8)
    question[:2] = 63, -63
    return question


def products(rows, question):
    return (rows.astype(numpy.int64) - ZERO) @ question.astype(numpy.int64)


@pytest.mark.parametrize("turns", [True, False])
def test_products_are_exact_whatever_part_is_turned_and_however_the_rows_grow(turns):
    rows, question, turned = some_rows(45_000), some_question(), TurnedVectors(turns=turns)
    for count in (0, 3, 5_001, 8_192, 45_000, 45_000, 45_000, 20_000):
        assert numpy.array_equal(turned.multiply(rows[:count], question), products(rows[:count], question))


def test_many_threads_may_ask_at_a_time():
    rows, question, turned = some_rows(45_000), some_question(), TurnedVectors()
    expected = products(rows, question)
    with ThreadPoolExecutor(8) as pool:
        for got in pool.map(lambda _: turned.multiply(rows, question), range(32)):
            assert numpy.array_equal(got, expected)


def test_what_is_deleted_after_it_was_turned_is_found_no_more(tmp_path):
    vectors = numpy.random.default_rng(7).normal(size=(9_000, DIMENSIONS)).astype(numpy.float32)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    index, ids = FlatIndex(tmp_path, DIMENSIONS), [f"{number:032x}" for number in range(9_000)]
    index.add(ids, vectors)
    assert index.search(vectors[10], 1)[0][0] == ids[10]
    index.delete([ids[10]])
    assert ids[10] not in {id for id, _ in index.search(vectors[10], 60)}
    index.add([ids[10]], vectors[10:11])
    assert index.search(vectors[10], 1)[0][0] == ids[10]
