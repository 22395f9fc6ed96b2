"""Files that are endless in one direction: cut by the worker, within what they may cost."""

from __future__ import annotations

import os

import pytest
from counting import never

from ingest.loaders.formats import LoadedFile
from ingest.loaders.mail.message import load_mail
from ingest.workers.pool import Workers
from ingest.workers.progress import listen
from ingest.workers.splitting import Splitter
from kb.engines.token_counts import most_tokens
from kb.errors import ModelUnfit, Unreadable
from kb.types import Heading, Page

SPLITTER = Splitter(254, most_tokens)


def test_a_worker_gives_passages(tmp_path):
    (tmp_path / "lion.txt").write_text("The lion sleeps at noon.\n")
    with Workers(1) as workers:
        [(_, split)] = workers.read([tmp_path / "lion.txt"], SPLITTER)
    assert (split.title, [chunk.text for chunk in split.passages]) == ("lion", ["The lion sleeps at noon."])
    assert split.passages[0].index_text == "lion\nThe lion sleeps at noon."


def test_what_takes_too_long_after_reading_is_given_up_as_well(tmp_path):
    (tmp_path / "lion.txt").write_text("The lion sleeps at noon.\n")
    with Workers(1, time_limit=1.0) as workers:
        [(_, result)] = workers.read([tmp_path / "lion.txt"], never)
    assert isinstance(result, Unreadable) and str(result) == "took longer than 1 seconds to read"


class HereOnly:
    """A function that this process can pickle and no other can unpickle."""

    def __init__(self, owner: int) -> None:
        if os.getpid() != owner:
            raise ModuleNotFoundError("No module named 'counters'")
        self.owner = owner

    def __call__(self, text: str) -> int:
        return len(text)

    def __reduce__(self):
        return (HereOnly, (self.owner,))


COUNTER = "An embedder's counter has to be a function of a module that can be imported."


def test_a_counter_that_no_worker_can_unpickle_ends_the_run_at_once_and_says_why(tmp_path):
    (tmp_path / "lion.txt").write_text("The lion sleeps at noon.\n")
    with Workers(1, time_limit=30.0) as workers:
        with pytest.raises(ModelUnfit) as failed:
            list(workers.read([tmp_path / "lion.txt"], Splitter(254, HereOnly(os.getpid()))))
        assert "No module named 'counters'" in failed.value.message and failed.value.hint == COUNTER
        [(_, split)] = workers.read([tmp_path / "lion.txt"], SPLITTER)
    assert split.title == "lion"


def test_a_counter_that_cannot_be_pickled_is_refused_in_the_same_way(tmp_path):
    (tmp_path / "lion.txt").write_text("The lion sleeps at noon.\n")
    with Workers(1, time_limit=30.0) as workers:
        with pytest.raises(ModelUnfit) as failed:
            list(workers.read([tmp_path / "lion.txt"], Splitter(254, lambda text: len(text))))
        assert "lambda" in failed.value.message and failed.value.hint == COUNTER
        [(_, split)] = workers.read([tmp_path / "lion.txt"], SPLITTER)
    assert split.title == "lion"


def test_a_large_file_is_no_slow_one():
    told = []
    listen(lambda: told.append(1))
    split = SPLITTER(LoadedFile("T", (Page("A line of text, as there are many.\n" * 9_000),)))
    assert len(told) == len(split.passages) // 200 > 2


def test_a_title_and_a_heading_are_cut_at_300_characters():
    page = Page("# H\n\nText.", headings=(Heading(0, 1, "h" * 500_000),))
    split = SPLITTER(LoadedFile("word " * 100_000, (page,)))
    assert len(split.title) <= 300 and split.title.startswith("word word")
    assert all(len(part) <= 300 for chunk in split.passages for part in chunk.heading)


def test_headings_a_thousand_deep_are_named_by_the_innermost():
    text = "".join(f"Heading {depth}\n" for depth in range(1000)) + "Text that stands below all of them. " * 20
    headings = tuple(Heading(text.index(f"Heading {depth}\n"), depth + 1, f"Heading {depth}") for depth in range(1000))
    split = SPLITTER(LoadedFile("T", (Page(text, headings=headings),)))
    assert split.passages[-1].heading[-1] == "Heading 999" and len(split.passages[-1].heading) <= 12


def test_a_subject_of_500_000_letters_is_read_whole_and_names_the_mail_by_its_beginning(tmp_path):
    (tmp_path / "a.eml").write_text(f"From: a@b.c\nSubject: {'word ' * 100_000}\n\nHello.\n")
    loaded = load_mail(tmp_path / "a.eml")
    assert loaded.pages[0].text.count("word") == 100_000
    assert SPLITTER(loaded).title.startswith("word word") and len(SPLITTER(loaded).title) <= 300
