"""What was removed is gone from the bytes of every file of the home."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from shelving import DIMENSIONS, direction, new_id, paths, shelve, stage

from kb.errors import UnknownDocument
from kb.store.home import INDEXES, Home
from kb.store.receipts import Receipt

SECRET = "Zugangscode"
INDEXED = replace(INDEXES, compared=0)  # so that vectors lie in Chroma, however small the space
HEX = "0123456789abcdef"


def files_with(needle: bytes, home: Path) -> list[str]:
    return [file.name for file in home.rglob("*") if file.is_file() and needle in file.read_bytes()]


def files_with_vector(vector, home: Path) -> list[str]:
    """Files that hold the vector as float32 numbers, at whatever offset, to the fifth digit."""
    with numpy.errstate(all="ignore"):
        return [file.name for file in home.rglob("*") if file.is_file() and _holds(file.read_bytes(), vector)]


def _holds(content: bytes, vector) -> bool:
    for offset in range(4):
        numbers = numpy.frombuffer(content[offset : offset + (len(content) - offset) // 4 * 4], "<f4")
        same = numpy.ones(max(len(numbers) - 3, 0), bool)
        for place in range(3):
            same &= numpy.abs(numbers[place : len(numbers) - 3 + place] - vector[place]) < 1e-5
        if same.any():
            return True
    return False


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "home"


def filled(store) -> str:
    for number in range(12):
        stage(store, f"other{number}.txt", "\n".join(f"line {n} of document {number}" for n in range(5)))
    return shelve(store, f"{SECRET}-name.txt", f"the {SECRET} is Rapunzel\n{'long ' * 3000}\nsecond line")


def secrets() -> list:
    return [direction(f"{SECRET}-name.txt\nthe {SECRET} is Rapunzel"), direction(f"{SECRET}-name.txt\nsecond line")]


@pytest.mark.parametrize("types", [INDEXES, INDEXED])
def test_a_removed_document_leaves_no_byte_behind(folder, types):
    with Home.open(folder, types=types) as home:
        id = filled(home.space())
        home.space().remove(new_id(home.space(), "/files", "other0.txt"))
    [vector, other] = secrets()
    assert "catalog.sqlite3" in files_with(SECRET.encode(), folder)
    assert "catalog.sqlite3" in files_with_vector(vector, folder)
    assert ("data_level0.bin" in files_with_vector(vector, folder)) is (types is INDEXED)
    with Home.open(folder, types=types) as home:
        receipt = home.space().remove(id)
        assert receipt == Receipt(id, f"{SECRET}-name.txt", 1, 3, 3, 3, 3, complete=True)
        for needle in (SECRET, SECRET.lower(), "Rapunzel", "rapunzel"):
            assert files_with(needle.encode(), folder) == []
        assert files_with_vector(vector, folder) == files_with_vector(other, folder) == []
        with pytest.raises(UnknownDocument):
            home.space().document(id)
        assert len(home.space().vector_search(vector, 300)) == home.space().size() == 55
    assert files_with(SECRET.encode(), folder) == files_with_vector(vector, folder) == []


def test_many_removals_are_erased_together_by_tidy(folder):
    with Home.open(folder) as home:
        store = home.space()
        id = filled(store)
        receipt = store.remove(id, erase=False)
        assert not receipt.complete
        assert store.keyword_search([SECRET.lower()], 5) == []
        store.tidy()
        assert files_with(SECRET.lower().encode(), folder) == files_with(SECRET.encode(), folder) == []
        assert files_with_vector(secrets()[0], folder) == []


def test_a_paragraph_that_was_edited_away_is_erased_by_tidy(folder):
    with Home.open(folder) as home:
        filled(home.space())
    with Home.open(folder) as home:
        store = home.space()
        shelve(store, f"{SECRET}-name.txt", "nothing to see\nsecond line")
        store.tidy()
        assert files_with(b"Rapunzel", folder) == []
        assert files_with_vector(secrets()[0], folder) == []
        assert files_with_vector(secrets()[1], folder) != []


def test_erasure_that_was_cut_off_is_finished_by_the_next_tidy(folder):
    for point in ("before the new words", "before the vectors are wiped", "before the catalog is wiped"):

        def fail(at: str, point: str = point) -> None:
            if at == point:
                raise InterruptedError

        with Home.open(folder, at_step=fail) as home:
            id = filled(home.space())
            with pytest.raises(InterruptedError):
                home.space().remove(id)
        with Home.open(folder) as home:
            assert home.space().keyword_search([SECRET.lower()], 5) == []
            home.space().tidy()
            assert files_with(SECRET.lower().encode(), folder) == files_with(SECRET.encode(), folder) == []
            assert files_with_vector(secrets()[0], folder) == []


def test_text_that_two_documents_share_stays_with_the_other(folder):
    with Home.open(folder) as home:
        store, other = home.space(), home.space("other", create=True)
        for space in (store, other):
            shelve(space, "same.txt", "shared words")
        first = shelve(store, "same.txt", "shared words", root="/copy")
        vector = direction("same.txt\nshared words")
        assert store.remove(first).vectors == 0
        assert paths(store.vector_search(vector, 5)) == ["same.txt"]
        assert store.remove(store.documents()[0].id).vectors == 1
        assert paths(other.vector_search(vector, 5)) == ["same.txt"]
        assert other.remove(other.documents()[0].id).vectors == 1
        assert files_with_vector(vector, folder) == []


@pytest.mark.parametrize(("types", "file"), [(INDEXES, "*/high.bin"), (INDEXED, "*/*/data_level0.bin")])
def test_removing_most_of_a_space_gives_the_room_back(folder, types, file):
    with Home.open(folder, types=types) as home:
        store = home.space()
        shelve(store, "small.txt", "alpha\nbeta")
        large = shelve(store, "large.txt", "\n".join(str(line) for line in range(1100)))
        store.tidy()
        before = sum(file.stat().st_size for file in folder.glob(f"vectors/{file}"))
        store.remove(large)
        assert len(store.vector_search(direction("x"), 1000)) == 2
    assert sum(file.stat().st_size for file in folder.glob(f"vectors/{file}")) < before / 2


def test_a_document_without_text_is_removed_too(folder):
    with Home.open(folder) as home:
        id = shelve(home.space(), "empty.txt", "x")
        home.space().remove(id)
        assert home.space().documents() == []
        assert home.space().vector_search(numpy.ones(DIMENSIONS, numpy.float32), 3) == []
