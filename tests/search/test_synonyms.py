"""Words that mean the same: `synonyms.txt` in the home, read when it changed."""

import logging
import os

import pytest

import kb
from kb.search.query import understand_question
from kb.search.synonyms import Synonyms, use_own_words
from kb.settings import load


@pytest.fixture
def file(tmp_path):
    return tmp_path / "synonyms.txt"


@pytest.mark.parametrize(
    ("line", "question", "own_words"),
    [
        ("PTO = paid leave", "How many days of PTO are there?", "How many days of paid leave are there?"),
        ("PTO = paid leave", "how many days of pto?", "how many days of paid leave?"),
        ("PTO = paid leave", "What is a PTOX?", "What is a PTOX?"),
        ("PTO = paid leave", "How much paid leave is there?", "How much paid leave is there?"),
        ("PTO = time off = paid leave", "Is time  off paid?", "Is paid leave paid?"),
        ("年休 = 带薪假期", "员工的年休有几天？", "员工的带薪假期有几天？"),
        ("PTO = 带薪假期", "员工的PTO有几天？", "员工的带薪假期有几天？"),
        ("sabbatical = long break", "Is there a sabbatical?", "Is there a sabbatical?"),  # no document holds either
    ],
)
def test_a_word_that_no_document_holds_is_asked_by_one_that_means_the_same(library, file, line, question, own_words):
    file.write_text(f"# our own words\n\n{line}\n", encoding="utf-8")
    assert use_own_words(question, library, Synonyms(file))[0] == own_words


def test_words_of_the_same_meaning_that_documents_hold_are_sought_too_at_half_the_weight(library, embedder, file):
    file.write_text("paid leave = holiday = margin\n", encoding="utf-8")
    asked = understand_question("How much paid leave?", library, embedder, synonyms=Synonyms(file))
    assert set(asked.wanted.weights) == {"much", "paid", "leav"}
    assert set(asked.sought.weights) == {"much", "paid", "leav", "margin"}
    alone = understand_question("margin", library, embedder)
    assert asked.sought.weights["margin"] == alone.wanted.weights["margin"] / 2


def test_a_change_of_the_file_counts_at_once(library, file):
    synonyms = Synonyms(file)
    assert use_own_words("PTO", library, synonyms) == ("PTO", ())
    file.write_text("PTO = paid leave\n", encoding="utf-8")
    assert use_own_words("PTO", library, synonyms) == ("paid leave", ())
    file.write_text("PTO = revenue\n", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert use_own_words("PTO", library, synonyms) == ("revenue", ())
    file.unlink()
    assert use_own_words("PTO", library, synonyms) == ("PTO", ())


def test_lines_that_say_nothing_are_named_in_one_warning_and_the_others_count(library, file, caplog):
    file.write_text("paid leave\nPTO = paid leave\n= ?\n", encoding="utf-8")
    synonyms = Synonyms(file)
    with caplog.at_level(logging.WARNING):
        assert use_own_words("PTO", library, synonyms) == ("paid leave", ())
        synonyms.groups()
    [record] = caplog.records
    assert record.getMessage() == (
        f"{file}: line 1, 3 is not used. Write words of one meaning in a line, with = between them: PTO = paid leave"
    )


def test_a_file_that_is_no_text_is_left_out_with_a_warning(library, file, caplog):
    file.write_bytes(b"\xff\xfeP\x00")
    assert use_own_words("PTO", library, Synonyms(file)) == ("PTO", ())
    assert "it cannot be read as UTF-8 text" in caplog.text


def test_a_folder_that_holds_only_synonyms_becomes_a_home(file):
    file.write_text("PTO = paid leave\n", encoding="utf-8")
    with kb.open(settings=load(file.parent, {}, embed="builtin", chat="builtin")) as base:
        assert base.documents() == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_of_that_name_is_not_waited_for(file, caplog):
    os.mkfifo(file)
    assert Synonyms(file).groups() == ()
    assert "is not used" in caplog.text
