"""Vectors that are packed have about the products of rows, however many of them are packed so far."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

from kb.store.flat import FlatIndex
from kb.store.packed_vectors import ZERO, PackedVectors

DIMENSIONS = 47
NEAR = 0.02  # of a question's length and a row's: what half a byte leaves out


def some_rows(count: int):
    return numpy.random.default_rng(5).integers(1, 256, (count, DIMENSIONS), dtype=numpy.uint8)


def some_question():
    question = numpy.random.default_rng(6).normal(size=DIMENSIONS).astype(numpy.float32)
    return question / numpy.linalg.norm(question)


def cosines(products, rows):
    return products / numpy.linalg.norm(rows.astype(float) - ZERO, axis=1)


def compare(rows, question):
    return cosines((rows.astype(float) - ZERO) @ question, rows)


@pytest.mark.parametrize("packs", [True, False])
def test_products_are_near_whatever_part_is_packed_and_however_the_rows_grow(packs):
    rows, question, packed = some_rows(45_000), some_question(), PackedVectors(packs=packs)
    for count in (3, 5_001, 8_192, 45_000, 45_000, 45_000, 20_000):
        errors = cosines(packed.multiply(rows[:count], question), rows[:count]) - compare(rows[:count], question)
        assert errors.std() < NEAR and abs(errors.mean()) < NEAR / 10 and abs(errors).max() < 5 * NEAR


def test_no_rows_have_no_products():
    assert PackedVectors().multiply(some_rows(0), some_question()).tolist() == []


def test_many_threads_may_ask_at_a_time():
    rows, question, packed = some_rows(45_000), some_question(), PackedVectors()
    expected = compare(rows, question)
    with ThreadPoolExecutor(8) as pool:
        for got in pool.map(lambda _: packed.multiply(rows, question), range(32)):
            assert (cosines(got, rows) - expected).std() < NEAR


def test_what_is_deleted_after_it_was_packed_is_found_no_more(tmp_path):
    vectors = numpy.random.default_rng(7).normal(size=(9_000, DIMENSIONS)).astype(numpy.float32)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    index, ids = FlatIndex(tmp_path, DIMENSIONS), [f"{number:032x}" for number in range(9_000)]
    index.add(ids, vectors)
    assert index.search(vectors[10], 1)[0][0] == ids[10]
    index.delete([ids[10]])
    assert ids[10] not in {id for id, _ in index.search(vectors[10], 60)}
    index.add([ids[10]], vectors[10:11])
    assert index.search(vectors[10], 1)[0][0] == ids[10]


def test_the_nearest_are_found_where_one_number_of_each_vector_outweighs_all_others(tmp_path):
    random = numpy.random.default_rng(8)
    vectors = random.normal(size=(20_000, 64)).astype(numpy.float32)
    vectors[:, 0] = 12  # half a byte tells next to nothing of the others
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    index = FlatIndex(tmp_path, 64)
    index.add([f"{number:032x}" for number in range(len(vectors))], vectors)
    for question in random.normal(size=(10, 64)).astype(numpy.float32):
        exact = vectors @ (question / numpy.linalg.norm(question))
        found = [exact[int(id, 16)] for id, _ in index.search(question, 60)]
        assert numpy.allclose(found, numpy.sort(exact)[::-1][:60], atol=1e-4)
