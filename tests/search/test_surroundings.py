"""What a hit shows is measured while taking in; a home of before is searched as it was, until it is reindexed."""

import shutil
import sqlite3
from contextlib import closing

import pytest

import kb
from ingest.pipeline import ingest
from kb.search.surroundings import renew_surroundings
from kb.settings import load
from kb.store.terms import count_terms, pack_terms
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


def packed(texts: list[str]) -> list[bytes]:
    numbered = NumberedTexts(texts)
    return pack_terms([list(numbered.numbers(at, at + 1)) for at in range(len(texts))])


def counted(text: str, wanted: list[str]) -> tuple[int, dict[str, int]]:
    [found] = read_counts(packed([text]), wanted)
    return found


def read_counts(several: list[bytes], wanted: list[str]) -> list[tuple[int, dict[str, int]]]:
    """How many terms each text has, and those of them that are wanted."""
    table = count_terms(several, wanted)
    return [
        (total, {term: counts[row] for term, row in table.rows.items() if counts[row]})
        for total, counts in zip(table.totals.tolist(), table.counts.T.tolist(), strict=True)
    ]


def test_packed_terms_are_counted_as_in_the_text():
    text = "ISO-9001 and the boiler's boiler，员工每年享有十天年假年假"
    wanted = extract_terms("iso-9001 boiler 年假 window")
    told = TermCounter(wanted).count(text)
    assert counted(text, wanted) == (told.total, dict(told.of))
    assert counted(text, wanted)[1] == {"iso9001": 1, "iso": 1, "9001": 1, "boiler": 2, "年假": 2}


def test_of_several_texts_each_has_its_own_counts_and_an_empty_one_has_none():
    several = packed(["tea", "", "tea tea water"])
    assert read_counts(several, ["tea", "milk"]) == [
        (1, {"tea": 1}),
        (0, {}),
        (3, {"tea": 2}),
    ]
    assert read_counts([], ["tea"]) == []


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
        return connection.execute("SELECT count(*), count(terms) FROM chunks").fetchone()


def found(home):
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        return [base.search(question) for question in QUESTIONS]


def test_a_home_of_format_7_gives_the_same_hits_and_a_reindex_measures_it(home):
    total, known = measured(home)
    assert total == known > 5
    before = found(home)
    with closing(sqlite3.connect(home / "catalog.sqlite3")) as connection:
        connection.executescript(
            "ALTER TABLE chunks DROP COLUMN shown_start; ALTER TABLE chunks DROP COLUMN shown_end;"
            "ALTER TABLE chunks DROP COLUMN terms; PRAGMA user_version = 7;"
        )
    assert found(home) == before
    assert measured(home) == (total, 0)
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        renew_surroundings(base.store())
        assert base.store().surroundings.find_missing() == []
    assert measured(home) == (total, total)
    assert found(home) == before


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
        connection.execute("UPDATE chunks SET terms = NULL WHERE ordinal = 0")
    with kb.open(settings=load(home, {}, embed="builtin", chat="builtin")) as base:
        assert len(base.store().surroundings.find_missing()) == 3
        base.reindex()
        assert base.store().surroundings.find_missing() == []
