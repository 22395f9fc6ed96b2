"""Presentations of before 2007: lake.ppt was saved by LibreOffice, as "Microsoft PowerPoint 97", less its thumbnail."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from ingest.loaders.formats import LoadedFile
from ingest.loaders.load import load
from ingest.loaders.office.ppt_records import Record
from ingest.loaders.office.ppt_shapes import read_shapes
from ingest.loaders.ole import open_container
from kb.errors import Unreadable
from tests.loaders.containers import write_container

LEGACY = Path(__file__).parent / "legacy"


@pytest.fixture(scope="module")
def lake() -> LoadedFile:
    return load(LEGACY / "lake.ppt")


def test_a_slide_of_an_old_presentation_is_a_page_with_its_title_table_notes_and_comment(lake):
    assert [(page.number, page.text) for page in lake.pages] == [
        (
            1,
            "The lake in May\n\n"
            "Cells: 5 × 10⁶ per litre of H₂O\nSee the data (https://lake.example.org/data)\n\n"
            "| Place | 2024 | 2024 |\n| --- | --- | --- |\n| North | May | 12 |\n\n"
            "Nordwind GmbH\n\nComment by Nils Berg: Ask the lab.\n\nNotes\n\nSay that May was dry.",
        ),
        (2, ""),
        (3, "End"),
    ]
    assert [heading.title for heading in lake.pages[0].headings] == ["The lake in May", "Notes"]


def test_a_hidden_slide_of_an_old_presentation_is_left_out_and_said(lake):
    assert lake.problems[0] == "slide 2 is hidden: left out"


def test_an_old_presentation_has_its_own_title_and_author(lake):
    assert (lake.title, lake.properties.author, lake.properties.created) == (
        "Lake report", "Greta Holm", "2024-09-17T10:00:00",
    )  # fmt: skip


def test_an_old_presentation_that_is_cut_off_or_scrambled_says_so_or_is_read(tmp_path):
    whole = (LEGACY / "lake.ppt").read_bytes()
    for number in range(300):
        damaged = bytearray(whole)
        start = (number * 7919) % (len(whole) - 600) + 512
        damaged[start : start + 4] = struct.pack("<I", number * 2654435761 & 0xFFFFFFFF)
        (tmp_path / "a.ppt").write_bytes(damaged[: len(whole) - (number % 3) * 4000])
        try:
            load(tmp_path / "a.ppt")
        except Unreadable as error:
            assert re.match("is (damaged|encrypted|empty|not really)", str(error))


def test_a_presentation_whose_list_of_saves_runs_in_a_ring_is_read(tmp_path):
    data = bytearray((LEGACY / "lake.ppt").read_bytes())
    at = data.index(struct.pack("<HHI", 0, 0x0FF5, 28))
    struct.pack_into("<I", data, at + 8 + 8, at - 512)  # the save before is this one
    (tmp_path / "ring.ppt").write_bytes(data)
    assert load(tmp_path / "ring.ppt").pages[0].text.startswith("The lake in May")


def test_a_presentation_saved_for_95_and_97_is_read_as_one_of_97(tmp_path):
    streams = {"PowerPoint Document": part("PowerPoint Document"), "Current User": part("Current User")}
    both = write_container({"PowerPoint Document": b"of 95", "PP97_DUALSTORAGE": streams})
    (tmp_path / "both.ppt").write_bytes(both)
    assert load(tmp_path / "both.ppt").pages[0].text.startswith("The lake in May")


def part(name: str) -> bytes:
    return open_container((LEGACY / "lake.ppt").read_bytes()).read(name)


def record(kind: int, data: bytes, *, instance: int = 0, holds: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (15 if holds else 0), kind, len(data)) + data


def on_a_slide(shape: bytes) -> Record:
    group = record(0xF003, record(0xF004, b"", holds=True) + shape, holds=True)
    drawing = record(0x040C, record(0xF002, group, holds=True), holds=True)
    return Record(0x03EE, 0, drawing, True)


def picture(*options: tuple[int, int], behind: bytes = b"") -> bytes:
    said = b"".join(struct.pack("<HI", *option) for option in options) + behind
    return record(
        0xF004, record(0xF00A, bytes(8), instance=75) + record(0xF00B, said, instance=len(options)), holds=True
    )


def test_a_picture_of_an_old_slide_is_told_by_its_description():
    words = "Two boats\0".encode("utf-16-le")
    [shape] = read_shapes(on_a_slide(picture((0xC105, 6), (0x8381, len(words)), behind=b"a\0b\0\0\0" + words)))
    assert (shape.is_picture, shape.description) == (True, "Two boats")


def test_a_shape_of_an_old_slide_that_is_hidden_is_known_as_such():
    [shape] = read_shapes(on_a_slide(picture((0x03BF, 0x00020002))))
    assert shape.hidden
