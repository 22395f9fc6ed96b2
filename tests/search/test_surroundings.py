"""What a hit shows is measured while taking in; a home of before is searched as it was, until it is reindexed."""

import shutil
import sqlite3
from contextlib import closing

import pytest

import kb
from ingest.pipeline import ingest
from kb.search.surroundings import renew_surroundings
from kb.settings import load
from kb.store.terms import NO_TERMS, KeptTerms, PackedTexts, TermPart, TermWindow, count_terms, pack_terms
from kb.text.term_numbers import NumberedTexts
from kb.text.terms import TermCounter, extract_terms

QUESTIONS = [
    "Who keeps the reading room's keys?",
    "年假有几天？",
    "ISO-9001 audit of the boiler boiler",
    "reading room",
]
FILES = {
    "house.md": "# House\n\nThe boiler was audited under ISO-9001. "
    + "The porter opens the gate at seven o'clock every day. " * 30
    + "\n\n# Keys\n\nThe librarian keeps the keys of the reading room. "
    + "The reading room is closed on Sundays. " * 30,
    "reading room.txt": "Silence, please.\n\nNo food.",
    "假期.txt": "员工每年享有十天年假。" * 60 + "\n\n年假须提前两周申请。",
}


def keep(start: int, place: str, parts: list[tuple[int, str]]) -> tuple[int, bytes]:
    """A chunk's terms: `parts` by where they begin in it."""
    packed = PackedTexts(NumberedTexts([place, *(text for _, text in parts)]))
    told = [TermPart(at, packed.join([(i, i + 1)])) for i, (at, _) in enumerate(parts, 1)]
    return start, pack_terms(packed.join([(0, 1)]), told)


def count(
    kept: list[tuple[int, bytes]], windows: list[TermWindow | None], wanted: list[str]
) -> list[tuple[int, dict[str, int]]]:
    """How many terms each window has, and those of them that are wanted."""
    table = count_terms(KeptTerms(*zip(*kept, strict=True)) if kept else NO_TERMS, windows, wanted)
    return [
        (total, {term: counts[row] for term, row in table.rows.items() if counts[row]})
        for total, counts in zip(table.totals.tolist(), table.counts.T.tolist(), strict=True)
    ]


def test_kept_terms_are_counted_as_in_the_text():
    text = "ISO-9001 and the boiler's boiler，员工每年享有十天年假年假"
    wanted = extract_terms("iso-9001 boiler 年假 window")
    told = TermCounter(wanted).count(text)
    found = count([keep(0, "", [(0, text)])], [TermWindow(0, 1, 0, 0, len(text))], wanted)
    assert found == [(told.total, dict(told.of))]
    assert found[0][1] == {"iso9001": 1, "iso": 1, "9001": 1, "boiler": 2, "年假": 2}


def test_a_window_has_the_parts_that_begin_in_it_and_the_place_of_its_own_chunk():
    kept = [
        keep(0, "House", [(0, "tea "), (4, "milk ")]),
        keep(9, "House, Kitchen", [(0, "tea tea "), (8, "water")]),
        keep(0, "Garden", [(0, "tea")]),  # of the next page
    ]
    windows = [TermWindow(0, 2, 1, 4, 17), TermWindow(0, 1, 0, 0, 4), None, TermWindow(2, 3, 2, 0, 3)]
    assert count(kept, windows, ["tea", "milk", "hous", "kitchen", "water"]) == [
        (5, {"tea": 2, "milk": 1, "hous": 1, "kitchen": 1}),
        (2, {"tea": 1, "hous": 1}),
        (0, {}),
        (2, {"tea": 1}),
    ]
    assert count([], [None], ["tea"]) == [(0, {})]


def fill(folder):
    (folder / "docs").mkdir()
    for name, text in FILES.items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    with kb.open(settings=load(folder / "home", {}, embed="builtin", chat="builtin")) as base:
        for _ in ingest([folder / "docs"], base.store(), base.embedder(base.store())):
            pass
    return folder / "home"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A home that holds the files, to be copied."""
    return fill(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def home(filled, tmp_path):
    return shutil.copytree(filled, tmp_path / "home")


def measured(home):
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection:
        return connection.execute("SELECT count(*), count(shown_before) FROM chunks").fetchone()


def found(home):
    """What each question is shown, and how well it fits; pairs of characters that a border parts are not counted."""
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        hits = [hit for question in QUESTIONS for hit in base.search(question)]
    return [hit.chunk for hit in hits], [hit.score for hit in hits]


def assert_same(now, before):
    assert now[0] == before[0]
    assert now[1] == pytest.approx(before[1], abs=0.001)


def test_a_home_of_format_7_gives_the_same_hits_and_a_reindex_measures_it(home):
    total, known = measured(home)
    assert total == known > 5
    before = found(home)
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection:
        connection.executescript(
            "ALTER TABLE chunks DROP COLUMN shown_start; ALTER TABLE chunks DROP COLUMN shown_end;"
            "ALTER TABLE chunks DROP COLUMN shown_before; ALTER TABLE chunks DROP COLUMN shown_after;"
            "ALTER TABLE chunks DROP COLUMN terms; PRAGMA user_version = 7;"
        )
    assert_same(found(home), before)
    assert measured(home) == (total, 0)
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        renew_surroundings(base.store())
        assert base.store().surroundings.find_missing() == []
    assert measured(home) == (total, total)
    assert_same(found(home), before)


def test_of_a_home_of_format_9_the_terms_of_before_are_not_taken_for_those_of_now(home):
    before = found(home)
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection:
        connection.executescript(
            "UPDATE chunks SET terms = X'010000004F6B2D0A01';"  # a number of terms, then 5 bytes of each
            "ALTER TABLE chunks DROP COLUMN shown_before; ALTER TABLE chunks DROP COLUMN shown_after;"
            "PRAGMA user_version = 9;"
        )
    assert_same(found(home), before)
    assert measured(home)[1] == 0
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        base.reindex()
    assert measured(home)[0] == measured(home)[1]
    assert_same(found(home), before)


def test_hits_follow_a_page_that_was_written_anew_around_a_chunk_that_stayed(tmp_path):
    home = fill(tmp_path)
    text = FILES["house.md"].replace("The porter opens the gate", "The guard opens the door")
    (tmp_path / "docs" / "house.md").write_text(text, encoding="utf-8")
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        for _ in ingest([tmp_path / "docs"], base.store(), base.embedder(base.store())):
            pass
        for hit in base.search("Who keeps the reading room's keys?"):
            page = base.store().pages(hit.chunk.document)[hit.chunk.page_index]
            assert hit.chunk.text == page.text[hit.chunk.start : hit.chunk.end]


def test_kb_reindex_measures_what_was_not(home):
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection, connection:
        connection.execute("UPDATE chunks SET shown_before = NULL WHERE ordinal = 0")
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        assert len(base.store().surroundings.find_missing()) == 3
        base.reindex()
        assert base.store().surroundings.find_missing() == []
