"""Word files of before 2007: prices.doc was saved by LibreOffice, as "Microsoft Word 97"."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load
from ingest.loaders.office.doc_looks import PLAIN, DocStyle, change_look, read_modifiers
from ingest.loaders.office.doc_tables import DocRow, place_rows
from ingest.loaders.ole import open_container
from kb.errors import Unreadable
from tests.loaders.containers import write_container

LEGACY = Path(__file__).parent / "legacy"


@pytest.fixture(scope="module")
def prices() -> LoadedFile:
    return load(LEGACY / "prices.doc")


def test_struck_hidden_white_tiny_and_deleted_words_of_an_old_word_file_are_left_out(prices):
    text = prices.pages[0].text
    assert "The day rate is 1,050 euros a day.\n" in text
    assert "Half a day is 600 euros; a week 4,800 euros.\n" in text
    assert "Nobody sees here." in text
    assert "| Oslo | Winter | 120 |" in text
    for gone in ("900", "500", "4,000", "110", "The floor", "white", "tiny", "7 cents"):
        assert gone not in text


def test_what_is_left_out_of_an_old_word_file_is_counted(prices):
    assert prices.problems == (
        "text that is struck through: left out (4 places)",
        "hidden text: left out (3 places)",
    )


def test_raised_and_lowered_figures_of_an_old_word_file_keep_their_value(prices):
    assert "Cells: 5 × 10⁶ per litre of H₂O." in prices.pages[0].text


def test_notes_comments_boxes_and_margins_of_an_old_word_file_are_read(prices):
    text = prices.pages[0].text
    assert text.startswith("Consulting prices, valid from May\n\nRates\n\n")
    assert text.endswith("\n\nSaid in a box.\n\nNordwind GmbH, Kiel")
    assert "a day.\n\nWithout travel.\n\nHalf a day" in text
    assert "\n\nComment by Nils Berg: Ask the lab.\n\n" in text


def test_an_old_word_file_has_its_headings_links_and_tables(prices):
    page = prices.pages[0]
    assert [(heading.level, heading.title) for heading in page.headings] == [(1, "Rates")]
    assert "Book at the portal (https://travel.example.org/book)." in page.text
    assert "| Place | 2024 | 2024 |\n| --- | --- | --- |\n| Oslo | Summer | 180 |\n| Oslo | Winter | 120 |" in page.text


def test_an_old_word_file_says_who_wrote_it_and_when(prices):
    assert prices.title == "Price list"
    said = prices.properties
    assert (said.author, said.created, said.edited) == ("Greta Holm", "2024-09-17T10:00:00", "2024-09-18T11:30:00")


def test_a_file_of_word_that_is_cut_off_or_scrambled_says_so_or_is_read(tmp_path):
    whole = (LEGACY / "prices.doc").read_bytes()
    for number in range(300):
        damaged = bytearray(whole)
        start = (number * 7919) % (len(whole) - 600) + 512
        damaged[start : start + 4] = struct.pack("<I", number * 2654435761 & 0xFFFFFFFF)
        (tmp_path / "a.doc").write_bytes(damaged[: len(whole) - (number % 3) * 2000])
        try:
            load(tmp_path / "a.doc")
        except Unreadable as error:
            assert re.match("is (damaged|encrypted|empty|not really)", str(error))


def test_a_style_that_is_struck_can_be_taken_back_for_some_letters():
    styles = [DocStyle(0, change_look(PLAIN, [(0x0837, b"\1")], ()))]
    look = styles[0].look
    assert look.struck
    assert not change_look(look, [(0x0837, b"\0")], styles).struck
    assert not change_look(look, [(0x0837, b"\x81")], styles).struck
    assert change_look(look, [(0x0837, b"\x80")], styles).struck


def test_modifiers_that_are_cut_off_are_left_out():
    assert list(read_modifiers(b"\x37\x08\x01\x48\x2a")) == [(0x0837, b"\x01")]
    assert list(read_modifiers(b"\x08\xd6\xff\xff\x01")) == []


def test_rows_that_begin_late_or_are_drawn_hardly_apart_keep_their_columns():
    rows = [
        DocRow(["Place", "Summer", "Winter"], (0, 1000, 2000, 3000), (False,) * 3),
        DocRow(["180", "120"], (1010, 2000, 3010), (False,) * 2),
    ]
    assert [row.cells for row in place_rows(rows)] == [["Place", "Summer", "Winter"], ["", "180", "120"]]


def test_a_container_whose_chains_run_in_a_ring_is_read_to_its_length():
    data = bytearray((LEGACY / "prices.doc").read_bytes())
    [table] = struct.unpack_from("<I", data, 76)
    for at in range(0, 512, 4):
        struct.pack_into("<I", data, (table + 1) * 512 + at, 1)
    top = open_container(bytes(data))
    assert top is None or all(len(top.read(name)) <= len(data) for name in top.names)


def word6(text: bytes, *, number: int = 101, flags: int = 0, pieces: bytes = b"") -> bytes:
    main = bytearray(1024)
    struct.pack_into("<HH", main, 0, 0xA5DC, number)
    struct.pack_into("<H", main, 10, flags)
    struct.pack_into("<II", main, 24, 1024, 1024 + len(text))
    struct.pack_into("<II", main, 352, 1024 + len(text), len(pieces))
    return write_container({"WordDocument": bytes(main) + text + pieces})


def test_a_file_of_before_word_97_is_read_and_says_that_its_looks_are_not_known(tmp_path):
    text = "Größe der Räume\rOslo\x07180\x07\x07Bergen\x07150\x07\x07See \x13HYPERLINK x\x14there\x15.\r".encode(
        "cp1252"
    )
    (tmp_path / "old.doc").write_bytes(word6(text))
    result = load(tmp_path / "old.doc")
    assert result.pages[0].text == "Größe der Räume\n\nOslo | 180\n\nBergen | 150\n\nSee there."
    assert result.problems == (
        "is of before Word 97: what is struck through or hidden in it is read like the rest: save it as .docx",
    )


def test_a_file_of_word_95_that_was_saved_fast_is_read_in_the_order_of_its_pieces(tmp_path):
    text = "is 900 euros.The rent ".encode("utf-16-le")
    places = struct.pack("<III", 0, 9, 22) + struct.pack("<HIH", 0, 1024 + 26, 0) + struct.pack("<HIH", 0, 1024, 0)
    pieces = b"\x02" + struct.pack("<I", len(places)) + places
    (tmp_path / "fast.doc").write_bytes(word6(text, number=104, flags=0x1004, pieces=pieces))
    assert load(tmp_path / "fast.doc").pages[0].text == "The rent is 900 euros."


def test_a_file_of_word_2_in_a_container_is_refused(tmp_path):
    (tmp_path / "older.doc").write_bytes(word6(b"Rent", number=45))
    with pytest.raises(Unreadable, match="of a form too old to be read"):
        load(tmp_path / "older.doc")


def test_streams_are_found_however_their_names_are_written(tmp_path):
    assert open_container(write_container({"WORDDOCUMENT": b"x"})).read("WordDocument")[:2] == b"x\0"
